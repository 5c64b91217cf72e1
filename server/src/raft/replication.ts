/** The leader's half of replication: append everywhere, count, commit (§5.3, §5.4.2). The other half is follower.ts. */
import { assert } from "../lib/assert.ts";
import { tellOld } from "./claims.ts";
import { encodeConfiguration } from "./configuration.ts";
import type { Core } from "./core.ts";
import { Progress } from "./progress.ts";
import { majority, quorumIndex } from "./quorum.ts";
import { offerAgain, sendSnapshot } from "./snapshot.ts";
import { TIMING } from "./timing.ts";
import { hasForgotten, isVoid } from "./worth.ts";
import type { AppendResponse, HeartbeatResponse } from "./messages.ts";
import type { Configuration, Entry, EntryKind, Index, RaftId } from "./types.ts";

const NOTHING = new Uint8Array(0);

/** Opens its term with a no-op: only an entry of the own term commits what earlier terms left (§8). */
export function becomeLeader(core: Core): void {
  assert(
    core.role === "candidate" && core.vote === core.id,
    "a leader was a candidate that voted for itself",
  );
  core.setRole("leader", core.id);
  core.campaignAt = null;
  core.earlyTriesLeft = 0;
  core.progress.clear();
  followConfiguration(core, core.log.lastIndex + 1);
  core.termStart = core.log.lastIndex + 1;
  appendOwn(core, [entryOf(core, "noop", NOTHING, 0)]);
  core.heartbeatAt = core.now + TIMING.heartbeatMs;
}

export function entryOf(core: Core, kind: EntryKind, data: Uint8Array, offset: number): Entry {
  return {
    index: core.log.lastIndex + 1 + offset,
    term: core.term,
    time: stampOf(core),
    kind,
    data,
  };
}

/** Log time for an entry appended now. */
export function stampOf(core: Core): number {
  return core.logTime.stamp(
    core.log.lastTime,
    core.wall,
    majority(core.log.configuration.voters.length),
  );
}

/** In force from here on: the next commit is counted by it (§6). Those whom it removes are sent it as a last word. */
export function appendConfiguration(core: Core, configuration: Configuration): void {
  assert(core.log.configurationIndex <= core.log.commitIndex, "one change at a time");
  appendOwn(core, [entryOf(core, "configuration", encodeConfiguration(configuration), 0)]);
  followConfiguration(core, core.log.lastIndex);
  for (const peer of core.progress.keys()) sendAppends(core, peer);
}

/** Replication goes to the members in force; clocks and acknowledgements of others count no more. */
function followConfiguration(core: Core, next: Index): void {
  const { members, voters } = core.log.configuration;
  for (const id of core.progress.keys()) {
    if (!members.some((member) => member.id === id)) core.progress.delete(id);
  }
  for (const { id } of members) {
    if (id !== core.id && !core.progress.has(id))
      core.progress.set(id, new Progress(next, core.now));
  }
  core.logTime.keepOnly(voters);
}

/** A clock counts if its owner does. */
function reportClock(core: Core, { from, wall }: AppendResponse | HeartbeatResponse): void {
  if (core.log.configuration.voters.includes(from)) core.logTime.report(from, wall, core.now);
}

/** To the own log and to everybody, at once: the sends overlap the own write. */
export function appendOwn(core: Core, entries: readonly Entry[]): void {
  core.appendToLog(entries);
  for (const peer of core.progress.keys()) sendAppends(core, peer);
}

/** Sends what the peer lacks, as far as flow control lets it. */
export function sendAppends(core: Core, peer: RaftId): void {
  const progress = core.progress.get(peer);
  if (progress === undefined) return;
  while (!progress.isPaused && progress.next <= core.log.lastIndex) {
    if (progress.next <= core.log.baseIndex) return sendSnapshot(core, peer, progress);
    if (!core.log.isCached(progress.next)) return fetchFor(core, peer, progress);
    const entries = core.log.cached(progress.next, core.log.lastIndex, core.limits.appendBytes);
    sendAppend(core, peer, progress, entries);
  }
  if (progress.state !== "probe" || progress.isPaused) return;
  if (progress.held >= Math.max(core.log.baseIndex, 1)) return;
  // The log is purged whole, or what the peer held is void: an empty append asks how far it has come.
  sendAppend(core, peer, progress, []);
  progress.isProbeSent = true;
}

/** Entries that left memory come from the store; until then nothing else goes to that peer. */
function fetchFor(core: Core, to: RaftId, progress: Progress): void {
  progress.isFetching = true;
  const { lastIndex: until } = core.log;
  const { appendBytes: maxBytes } = core.limits;
  core.emit({ kind: "fetch", to, from: progress.next, until, maxBytes });
}

export function onFetched(core: Core, to: RaftId, from: Index, entries: readonly Entry[]): void {
  const progress = core.progress.get(to);
  if (progress === undefined || !progress.isFetching) return;
  progress.isFetching = false;
  // What lies before them may have been let go of while they were read.
  const isCurrent =
    progress.next === from &&
    from > core.log.baseIndex &&
    entries.every((one) => core.log.termAt(one.index) === one.term);
  if (isCurrent && entries.length > 0) sendAppend(core, to, progress, entries);
  sendAppends(core, to);
}

