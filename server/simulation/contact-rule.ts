/**
 * A leader that hears no quorum of its voters leaves office (dissertation §6.2). Only the voters of the configuration
 * in force count: neither learners nor those who were removed (raft.md bug 9).
 */
import { TIMING } from "../src/raft/timing.ts";
import type { Configuration, Input, RaftId, Term } from "../src/raft/types.ts";
import { isCounted } from "./counted.ts";
import type { NodeView } from "./node-view.ts";
import { US_PER_MS } from "./virtual-clock.ts";
import { must } from "./violation.ts";
import type { World } from "./world.ts";

/** A late timer, a step that is no tick, a loop that is held up for less than a stall. */
const SLACK_MS = TIMING.stallMs + 2 * TIMING.tickMs;

interface Office {
  readonly term: Term;
  readonly sinceMs: number;
  seenMs: number;
  readonly heardMs: Map<RaftId, number>;
}

export class ContactRule {
  readonly #offices = new Map<RaftId, Office>();

  stepped(view: NodeView, input: Input, inForce: Configuration, { time }: World): void {
    if (!view.isLeader) {
      this.#offices.delete(view.id);
      return;
    }
    const nowMs = time.nowUs / US_PER_MS;
    const office = this.#officeOf(view, nowMs);
    // As the core: after a pause of this process silence proves nothing.
    if (nowMs - office.seenMs > TIMING.stallMs) {
      for (const [id, heardMs] of office.heardMs)
        office.heardMs.set(id, Math.max(heardMs, nowMs - TIMING.checkQuorumMs / 2));
    }
    office.seenMs = nowMs;
    if (input.kind === "message") {
      const { type, from, term } = input.message;
      const isAnswer = type === "appendResponse" || type === "heartbeatResponse";
      if (isAnswer && term === view.term) office.heardMs.set(from, nowMs);
    }
    for (const { id } of inForce.members)
      if (!office.heardMs.has(id)) office.heardMs.set(id, nowMs);
    const isHeard = (id: RaftId): boolean =>
      id === view.id ||
      nowMs - (office.heardMs.get(id) ?? office.sinceMs) <= TIMING.checkQuorumMs + SLACK_MS;
    must(isCounted(inForce, isHeard), `${view.name} leads only while it hears a quorum`);
  }

  #officeOf({ id, term }: NodeView, nowMs: number): Office {
    const known = this.#offices.get(id);
    if (known?.term === term) return known;
    const office = { term, sinceMs: nowMs, seenMs: nowMs, heardMs: new Map<RaftId, number>() };
    this.#offices.set(id, office);
    return office;
  }
}
