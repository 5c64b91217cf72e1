/** An ordered stop of the leader: its office is given away, and no follower finds out by a silence. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { expect, onTestFinished, test } from "vitest";
import { initCluster, runProgram } from "./node-under-test.ts";
import type { Program } from "./node-under-test.ts";
import { ServiceClient } from "./rpc/service-client.ts";

const PATIENCE_MS = 60_000;

interface Running {
  readonly name: string;
  readonly program: Program;
  /** Whom it takes for the leader; "" for nobody. */
  leader(): Promise<string>;
  /** Each change of role, term or leader that it has logged so far. */
  changes(): readonly Change[];
}

interface Change {
  readonly msg: string;
  readonly role: string;
  readonly term: number;
  readonly leader: string;
}

async function start(data: string, name: string): Promise<Running> {
  const program = runProgram(["run", "--data", data, "--node", name]);
  const { grpc } = await program.listening;
  const client = new ServiceClient(grpc);
  onTestFinished(() => client.close());
  const log = join(data, name, "logs/node.log");
  return {
    name,
    program,
    leader: async () => (await client.ask(ClusterService.method.now, {})).reply.leader,
    changes: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line.endsWith("}"))
        // Our own program's lines.
        .map((line) => JSON.parse(line) as Change)
        .filter(({ msg }) => msg === "leadership"),
  };
}

/** Asks until all of them name the same one. */
async function agreedLeader(running: readonly Running[], besides = ""): Promise<string> {
  for (;;) {
    const named = new Set(await Promise.all(running.map((one) => one.leader())));
    const [name = ""] = named;
    if (named.size === 1 && name !== "" && name !== besides) return name;
  }
}

test(
  "a leader that is told to stop is succeeded before anybody's election timeout, and ends well",
  { timeout: PATIENCE_MS },
  async () => {
    const { data } = await initCluster(3);
    const running = await Promise.all(["n1", "n2", "n3"].map((name) => start(data, name)));
    const first = await agreedLeader(running);
    const others = running.filter(({ name }) => name !== first);
    const before = new Map(others.map((one) => [one.name, one.changes()]));

    const leader = running.find(({ name }) => name === first);
    leader?.program.signal("SIGTERM");
    const second = await agreedLeader(others, first);
    expect(await leader?.program.ended).toMatchObject({ code: 0, signal: null, stderr: "" });

    const term = before.get(second)?.at(-1)?.term ?? 0;
    for (const { name, changes } of others) {
      const since = changes().slice(before.get(name)?.length);
      // A timeout begins with a pre-vote; whoever was told to take over stands at once, in the very next term.
      const roles = name === second ? ["candidate", "leader"] : ["follower"];
      expect(new Set(since.map(({ role }) => role))).toEqual(new Set(roles));
      expect(new Set(since.map((one) => one.term))).toEqual(new Set([term + 1]));
    }
    expect(await agreedLeader(others)).toBe(second);
  },
);
