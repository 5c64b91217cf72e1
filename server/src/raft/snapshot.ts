/**
 * Snapshots (§7): a follower that lacks entries which the leader has let go of gets a copy of the state instead.
 *
 *   leader    offer ──────────────▶ chunk ▶ chunk ▶ …                    probe at index + 1
 *   follower           pull 0 ▶ pull 192 KiB ▶ …   finish ▶ install ▶ acknowledge index
 *
 * The follower pulls part by part, so its disk sets the pace and one part is on its way at most. Whatever is
 * lost, doubled or late costs one silence: the leader offers again, and the follower goes on from where it is.
 * Heartbeats and appends to others go on meanwhile; nothing here waits for anything.
 *
 * Order of an install: the snapshot is durable and verified, then a log that begins behind it, then the state
 * machine follows. A crash between two of these finds the older state, or the base and a snapshot that covers it.
 */
import type { Core } from "./core.ts";
import { becomeFollower, heardLeader } from "./election.ts";
import { noteShared } from "./follower.ts";
import type { Incoming } from "./incoming.ts";
import type { Progress } from "./progress.ts";
import { TIMING } from "./timing.ts";
import type {
  Message,
  SnapshotChunk,
  SnapshotFailed,
  SnapshotOffer,
  SnapshotPull,
} from "./messages.ts";
import type { Index, RaftId, SnapshotMeta, SnapshotPart } from "./types.ts";

// ------------------------------------------------------------------------------------------ leader

/** This peer needs entries at or below the base of the log. */
export function sendSnapshot(core: Core, to: RaftId, progress: Progress): void {
  if (core.snapshot === null) return;
  progress.beginSnapshot(core.snapshot);
  offer(core, to, progress);
}

/** The peer answers, but nothing was pulled for a while: what was on its way is lost. */
export function offerAgain(core: Core, to: RaftId, progress: Progress): void {
  if (progress.sending !== null && core.now >= progress.sending.offerAt) offer(core, to, progress);
}

/**
 * The snapshot that was begun goes on, though there be a newer one, as long as the log still holds what follows
 * it; compaction waits for that (compact). So a follower is never kept beginning by a leader that is quick.
 */
function offer(core: Core, to: RaftId, progress: Progress): void {
  const { sending } = progress;
  if (sending === null || core.snapshot === null) return;
  if (sending.snapshot.base.index < core.log.baseIndex) sending.snapshot = core.snapshot;
  sending.wanted = null;
  sending.offerAt = core.now + TIMING.snapshotSilentMs;
  const { snapshot } = sending;
  core.send({ type: "snapshotOffer", from: core.id, to, term: core.term, snapshot });
}

export function onSnapshotPull(core: Core, { from, id, offset }: SnapshotPull): void {
  const sending = core.progress.get(from)?.sending;
  if (sending?.snapshot.id !== id || offset >= sending.snapshot.size) return;
  sending.offerAt = core.now + TIMING.snapshotSilentMs;
  sending.wanted = offset;
  readWanted(core, from);
}

/** One read for each peer at a time, as fast as all transfers together may be. */
function readWanted(core: Core, to: RaftId): void {
  const sending = core.progress.get(to)?.sending ?? null;
  if (sending === null || sending.wanted === null || sending.isReading) return;
  if (core.snapshotAllowance <= 0) return;
  const { wanted: offset, snapshot } = sending;
  const maxBytes = Math.min(core.limits.snapshotChunkBytes, snapshot.size - offset);
  core.snapshotAllowance -= maxBytes;
  sending.wanted = null;
  sending.isReading = true;
  core.emit({ kind: "readChunk", to, id: snapshot.id, offset, maxBytes });
}

export interface ChunkRead {
  readonly to: RaftId;
  readonly id: string;
  readonly offset: number;
  readonly part: SnapshotPart | null;
}

export function onChunkRead(core: Core, { to, id, offset, part }: ChunkRead): void {
  const sending = core.progress.get(to)?.sending ?? null;
  if (sending === null) return;
  sending.isReading = false;
  // Another snapshot has taken its place meanwhile.
  if (sending.snapshot.id !== id) return readWanted(core, to);
  if (part === null) return backOff(core, to);
  const { data, sum } = part;
  const { id: from, term } = core;
  core.send({ type: "snapshotChunk", from, to, term, id, offset, sum, data });
  readWanted(core, to);
}

