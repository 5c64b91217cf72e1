/**
 * Trace validation (raft.md §6): what each core did, step by step, is held against the specification in this folder. A
 * step is taken apart into events; each must be an action that is allowed in the state that the events before it made,
 * and when all are done nothing about the member may differ from that state. What no event explains is a violation.
 */
import type { RaftId } from "../../src/raft/types.ts";
import { allow } from "./allow.ts";
import { explain } from "./explanation.ts";
import { SpecDisk, SpecNode, SpecWorld } from "./spec-state.ts";
import type { SpecStep, StartingDisk, TraceWatcher } from "./spec-step.ts";

export class TraceValidator implements TraceWatcher {
  readonly #world = new SpecWorld();
  readonly #nodes = new Map<RaftId, SpecNode>();
  readonly #onEvent: (event: string) => void;

  /** `onEvent`: told of each event that was explained. */
  constructor(onEvent: (event: string) => void) {
    this.#onEvent = onEvent;
  }

  /** A process starts: volatile state is gone, and its disk is one that its writes may have left. */
  started(id: RaftId, name: string, disk: StartingDisk): void {
    const before = this.#nodes.get(id);
    const node = new SpecNode(id, name);
    this.#nodes.set(id, node);
    if (before === undefined) takeAsItIs(node.disk, disk);
    else this.#restart(before, node, disk);
    node.term = node.disk.term;
    node.vote = node.disk.vote;
    node.log = node.disk.log.copy();
    this.#onEvent("Start");
  }

  #restart(before: SpecNode, node: SpecNode, disk: StartingDisk): void {
    node.disk = before.disk;
    node.applied = before.applied;
    node.covered = before.covered;
    const { term, index } = before.matched;
    // Of the writes that were on their way the first so many are there.
    for (const write of before.pending) {
      if (isOnDisk(node.disk, disk)) break;
      node.disk.take(write);
    }
    node.isHarmed = !isOnDisk(node.disk, disk);
    allow(
      !node.isHarmed || disk.isDamaged,
      "Start",
      `the disk of ${node.name} holds what no prefix of its writes left there`,
    );
    if (node.isHarmed) {
      // Nothing that it said before is to be relied on.
      this.#onEvent("StartHarmed");
      node.disk = new SpecDisk();
      takeAsItIs(node.disk, disk);
    } else node.matched = { term, index: Math.min(index, node.disk.log.lastIndex) };
  }

  stepped(id: RaftId, step: SpecStep): void {
    const node = this.#nodes.get(id);
    allow(node !== undefined, "Start", "who takes a step was started");
    explain(node, this.#world, step, this.#onEvent);
  }
}

function takeAsItIs(into: SpecDisk, { hardState, base, entries }: StartingDisk): void {
  const { term, vote } = hardState;
  into.take({ id: 0, truncateFrom: null, base, term, vote, entries });
}

function isOnDisk(spec: SpecDisk, { hardState, base, entries }: StartingDisk): boolean {
  const { term, vote, log } = spec;
  return term === hardState.term && vote === hardState.vote && log.equals(base, entries);
}
