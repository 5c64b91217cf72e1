/** Replication and commitment (§5.3, §5.4.2), what may be applied, and what the log may let go of (§7). */
import type { AppendRequest, AppendResponse, HeartbeatResponse } from "../../src/raft/messages.ts";
import type { Entry, Index, LogBase, Proposal } from "../../src/raft/types.ts";
import { checkChange } from "./actions-members.ts";
import { allow } from "./allow.ts";
import { isSameEntry } from "./spec-log.ts";
import type { SpecNode, SpecWorld } from "./spec-state.ts";

/** The leader's own: a no-op opens its term, then commands that were proposed, and configurations. */
export function appendOwn(
  node: SpecNode,
  entry: Entry,
  proposals: Proposal[],
): "AppendNoop" | "ClientRequest" | "ChangeMembers" {
  const { name, log } = node;
  const own = "ClientRequest";
  allow(node.role === "leader", own, `${name} appends by itself and does not lead`);
  allow(
    entry.index === log.lastIndex + 1 && entry.term === node.term,
    own,
    `${name} appends entry ${entry.index} of term ${entry.term} behind ${log.lastIndex} in term ${node.term}`,
  );
  allow(entry.time >= log.lastTime, own, `${name} turns log time back at entry ${entry.index}`);
  const isFirst = entry.index === node.termStart;
  allow(
    isFirst === (entry.kind === "noop"),
    "AppendNoop",
    `${name} opens its term with a no-op, once`,
  );
  if (entry.kind === "noop") return "AppendNoop";
  if (entry.kind === "configuration") {
    checkChange(node, entry);
    return "ChangeMembers";
  }
  const next = proposals.shift();
  allow(next?.data === entry.data, own, `${name} appends what was proposed, in that order`);
  allow(
    node.now >= node.fencedUntil,
    own,
    `${name} takes proposals while it hands its leadership over`,
  );
  return own;
}

/** Returns the entries that are new here and from where on the log contradicts them, null for nowhere. */
export function accepted(
  node: SpecNode,
  { prevIndex, entries }: AppendRequest,
): { readonly fresh: readonly Entry[]; readonly cut: Index | null } {
  const { log, commit } = node;
  const isNew = (one: Entry): boolean => one.index > commit && log.termAt(one.index) !== one.term;
  const first = entries.findIndex(isNew);
  if (first === -1) return { fresh: [], cut: null };
  const from = prevIndex + 1 + first;
  return { fresh: entries.slice(first), cut: from <= log.lastIndex ? from : null };
}

/** The entry before an append is here, so what it brings belongs behind it (§5.3). */
export function holdsBefore(node: SpecNode, { prevIndex, prevTerm }: AppendRequest): boolean {
  return node.log.termAt(prevIndex) === prevTerm || prevIndex <= node.commit;
}

export function acceptEntries(node: SpecNode, request: AppendRequest, fresh: readonly Entry[]) {
  const name = "AcceptEntries";
  allow(node.role === "follower", name, `${node.name} takes entries and follows nobody`);
  allow(
    holdsBefore(node, request),
    name,
    `${node.name} takes entries behind (${request.prevIndex}, term ${request.prevTerm}), which it lacks`,
  );
  const wanted = accepted(node, request).fresh;
  const isSame =
    wanted.length === fresh.length && fresh.every((one, at) => isSameEntry(one, wanted[at]));
  allow(isSame, name, `${node.name} appends other entries than those that it was sent and lacks`);
}

/** Only what contradicts the leader goes, and never what is committed (§5.3; raft.md bugs 13 and 14). */
export function truncate(node: SpecNode, from: Index | null, wanted: Index | null): void {
  const name = "TruncateConflict";
  allow(from === wanted, name, `${node.name} cuts at ${from ?? "none"}, not ${wanted ?? "none"}`);
  if (from === null) return;
  allow(from > node.commit, name, `${node.name} cuts the committed entry ${from}`);
  node.log.cutFrom(from);
}

export function matches(node: SpecNode, index: Index): void {
  const { term, matched } = node;
  const known = matched.term === term ? matched.index : 0;
  node.matched = { term, index: Math.max(known, index) };
}

export function matchedNow({ term, matched, commit }: SpecNode): Index {
  return Math.max(commit, matched.term === term ? matched.index : 0);
}

/** A leader counts what a quorum holds durably, itself included, up to an entry of its own term (§5.4.2). */
export function advanceCommit(node: SpecNode, world: SpecWorld, commit: Index): void {
  const name = "AdvanceCommit";
  allow(
    node.log.termAt(commit) === node.term,
    name,
    `${node.name} commits entry ${commit}, which is not of its term ${node.term}`,
  );
  const holds = (id: string): boolean =>
    id === node.id
      ? node.isDurable(commit)
      : [...node.peers].some(([one, { match }]) => one === id && match >= commit);
  allow(node.hasQuorum(holds), name, `no quorum has acknowledged entry ${commit} to ${node.name}`);
  for (let index = node.commit + 1; index <= commit; index += 1) commitEntry(node, world, index);
  node.commit = commit;
}

