/**
 * Runs a scenario: a text of commands, each followed by what came of it, indented. The commands are read, the rest
 * is written anew, so a scenario says what it does and its diff says what a change does.
 *
 *   # why                          a comment; the first says which rule the scenario pins
 *   cluster 3 [1.2 1.3 -] [appendBytes=1] [claims]   nodes, the terms of their old entries, limits; disks count starts, and all are connected
 *   elect N                        campaigns, and all is delivered; only who leads is told
 *   campaign N · tick N MS · pass MS
 *   propose N TEXT… · read N ID · transfer N · flush N · up N M · down N M
 *   deliver [LINK [TYPE]]          all that fits and what follows; LINK is 1>2, *>2 or 1>*
 *   one [LINK [TYPE]] · repeat … · drop …    the oldest that fits once · again later · all that fit never
 *   cut 1>2 … · heal
 *   join N                         a node that knows nothing waits to be added
 *   learner N M · voters N M,M,… · forget N M    N is asked to change the members
 *   snapshot N                     N has a snapshot of what it has applied
 *   slow N · sync N [COUNT] · fast N         the disk
 *   crash N · start N · state [N…] · links
 *   connect N…                     connections between N and all who run
 *   lose N COUNT · save N · restore N      the disk loses entries · is copied · put back
 */
import { assert } from "../lib/assert.ts";
import type { CoreLimits } from "./core-options.ts";
import { ScenarioCluster } from "./scenario-cluster.ts";
import { lose, restore, save } from "./scenario-disk.ts";
import { onLink } from "./scenario-links.ts";
import { idOf } from "./test-cluster.ts";
import type { MembershipChange } from "./types.ts";

const INDENT = "  ";
const LIMITS: CoreLimits = {
  entryBytes: 1024,
  appendBytes: 4096,
  logCacheBytes: 1 << 20,
  unappliedEntries: 100,
  unappliedBytes: 64 * 1024 * 1024,
  snapshotLogBytes: Number.MAX_SAFE_INTEGER,
  tailBytes: 0,
  tailMaxBytes: 0,
  snapshotChunkBytes: 1024,
  snapshotRateBytes: 1 << 20,
};

/** The scenario with its outcome written anew. Throws on a command that nobody knows. */
export function runScenario(text: string): string {
  const written: string[] = [];
  let cluster: ScenarioCluster | null = null;
  for (const line of text.split("\n")) {
    if (line.startsWith(INDENT)) continue;
    written.push(line);
    const words = line.split(/\s+/).filter((word) => word !== "");
    if (words.length === 0 || line.startsWith("#")) continue;
    if (words[0] === "cluster") {
      cluster = newCluster(words.slice(1));
      continue;
    }
    assert(cluster !== null, "a scenario begins with its cluster");
    obey(cluster, words);
    written.push(...cluster.takeLines().map((one) => INDENT + one));
  }
  return written.join("\n");
}

function newCluster([nodes = "", ...rest]: readonly string[]): ScenarioCluster {
  const limits = rest.filter((word) => word.includes("="));
  const isClaiming = rest.includes("claims");
  const logs = rest.filter((word) => !word.includes("=") && word !== "claims");
  const terms = Array.from({ length: count(nodes) }, (_, offset) =>
    (logs[offset] ?? "-")
      .split(".")
      .filter((term) => term !== "-")
      .map(count),
  );
  const given = Object.fromEntries(
    limits.map((word) => {
      const [name = "", value = ""] = word.split("=");
      assert(name in LIMITS, `a limit is called ${name}`);
      return [name, count(value)];
    }),
  );
  return new ScenarioCluster(terms, { ...LIMITS, ...given }, isClaiming);
}

type Command = (cluster: ScenarioCluster, words: readonly string[]) => void;

