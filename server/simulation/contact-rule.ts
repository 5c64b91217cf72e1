/**
 * When a leader must leave. One that hears no quorum of its voters leaves office (dissertation §6.2). Only the voters of the configuration
 * in force count: neither learners nor those who were removed (raft.md bug 9). And one whom the committed
 * members do not name among their voters: it only waits for a successor (dissertation §4.2.2).
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

/** A hand-over, tried once and perhaps again after one that abdication began. */
const OUT_MAX_MS = 2 * TIMING.transferMs + SLACK_MS;
/** Of the time between two steps so much counts: a process that is paused can do nothing. */
const STEP_MAX_MS = 2 * TIMING.tickMs;

interface Office {
  readonly term: Term;
  readonly sinceMs: number;
  seenMs: number;
  /** For how long it has led as no voter. */
  outMs: number;
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
    this.#checkOut(view, office, nowMs);
    office.seenMs = nowMs;
    if (input.kind === "message") {
      const { type, from, term, worth } = input.message;
      const isAnswer = type === "appendResponse" || type === "heartbeatResponse";
      if (isAnswer && worth === undefined && term === view.term) office.heardMs.set(from, nowMs);
    }
    for (const { id } of inForce.members)
      if (!office.heardMs.has(id)) office.heardMs.set(id, nowMs);
    const isHeard = (id: RaftId): boolean =>
      id === view.id ||
      nowMs - (office.heardMs.get(id) ?? office.sinceMs) <= TIMING.checkQuorumMs + SLACK_MS;
    must(isCounted(inForce, isHeard), `${view.name} leads only while it hears a quorum`);
  }

  #checkOut({ id, name, commit, configurations }: NodeView, office: Office, nowMs: number): void {
    const newest = configurations.at(-1);
    if (newest === undefined || newest.index > commit) return;
    const { voters, outgoing } = newest.configuration;
    if (outgoing.length > 0 || voters.includes(id)) return;
    office.outMs += Math.min(nowMs - office.seenMs, STEP_MAX_MS);
    must(office.outMs <= OUT_MAX_MS, `${name} does not lead on after it was removed`);
  }

  #officeOf({ id, term }: NodeView, nowMs: number): Office {
    const known = this.#offices.get(id);
    if (known?.term === term) return known;
    const office = {
      term,
      sinceMs: nowMs,
      seenMs: nowMs,
      outMs: 0,
      heardMs: new Map<RaftId, number>(),
    };
    this.#offices.set(id, office);
    return office;
  }
}
