/**
 * "After index N": what changed after N that the subscriber may see now, whole rows in index order, out of
 * the tables alone. The log is not needed, so compaction never cuts a subscriber off.
 */
import { LIMITS } from "../../limits.ts";
import type { Index } from "../../ports.ts";
import type { FeedEvent } from "../chat-port.ts";
import { membershipsOf } from "../membership.ts";
import {
  ROOM,
  type AccountRow,
  type ConversationRow,
  type MemberRow,
  type MessageRow,
} from "../rows.ts";
import type { Change, State } from "../state.ts";
import { encodeChange, encodeEvent, MESSAGE_RANK, rankOf } from "./encode-event.ts";

/** Above the rows that one index can change, so that a page gets past one index. */
const ROWS_MIN = LIMITS.batchRows + 1;
/** More than this, a page would not use. */
const ROWS_MAX = LIMITS.catchUpPageIndices + 1;
/** Places read for one page, over all conversations of the subscriber. */
const ROWS_ALTOGETHER = 2_048;

const SELECT_CONVERSATIONS = `
  SELECT conversations.* FROM members JOIN conversations ON conversations.id = members.conversationId
  WHERE members.accountId = ? AND members.removed = 0 AND conversations.changedAtIndex > ?`;
const SELECT_READERS = `
  SELECT others.* FROM members
  JOIN conversations ON conversations.id = members.conversationId AND conversations.kind <> ${ROOM}
  JOIN members AS others ON others.conversationId = members.conversationId
  WHERE members.accountId = ? AND members.removed = 0
    AND others.accountId <> members.accountId AND others.changedAtIndex > ?`;
const SELECT_ACCOUNTS = `
  SELECT * FROM accounts WHERE changedAtIndex > ? ORDER BY changedAtIndex LIMIT ?`;
const SELECT_MESSAGE_PLACES = `
  SELECT changedAtIndex, id FROM messages
  WHERE conversationId = ? AND changedAtIndex > ? ORDER BY changedAtIndex LIMIT ?`;
const SELECT_MESSAGE = "SELECT * FROM messages WHERE id = ?";

interface MessagePlace {
  readonly changedAtIndex: Index;
  readonly id: number;
}

export interface CatchUpPage {
  readonly events: readonly FeedEvent[];
  /** Everything visible up to here is in this page or before it. */
  readonly upTo: Index;
}

/** Something to tell; messages are read only when the page has room for them. */
interface Candidate {
  readonly index: Index;
  readonly rank: number;
  load(): Change | null;
}

interface Found {
  readonly candidates: readonly Candidate[];
  /** All candidates up to here are known: no source was cut below it. */
  readonly frontier: Index;
}

/**
 * The next page after `after`, which must lie below the applied index. It is the last when `upTo` is the
 * applied index.
 */
export function catchUpPage(state: State, accountId: number, after: Index): CatchUpPage {
  const members = membershipsOf(state, accountId);
  const share = Math.floor(ROWS_ALTOGETHER / (members.length + 1));
  for (let rows = Math.min(Math.max(share, ROWS_MIN), ROWS_MAX); ; rows *= 2) {
    const found = collect(state, { accountId, members, after, rows });
    if (found.frontier > after) return fill(state, found);
  }
}

interface Reach {
  readonly accountId: number;
  readonly members: readonly MemberRow[];
  readonly after: Index;
  /** Read of each source. */
  readonly rows: number;
}

function collect(state: State, { accountId, members, after, rows }: Reach): Found {
  const changed = members.filter((member) => member.changedAtIndex > after);
  const conversations = state.all<ConversationRow>(SELECT_CONVERSATIONS, accountId, after);
  const sources = [
    state
      .all<AccountRow>(SELECT_ACCOUNTS, after, rows)
      .map((row) => known({ kind: "account", index: row.changedAtIndex, row })),
    ...members
      .filter((member) => member.removed === 0)
      .map((member) => messagesAfter(state, member, after, rows)),
  ];
  // The last index of a source that was cut may have more rows than were read.
  const cuts = sources
    .filter((source) => source.length === rows)
    .map((source) => (source.at(-1)?.index ?? 0) - 1);
  const candidates = [
    ...conversations.map((row) => known({ kind: "conversation", index: row.changedAtIndex, row })),
    ...changed.map((row) => known({ kind: "member", index: row.changedAtIndex, row })),
    ...state
      .all<MemberRow>(SELECT_READERS, accountId, after)
      .map((row) => known({ kind: "reader", index: row.changedAtIndex, row })),
    ...sources.flat(),
  ];
  return { candidates, frontier: Math.min(state.appliedIndex, ...cuts) };
}

function known(change: Change): Candidate {
  return { index: change.index, rank: rankOf(change), load: () => change };
}

function messagesAfter(state: State, member: MemberRow, after: Index, rows: number): Candidate[] {
  const places = state.all<MessagePlace>(SELECT_MESSAGE_PLACES, member.conversationId, after, rows);
  return places.map(({ changedAtIndex, id }) => ({
    index: changedAtIndex,
    rank: MESSAGE_RANK,
    load: () => {
      const row = state.get<MessageRow>(SELECT_MESSAGE, id);
      const isVisible = row !== undefined && row.seq >= member.visibleFromSeq;
      return isVisible ? { kind: "message", index: changedAtIndex, row } : null;
    },
  }));
}

/** Whole indices, as many as the page holds, at least one. */
function fill(state: State, { candidates, frontier }: Found): CatchUpPage {
  const inReach = candidates
    .filter((candidate) => candidate.index <= frontier)
    .sort((one, other) => one.index - other.index || one.rank - other.rank);
  const events: FeedEvent[] = [];
  let bytes = 0;
  let indices = 0;
  for (let at = 0; at < inReach.length;) {
    const index = inReach[at]?.index ?? frontier;
    if (bytes >= LIMITS.catchUpPageBytes || indices >= LIMITS.catchUpPageIndices) {
      return { events, upTo: index - 1 };
    }
    const changes: Uint8Array[] = [];
    for (; inReach[at]?.index === index; at += 1) {
      const change = inReach[at]?.load() ?? null;
      if (change !== null) changes.push(encodeChange(state, change));
    }
    if (changes.length > 0) events.push(...encodeEvent(index, changes));
    bytes += changes.reduce((sum, change) => sum + change.length, 0);
    indices += 1;
  }
  return { events, upTo: frontier };
}