const COMMANDS: Readonly<Record<string, Command>> = {
  elect: (cluster, [node]) => cluster.elect(count(node)),
  campaign: (cluster, [node]) => cluster.campaign(count(node)),
  tick: (cluster, [node, ms]) => cluster.tick(count(node), count(ms)),
  pass: (cluster, [ms]) => cluster.pass(count(ms)),
  propose: (cluster, [node, ...texts]) => {
    const proposals = texts.map((one, offset) => {
      return { id: offset + 1, data: new TextEncoder().encode(one) };
    });
    cluster.step(count(node), { kind: "propose", proposals });
  },
  read: (cluster, [node, id]) => cluster.step(count(node), { kind: "read", ids: [count(id)] }),
  transfer: (cluster, [node]) => cluster.step(count(node), { kind: "transfer" }),
  flush: (cluster, [node]) => cluster.step(count(node), { kind: "flush" }),
  up: (cluster, [node, peer]) =>
    cluster.step(count(node), { kind: "peerUp", peer: idOf(count(peer)) }),
  down: (cluster, [node, peer]) =>
    cluster.step(count(node), { kind: "peerDown", peer: idOf(count(peer)) }),
  deliver: (cluster, words) => cluster.deliver(filterOf(words)),
  one: (cluster, words) => {
    assert(cluster.deliverOne(filterOf(words)), `something is under way on ${words.join(" ")}`);
  },
  repeat: (cluster, words) => cluster.repeat(filterOf(words)),
  drop: (cluster, words) => cluster.drop(filterOf(words)),
  cut: (cluster, links) => {
    for (const link of links) {
      const { from, to } = linkOf(link);
      for (const one of cluster.numbers()) {
        for (const other of cluster.numbers())
          if ((from ?? one) === one && (to ?? other) === other) cluster.cut(one, other);
      }
    }
  },
  join: (cluster, [node]) => cluster.join(count(node)),
  learner: (cluster, [node, added]) => {
    const number = count(added);
    const addresses = { peer: "p:1", client: "c:1", http: "h:1" };
    const member = { id: idOf(number), name: `n${number}`, ...addresses };
    change(cluster, node, { kind: "addLearner", member });
  },
  voters: (cluster, [node, voters = ""]) => {
    const ids = voters.split(",").map((one) => idOf(count(one)));
    change(cluster, node, { kind: "setVoters", voters: ids });
  },
  forget: (cluster, [node, learner]) =>
    change(cluster, node, { kind: "removeLearner", id: idOf(count(learner)) }),
  snapshot: (cluster, [node]) => cluster.snapshot(count(node)),
  heal: (cluster) => cluster.heal(),
  slow: (cluster, [node]) => cluster.slowDown(count(node)),
  sync: (cluster, [node, writes]) =>
    cluster.sync(count(node), writes === undefined ? Number.MAX_SAFE_INTEGER : count(writes)),
  fast: (cluster, [node]) => cluster.speedUp(count(node)),
  crash: (cluster, [node]) => cluster.crash(count(node)),
  start: (cluster, [node]) => cluster.start(count(node)),
  connect: (cluster, nodes) => {
    for (const node of nodes) cluster.connect(count(node));
  },
  lose: (cluster, [node, entries]) =>
    cluster.strike(count(node), (disk) => lose(disk, count(entries))),
  save: (cluster, [node]) => cluster.strike(count(node), save),
  restore: (cluster, [node]) => cluster.strike(count(node), restore),
  state: (cluster, nodes) => {
    for (const node of nodes.length === 0 ? cluster.numbers() : nodes.map(count))
      cluster.describe(node);
  },
  links: (cluster) => cluster.describeLinks(),
};

function change(
  cluster: ScenarioCluster,
  node: string | undefined,
  wanted: MembershipChange,
): void {
  cluster.step(count(node), { kind: "change", id: 1, change: wanted });
}

function obey(cluster: ScenarioCluster, [name = "", ...words]: readonly string[]): void {
  const command = COMMANDS[name];
  assert(command !== undefined, `a scenario knows the command ${name}`);
  command(cluster, words);
}

function filterOf([link = "*>*", type = null]: readonly (string | null)[]) {
  const { from, to } = linkOf(link ?? "");
  return onLink(from, to, type);
}

function linkOf(link: string): { readonly from: number | null; readonly to: number | null } {
  const [from = "", to = ""] = link.split(">");
  return { from: from === "*" ? null : count(from), to: to === "*" ? null : count(to) };
}

function count(word: string | undefined): number {
  const number = Number(word);
  assert(word !== undefined && Number.isSafeInteger(number), `${word ?? "nothing"} is a number`);
  return number;
}
