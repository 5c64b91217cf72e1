/** The follower's half of replication: check, cut a real conflict, append, acknowledge what is durable (§5.3). */
import type { Core } from "./core.ts";
import { heardLeader } from "./election.ts";
import { learnStarts } from "./starts.ts";
import type {
  AppendRequest,
  CommitUpdate,
  HeartbeatRequest,
  HeartbeatResponse,
} from "./messages.ts";
import type { Entry, Index, Term } from "./types.ts";

export function onAppendRequest(core: Core, request: AppendRequest): void {
  heardLeader(core);
  const { log } = core;
  if (!isContiguous(request)) return;
  if (contradictsCommitted(core, request)) log.distrust();
  if (log.termAt(request.prevIndex) !== request.prevTerm && request.prevIndex > log.commitIndex) {
    return refuseAppend(core, request);
  }
  const firstNew = request.entries.findIndex(
    (one) => one.index > log.commitIndex && log.termAt(one.index) !== one.term,
  );
  if (firstNew >= 0) {
    const fresh = request.entries.slice(firstNew);
    const from = request.prevIndex + 1 + firstNew;
    if (doesTimeFall(core, fresh[0])) {
      const { from: sender, type } = request;
      return core.emit({ kind: "refused", from: sender, type, reason: "LOG_TIME_FALLS" });
    }
    // Only a real conflict cuts; an old, short or repeated append deletes nothing (raft.md bug 13).
    if (from <= log.lastIndex) core.truncateLog(from);
    core.appendToLog(fresh);
  }
  const shared = request.prevIndex + request.entries.length;
  noteShared(core, shared);
  const lastNew = Math.max(shared, log.commitIndex);
  commitTo(core, Math.min(request.commit, lastNew));
  const response = {
    ...answerTo(core, request),
    success: true,
    index: lastNew,
    hintIndex: 0,
    hintTerm: 0,
  };
  core.sendWhenDurable(response, lastNew);
}

/**
 * What was applied is committed, so that no leader contradicts it; but a log that was put back to what it once was may
 * hold other entries there. Nobody counts on this node before it is recognised: until then it takes the leader's word.
 */
function contradictsCommitted(
  core: Core,
  { prevIndex, prevTerm, entries }: AppendRequest,
): boolean {
  if (core.counts) return false;
  const { log } = core;
  const contradicts = (index: Index, term: Term): boolean =>
    index > log.baseIndex && index <= log.commitIndex && log.termAt(index) !== term;
  return (
    contradicts(prevIndex, prevTerm) || entries.some((one) => contradicts(one.index, one.term))
  );
}

/** Only a leader that lies turns log time back; what is not in memory any more needs no second look. */
function doesTimeFall({ log }: Core, entry: Entry | undefined): boolean {
  if (entry === undefined || !log.isCached(entry.index - 1)) return false;
  const before = log.cached(entry.index - 1, entry.index - 1, 1)[0];
  return before !== undefined && entry.time < before.time;
}

/** Says where the logs may still agree, so that the leader skips a whole term at a time (§5.3). */
function refuseAppend(core: Core, request: AppendRequest): void {
  const hintIndex = core.log.lastIndexNotAbove(request.prevIndex, request.prevTerm);
  const hintTerm = core.log.termAt(hintIndex) ?? 0;
  core.release({
    ...answerTo(core, request),
    success: false,
    index: request.prevIndex,
    hintIndex,
    hintTerm,
  });
}

function answerTo(core: Core, request: AppendRequest) {
  return {
    type: "appendResponse",
    from: core.id,
    to: request.from,
    term: core.term,
    wall: core.wall,
  } as const;
}

function isContiguous(request: AppendRequest): boolean {
  let term = request.prevTerm;
  for (const [offset, entry] of request.entries.entries()) {
    if (
      entry.index !== request.prevIndex + 1 + offset ||
      entry.term < term ||
      entry.term > request.term
    )
      return false;
    term = entry.term;
  }
  return true;
}

export function onHeartbeatRequest(core: Core, request: HeartbeatRequest): void {
  heardLeader(core);
  learnStarts(core, request.seen ?? []);
  commitTo(core, Math.min(request.commit, sharedIndex(core)));
  const { from: to, round } = request;
  const response: HeartbeatResponse = {
    type: "heartbeatResponse",
    from: core.id,
    to,
    term: core.term,
    round,
    wall: core.wall,
  };
  core.sendWhenDurable(response);
}

export function onCommitUpdate(core: Core, { commit }: CommitUpdate): void {
  heardLeader(core);
  commitTo(core, Math.min(commit, sharedIndex(core)));
}

/** The leader's log and this one are equal up to there. */
export function noteShared(core: Core, index: Index): void {
  const { term, matched } = core;
  core.matched = { term, index: matched.term === term ? Math.max(matched.index, index) : index };
}

/**
 * A leader tells no commit index beyond what this node acknowledged (raft.md bug 15). If that was before its log lost
 * something, it is worth nothing: until this start is recognised only what was found equal since then is believed.
 */
function sharedIndex({ log, matched, term, counts }: Core): Index {
  if (counts) return log.lastIndex;
  return matched.term === term ? Math.min(matched.index, log.lastIndex) : 0;
}

function commitTo(core: Core, index: Index): void {
  if (index > core.log.commitIndex) core.log.commitIndex = index;
}