function commitEntry(node: SpecNode, world: SpecWorld, index: Index): void {
  const entry = node.log.entryAt(index);
  allow(entry !== undefined, "AdvanceCommit", `${node.name} commits what it does not hold`);
  const known = world.committed[index - 1];
  if (known === undefined) {
    allow(world.committed.length === index - 1, "AdvanceCommit", `${node.name} leaves a gap`);
    world.committed.push(entry);
  } else
    allow(
      isSameEntry(known, entry),
      "AdvanceCommit",
      `entry ${index} of ${node.name} is another than the committed one`,
    );
}

/** A follower takes its leader's word, as far as their logs are known to be equal (raft.md bug 15). */
export function learnCommit(
  node: SpecNode,
  world: SpecWorld,
  commit: Index,
  told: Index | null,
): void {
  const name = "LearnCommit";
  allow(told !== null, name, `nobody told ${node.name} of a commit index`);
  const most = Math.min(told, matchedNow(node));
  allow(
    commit <= most,
    name,
    `${node.name} calls ${commit} committed; it was told ${told} and is known to match ${matchedNow(node)}`,
  );
  for (let index = node.commit + 1; index <= commit; index += 1) {
    const entry = node.log.entryAt(index);
    const isKnown = isSameEntry(entry, world.committed[index - 1]);
    allow(isKnown, name, `entry ${index} of ${node.name} is not the committed one`);
  }
  node.commit = commit;
}

/** What a leader makes of an answer (§5.3; raft.md §3: what comes of a node that recovers counts for nothing). */
export function hearAnswer(node: SpecNode, answer: AppendResponse | HeartbeatResponse): void {
  const { from, incarnation = 0, worth } = answer;
  const peer = node.peer(from);
  if (peer.refill !== null && incarnation < peer.refill.incarnation) return;
  // A start recovers once.
  if (worth === "recovering" && incarnation <= peer.wholeIn) return;
  peer.counts = worth === undefined;
  if (worth !== "recovering") {
    peer.refill = null;
    peer.wholeIn = Math.max(peer.wholeIn, incarnation);
  } else if (peer.refill?.incarnation !== incarnation) {
    peer.refill = { incarnation, least: node.log.lastIndex };
    peer.held = 0;
    peer.match = 0;
  }
  if (answer.type === "appendResponse" && answer.success && answer.index <= node.log.lastIndex)
    peer.held = Math.max(peer.held, answer.index);
  if (peer.counts) peer.match = peer.held;
}

/** Everything up to `commit` may reach the state machine: committed, and on this disk. */
export function apply(node: SpecNode, commit: Index): void {
  const name = "Apply";
  allow(
    commit <= node.commit,
    name,
    `${node.name} applies up to ${commit}, committed is ${node.commit}`,
  );
  allow(node.isDurable(commit), name, `${node.name} applies what is not on its disk`);
  node.applied = Math.max(node.applied, commit);
}

/** A durable snapshot of this node covers what goes (§7). */
export function compact(node: SpecNode, world: SpecWorld, base: LogBase): void {
  const name = "Compact";
  allow(
    base.index <= node.covered && base.index <= node.applied,
    name,
    `${node.name} lets go of ${base.index}; a snapshot covers ${node.covered}, applied is ${node.applied}`,
  );
  checkBase(node, world, base, name);
  node.log.startAt(base);
}

/** A whole snapshot that leads forward takes the place of the log up to its index. */
export function installSnapshot(node: SpecNode, world: SpecWorld, base: LogBase): void {
  const name = "InstallSnapshot";
  allow(node.role !== "leader", name, `${node.name} leads and lacks nothing`);
  allow(base.index > node.commit, name, `${node.name} takes a snapshot that leads back`);
  checkBase(node, world, base, name);
  node.log.startAt(base);
  node.commit = base.index;
  node.covered = Math.max(node.covered, base.index);
  matches(node, base.index);
}

/** The end of a committed prefix, with the configuration that was committed there. */
export function checkBase(node: SpecNode, world: SpecWorld, base: LogBase, name: string): void {
  const { index, term, configuration } = base;
  allow(
    world.committed[index - 1]?.term === term,
    name,
    `${node.name} has a base at ${index}, term ${term}, which is no committed entry`,
  );
  const prefix = world.committed.slice(0, index);
  const newest = prefix.findLast(({ kind }) => kind === "configuration");
  allow(
    isSameEntry(newest, configuration),
    name,
    `the base ${index} of ${node.name} holds another configuration than the one committed there`,
  );
}