export function onSnapshotFailed(core: Core, { from, id }: SnapshotFailed): void {
  if (core.progress.get(from)?.sending?.snapshot.id === id) backOff(core, from);
}

/** Not to be read here or not to be taken in there: the newest one, after a while that doubles each time. */
function backOff(core: Core, to: RaftId): void {
  const sending = core.progress.get(to)?.sending ?? null;
  if (sending === null || core.snapshot === null) return;
  const { snapshotRetryMinMs, snapshotRetryMaxMs } = TIMING;
  sending.retryMs = Math.min(Math.max(snapshotRetryMinMs, 2 * sending.retryMs), snapshotRetryMaxMs);
  sending.offerAt = core.now + sending.retryMs;
  sending.wanted = null;
  sending.snapshot = core.snapshot;
}

/** Time gives back what transfers may use. */
export function tickSnapshots(core: Core): void {
  const perMs = Math.trunc(core.limits.snapshotRateBytes / 1000);
  const passed = Math.min(core.now - core.snapshotAllowanceAt, TIMING.snapshotBurstMs);
  core.snapshotAllowanceAt = core.now;
  const most = perMs * TIMING.snapshotBurstMs;
  core.snapshotAllowance = Math.min(most, core.snapshotAllowance + perMs * passed);
  for (const to of core.progress.keys()) readWanted(core, to);
}

// ---------------------------------------------------------------------------------------- follower

export function onSnapshotOffer(core: Core, { snapshot }: SnapshotOffer): void {
  heardLeader(core);
  // Nothing to gain from it: this node holds as much, and says so (raft.md bug 34).
  if (snapshot.base.index <= core.log.commitIndex) return acknowledge(core, core.log.commitIndex);
  const { incoming } = core;
  // What is under way ends first; the leader offers again.
  if (incoming !== null && incoming.busy !== null) return;
  if (incoming?.snapshot.id === snapshot.id) return pull(core, incoming);
  core.incoming = { snapshot, offset: 0, busy: null };
  pull(core, core.incoming);
}

export function onSnapshotChunk(core: Core, chunk: SnapshotChunk): void {
  heardLeader(core);
  const { incoming } = core;
  if (incoming === null || incoming.busy !== null) return;
  const { snapshot, offset } = incoming;
  // Late, doubled, or of another snapshot: only the very next part counts.
  if (chunk.id !== snapshot.id || chunk.offset !== offset) return;
  const bytes = chunk.data.length;
  if (bytes === 0 || offset + bytes > snapshot.size) return;
  incoming.busy = bytes;
  const { data, sum } = chunk;
  core.emit({ kind: "writeChunk", snapshot, offset, part: { data, sum } });
}

export function onChunkWritten(core: Core, id: string, isSound: boolean): void {
  const { incoming } = core;
  if (incoming === null || incoming.snapshot.id !== id) return;
  if (!isSound) return failed(core, id);
  incoming.offset += incoming.busy ?? 0;
  incoming.busy = null;
  const { snapshot, offset } = incoming;
  if (offset < snapshot.size) return pull(core, incoming);
  incoming.busy = snapshot.size;
  core.emit({ kind: "finishSnapshot", snapshot });
}

/** The snapshot is durable here, or was unsound and is gone. */
export function onSnapshotFinished(core: Core, id: string, isSound: boolean): void {
  const { incoming } = core;
  if (incoming === null || incoming.snapshot.id !== id) return;
  if (!isSound) return failed(core, id);
  core.incoming = null;
  const { snapshot } = incoming;
  // Overtaken: by entries that came meanwhile, or by an election that shows that this node lacks nothing.
  if (core.role === "leader") return;
  if (snapshot.base.index <= core.log.commitIndex) return acknowledge(core, core.log.commitIndex);
  if (core.role !== "follower") becomeFollower(core, core.term, null);
  core.installSnapshot(snapshot);
  noteShared(core, snapshot.base.index);
  acknowledge(core, snapshot.base.index);
}

