/**
 * ReadIndex on every node (dissertation §6.4): the leader notes its commit index, proves with a round of
 * heartbeats that it still leads, and answers. One round at a time; what comes meanwhile shares the next.
 * A follower asks the leader, with a fresh id on every try, so that a late answer to an earlier question can
 * never pass for an answer to a later one (etcd #20418). No leases: no clock can make a read stale.
 */
import type { Core } from "./core.ts";
import { hasQuorum } from "./quorum.ts";
import { sendHeartbeats, stampOf } from "./replication.ts";
import { TIMING } from "./timing.ts";
import type { ReadRequest, ReadResponse } from "./messages.ts";
import type { Index, RaftId } from "./types.ts";

/** Who waits: local reads by id, a follower's question, or a follower that recovers (refill.ts). */
type Waiting =
  | { readonly kind: "local"; readonly ids: readonly number[] }
  | { readonly kind: "remote"; readonly from: RaftId; readonly id: string }
  | { readonly kind: "refill"; readonly peer: RaftId; readonly incarnation: number };

interface Round {
  /** When it began: what a read must see, and the end of the log. */
  readonly index: Index;
  readonly lastIndex: Index;
  readonly waiting: readonly Waiting[];
}

export interface Reads {
  /** Fresh question ids: unique to this start, then counted. */
  readonly nonce: string;
  questions: number;
  /** Follower: local reads not asked for yet, and the question that is out. */
  unasked: number[];
  asked: { readonly id: string; readonly ids: readonly number[]; readonly at: number } | null;
  /** Leader: what waits for the next round, and the round that is out. */
  waiting: Waiting[];
  round: number;
  inRound: Round | null;
}

export function newReads(nonce: string): Reads {
  return { nonce, questions: 0, unasked: [], asked: null, waiting: [], round: 0, inRound: null };
}

/** The round that heartbeats carry: 0 while nobody waits. */
export function currentRound(reads: Reads): number {
  return reads.inRound === null ? 0 : reads.round;
}

export function read(core: Core, reads: Reads, ids: readonly number[]): void {
  if (core.standing.isRecovering)
    return core.emit({ kind: "reject", what: "read", ids, reason: "RECOVERING" });
  if (core.role === "leader") {
    reads.waiting.push({ kind: "local", ids });
    return leaderReady(core, reads);
  }
  if (core.knownLeader === null)
    return core.emit({ kind: "reject", what: "read", ids, reason: "NO_LEADER" });
  reads.unasked.push(...ids);
  ask(core, reads);
}

// ------------------------------------------------------------------------------------------ leader

export function onReadRequest(core: Core, reads: Reads, request: ReadRequest): void {
  if (core.role !== "leader") return; // The follower asks again, with a fresh id.
  reads.waiting.push({ kind: "remote", from: request.from, id: request.id });
  leaderReady(core, reads);
}

/** Starts a round if one may: the no-op of this term is committed, none is out, somebody waits. */
export function leaderReady(core: Core, reads: Reads): void {
  if (core.role !== "leader" || core.log.commitIndex < core.termStart) return;
  if (reads.inRound !== null || reads.waiting.length === 0) return;
  reads.round += 1;
  const { commitIndex: index, lastIndex } = core.log;
  reads.inRound = { index, lastIndex, waiting: reads.waiting };
  reads.waiting = [];
  sendHeartbeats(core, reads.round);
  confirmRound(core, reads);
}

/** A quorum answered this very round: nobody else led when it began. */
export function confirmRound(core: Core, reads: Reads): void {
  const { inRound } = reads;
  if (inRound === null) return;
  const confirmed = (voter: RaftId): boolean =>
    voter === core.id || core.progress.get(voter)?.confirmedRound === reads.round;
  if (!hasQuorum(core.log.configuration, confirmed)) return;
  reads.inRound = null;
  const time = stampOf(core);
  for (const one of inRound.waiting) {
    if (one.kind === "local")
      core.emit({ kind: "readReady", ids: one.ids, index: inRound.index, time });
    else if (one.kind === "refill") setGoal(core, one, inRound, confirmed);
    else {
      const { from: to, id } = one;
      core.send({
        type: "readResponse",
        from: core.id,
        to,
        term: core.term,
        id,
        index: inRound.index,
        time,
      });
    }
  }
  leaderReady(core, reads);
}

/** Confirmed without it (raft.md §3): its own word is worth nothing yet. */
function setGoal(
  core: Core,
  { peer, incarnation }: Extract<Waiting, { kind: "refill" }>,
  { lastIndex }: Round,
  confirmed: (voter: RaftId) => boolean,
): void {
  const refill = core.progress.get(peer)?.refill ?? null;
  if (refill === null || refill.incarnation !== incarnation) return;
  const { configuration } = core.log;
  if (hasQuorum(configuration, (voter) => voter !== peer && confirmed(voter)))
    refill.goal = lastIndex;
  else refill.isAsked = false;
}

// ---------------------------------------------------------------------------------------- follower

function ask(core: Core, reads: Reads): void {
  if (core.knownLeader === null || reads.asked !== null || reads.unasked.length === 0) return;
  reads.questions += 1;
  const id = `${reads.nonce}-${reads.questions}`;
  reads.asked = { id, ids: reads.unasked, at: core.now };
  reads.unasked = [];
  core.send({ type: "readRequest", from: core.id, to: core.knownLeader, term: core.term, id });
}

export function onReadResponse(core: Core, reads: Reads, response: ReadResponse): void {
  const { asked } = reads;
  if (asked === null || asked.id !== response.id) return;
  reads.asked = null;
  core.emit({ kind: "readReady", ids: asked.ids, index: response.index, time: response.time });
  ask(core, reads);
}

/** A question without an answer is put again, as a new one. */
export function tickReads(core: Core, reads: Reads): void {
  const { asked } = reads;
  if (asked === null || core.now - asked.at < TIMING.readAgainMs) return;
  reads.asked = null;
  reads.unasked.unshift(...asked.ids);
  ask(core, reads);
}

/** Role, term or leader changed: whoever waits has to begin anew. */
export function leaderChanged(core: Core, reads: Reads): void {
  const ids = [...(reads.asked?.ids ?? []), ...reads.unasked];
  for (const one of [...(reads.inRound?.waiting ?? []), ...reads.waiting]) {
    if (one.kind === "local") ids.push(...one.ids);
  }
  reads.asked = null;
  reads.unasked = [];
  reads.waiting = [];
  reads.inRound = null;
  if (ids.length === 0) return;
  if (core.knownLeader === null)
    core.emit({ kind: "reject", what: "read", ids, reason: "NO_LEADER" });
  else read(core, reads, ids);
}
