/**
 * The nodes that run on this machine, kept in step with cluster.json: `parley cluster add` names a new member there, and
 * its node is started; `remove` takes one out, and its node is ended.
 */
import { readClusterFile, splitAddress, type Member } from "../cluster/cluster-file.ts";
import { Sentence } from "../sentence.ts";
import type { SupervisedProcess } from "./supervised-process.ts";

const WATCH_MS = 500;

/** What a roster does with a node. */
export interface RosterNode {
  readonly supervised: Pick<SupervisedProcess, "stop" | "hurry">;
}

export interface RosterOptions<Node extends RosterNode> {
  readonly data: string;
  readonly start: (member: Member) => Node;
  readonly say: (line: string) => void;
  readonly watchMs?: number;
}

export interface Roster<Node extends RosterNode> {
  readonly nodes: readonly Node[];
  /** From now on cluster.json decides. */
  follow(): void;
  /** Ends all nodes together. */
  stop(): Promise<void>;
  hurry(): void;
}

export function openRoster<Node extends RosterNode>(
  members: readonly Member[],
  options: RosterOptions<Node>,
): Roster<Node> {
  const nodes = new Map(members.map((member) => [member.name, options.start(member)]));
  const leaving = new Set<Node>();
  let timer: NodeJS.Timeout | undefined;
  let said = "";
  const round = (): void => {
    try {
      const wanted = readClusterFile(options.data)?.members ?? [];
      // An empty or missing file is trouble, and no reason to end everything.
      if (wanted.length > 0) keepInStep(wanted);
      said = "";
    } catch (error) {
      if (!(error instanceof Sentence)) throw error;
      if (said !== error.message) options.say(error.message);
      said = error.message;
    }
  };
  function keepInStep(wanted: readonly Member[]): void {
    for (const [name, node] of nodes) {
      if (wanted.some((member) => member.name === name)) continue;
      nodes.delete(name);
      leaving.add(node);
      options.say(`${name} is no member any more; ending its node`);
      void node.supervised.stop().then(() => leaving.delete(node));
    }
    for (const member of wanted.filter(isHere)) {
      if (nodes.has(member.name)) continue;
      options.say(`${member.name} is a new member; starting its node`);
      nodes.set(member.name, options.start(member));
    }
  }
  const all = (): readonly Node[] => [...nodes.values(), ...leaving];
  return {
    get nodes() {
      return [...nodes.values()];
    },
    follow() {
      timer = setInterval(round, options.watchMs ?? WATCH_MS);
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(all().map((node) => node.supervised.stop()));
    },
    hurry() {
      for (const node of all()) node.supervised.hurry();
    },
  };
}

/** `parley cluster add --host` makes members whose nodes are started elsewhere. */
function isHere({ peer }: Member): boolean {
  const { host } = splitAddress(peer);
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