function failed(core: Core, id: string): void {
  core.incoming = null;
  say(core, (to) => ({ type: "snapshotFailed", from: core.id, to, term: core.term, id }));
}

function pull(core: Core, { snapshot: { id }, offset }: Incoming): void {
  say(core, (to) => ({ type: "snapshotPull", from: core.id, to, term: core.term, id, offset }));
}

/** Everything up to `index` equals the leader's, because it is committed; said once it is durable. */
function acknowledge(core: Core, index: Index): void {
  const { id: from, term, wall } = core;
  const answer = { success: true, index, hintIndex: 0, hintTerm: 0, wall };
  say(core, (to) => ({ type: "appendResponse", from, to, term, ...answer }), index);
}

/** To the leader, if there is another; `index`: up to where it relies on the log. */
function say(core: Core, messageTo: (leader: RaftId) => Message, index: Index = 0): void {
  const { leader } = core;
  if (leader === null || leader === core.id) return;
  core.sendWhenDurable(messageTo(leader), index);
}

// -------------------------------------------------------------------------------------- compaction

/** Called after each apply: has enough log grown to be worth a copy of the state? */
export function takeWhenGrown(core: Core): void {
  const { log, snapshot, limits } = core;
  if (core.isTakingSnapshot || core.now < core.takeSnapshotAfter) return;
  if (core.standing.isRecovering) return;
  const since = Math.max(snapshot?.base.index ?? 0, log.baseIndex);
  if (log.appliedIndex <= since) return;
  const grown = log.size.behind(since) - log.size.behind(log.appliedIndex);
  // The only snapshot was found unsound: until there is another nobody can be brought up (raft.md bug 36).
  const isMissing = snapshot === null && log.baseIndex > 0;
  if (
    !isMissing &&
    grown < Math.max(limits.snapshotLogBytes, Math.trunc((snapshot?.size ?? 0) / 2))
  )
    return;
  core.isTakingSnapshot = true;
  core.emit({ kind: "takeSnapshot" });
}

export function onSnapshotTaken(core: Core, snapshot: SnapshotMeta | null): void {
  core.isTakingSnapshot = false;
  if (snapshot === null) {
    core.takeSnapshotAfter = core.now + TIMING.snapshotTakeAgainMs;
    return;
  }
  // One from the leader was newer.
  if (snapshot.base.index <= (core.snapshot?.base.index ?? 0)) return;
  core.snapshot = snapshot;
  core.coveringSnapshot = snapshot;
  compact(core);
}

/**
 * Lets go of log that a durable snapshot covers, but keeps a tail: for a follower that was away for a moment,
 * and further back, within a bound, for one that answers and is behind (raft.md §4).
 */
function compact(core: Core): void {
  const { log, limits, coveringSnapshot } = core;
  if (coveringSnapshot === null) return;
  const { index: covered, time } = coveringSnapshot.base;
  let to = Math.min(covered, log.size.indexLeaving(limits.tailBytes));
  for (const { heardAt, sending, held } of core.progress.values()) {
    const isLive = core.now - heardAt <= TIMING.checkQuorumMs;
    if (isLive) to = Math.min(to, sending?.snapshot.base.index ?? held);
  }
  to = Math.max(to, Math.min(covered, log.size.indexLeaving(limits.tailMaxBytes)));
  // What was applied before a log lost its end is not known to be in it.
  to = Math.min(to, log.appliedIndex);
  if (to > log.baseIndex) core.compactLog(to, to === covered ? time : 0);
}

/** Snapshots that must not be dropped, null for all: what covers the log on disk, what is newest, what is on its way. */
export function neededSnapshots(core: Core): ReadonlySet<string> | null {
  // A log that lost its end may agree with none of them: each is all that this node has of what its log let go of.
  if (core.coveringSnapshot === null && core.log.baseIndex > 0) return null;
  const needed = new Set<string>();
  for (const one of [core.snapshot, core.coveringSnapshot, core.incoming?.snapshot ?? null])
    if (one !== null) needed.add(one.id);
  for (const { sending } of core.progress.values())
    if (sending !== null) needed.add(sending.snapshot.id);
  return needed;
}