function sendAppend(core: Core, to: RaftId, progress: Progress, entries: readonly Entry[]): void {
  const prevIndex = progress.next - 1;
  const prevTerm = core.log.termAt(prevIndex);
  assert(prevTerm !== undefined, "the entry before an append is known");
  const commit = core.log.commitIndex;
  core.send({
    type: "appendRequest",
    from: core.id,
    to,
    term: core.term,
    prevIndex,
    prevTerm,
    commit,
    entries,
  });
  progress.sentCommit = Math.max(progress.sentCommit, Math.min(commit, prevIndex + entries.length));
  const last = entries.at(-1);
  if (last === undefined) return;
  let bytes = 0;
  for (const entry of entries) bytes += entry.data.length;
  progress.sent(last.index, bytes, core.now);
}

export function onAppendResponse(core: Core, response: AppendResponse): void {
  const progress = core.role === "leader" ? core.progress.get(response.from) : undefined;
  if (progress === undefined || response.term !== core.term) return;
  if (isVoid(core.log, progress, response)) return;
  progress.heardAt = core.now;
  progress.answeredAt = core.now;
  reportClock(core, response);
  if (response.success) {
    if (progress.acknowledged(response.index)) advanceCommit(core);
    progress.ackedIn = response.incarnation ?? 0;
    const isBridged = progress.state === "snapshot" && progress.held >= core.log.baseIndex;
    if (isBridged) progress.probe(core.log.baseIndex);
  } else if (hasForgotten(progress, response)) {
    return tellOld(core, response.from, response.incarnation ?? 0);
  } else {
    const tryIndex = core.log.lastIndexNotAbove(response.hintIndex, response.hintTerm);
    if (!progress.refused(response.index, tryIndex)) return;
  }
  sendAppends(core, response.from);
}

/**
 * Commits what a quorum holds durably, the leader itself counted like everybody after its own sync (raft.md
 * §2, parallel leader write), but only up to an entry of the own term (§5.4.2, Figure 8).
 */
export function advanceCommit(core: Core): void {
  if (core.role !== "leader") return;
  const { log } = core;
  const index = quorumIndex(log.configuration, (voter) =>
    voter === core.id ? log.durableIndex : (core.progress.get(voter)?.match ?? 0),
  );
  if (index <= log.commitIndex || log.termAt(index) !== core.term) return;
  log.commitIndex = index;
}

/** No append carried it: tell everybody of a commit index that moved. What is lost comes with the next heartbeat. */
export function flushCommit(core: Core): void {
  if (core.role !== "leader") return;
  for (const [to, progress] of core.progress) {
    const commit = tellableCommit(core, progress);
    if (progress.sentCommit >= commit) continue;
    progress.sentCommit = commit;
    core.send({ type: "commitUpdate", from: core.id, to, term: core.term, commit });
  }
}

export function hasUntoldCommit(core: Core): boolean {
  if (core.role !== "leader") return false;
  for (const progress of core.progress.values())
    if (progress.sentCommit < tellableCommit(core, progress)) return true;
  return false;
}

/** Never beyond what this follower is known to hold (raft.md bug 15). */
function tellableCommit(core: Core, progress: Progress): Index {
  return Math.min(core.log.commitIndex, progress.held);
}

export function sendHeartbeats(core: Core, round: number): void {
  for (const [peer, progress] of core.progress) sendHeartbeat(core, peer, progress, round);
}

function sendHeartbeat(core: Core, to: RaftId, progress: Progress, round: number): void {
  const commit = tellableCommit(core, progress);
  progress.sentCommit = Math.max(progress.sentCommit, commit);
  const { id: from, term, standing } = core;
  core.send({ type: "heartbeatRequest", from, to, term, commit, round, ...standing.table });
}

export function onHeartbeatResponse(core: Core, response: HeartbeatResponse): void {
  const progress = core.role === "leader" ? core.progress.get(response.from) : undefined;
  if (progress === undefined || response.term !== core.term) return;
  if (isVoid(core.log, progress, response)) return;
  progress.heardAt = core.now;
  progress.answeredAt = core.now;
  reportClock(core, response);
  if (progress.isCounted)
    progress.confirmedRound = Math.max(progress.confirmedRound, response.round);
  if (progress.countHeld()) advanceCommit(core);
  if (progress.state === "snapshot") return offerAgain(core, response.from, progress);
  if (progress.state === "probe") progress.isProbeSent = false;
  else if (
    progress.next > core.log.baseIndex &&
    progress.isStalled(core.now, TIMING.appendStalledMs)
  ) {
    // An empty append behind everything sent: acknowledged if only the answer was lost, refused if more was.
    return sendAppend(core, response.from, progress, []);
  }
  sendAppends(core, response.from);
}

/** The connection to a member came or went: what was on its way may be lost. */
export function peerChanged(core: Core, peer: RaftId, isUp: boolean): void {
  const progress = core.progress.get(peer);
  if (progress === undefined) return;
  if (progress.sending === null) progress.probe(core.log.baseIndex);
  // A transfer goes on from where the receiver is.
  else if (isUp && progress.sending.retryMs === 0) progress.sending.offerAt = core.now;
  if (!isUp) {
    // Until it answers again nobody counts on it for a change of members.
    progress.answeredAt = null;
    return;
  }
  offerAgain(core, peer, progress);
  sendAppends(core, peer);
}

/** `round`: the read round that is out, 0 when none. */
export function tickLeader(core: Core, round: number): void {
  if (core.role !== "leader" || core.now < core.heartbeatAt) return;
  core.heartbeatAt = core.now + TIMING.heartbeatMs;
  sendHeartbeats(core, round);
}
