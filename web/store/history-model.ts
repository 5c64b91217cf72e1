/**
 * For tests: a made-up history as the cluster would tell it. Writes get log indexes; from them follow the
 * events, and at any index the pages and snapshots that a node would answer.
 */
import type {
  Account,
  Change,
  ConversationSnapshot,
  Membership,
  Message,
} from "@parley/client/model.ts";

import type { PendingRow } from "./chat-state.ts";

/** What is true of a row when nothing special is. */
export const PLAIN_CONVERSATION = { isPrivate: false, topic: "", archived: false, creatorId: "" };
const PLAIN_MEMBERSHIP = { unreadMentions: 0, notificationLevel: "everything" as const };
const PLAIN_MESSAGE = {
  editedMs: 0,
  version: 0,
  replyToId: "",
  reactions: [],
  mentionedIds: [],
  mentionsRoom: false,
};

export type Deed =
  | { readonly kind: "post"; readonly by: "me" | "other" }
  | { readonly kind: "remove"; readonly pick: number }
  | { readonly kind: "edit"; readonly pick: number }
  | { readonly kind: "read"; readonly pick: number };

export const ME = account("1", "Ada");
export const OTHER = account("2", "Grace");
export const ROOM = "7";

export interface History {
  readonly lastIndex: number;
  readonly events: readonly { readonly index: number; readonly changes: readonly Change[] }[];
  messagesAt(index: number): readonly Message[];
  membershipAt(index: number): Membership;
  snapshotAt(index: number): ConversationSnapshot;
}

function account(id: string, name: string): Account {
  return { id, name, createdMs: 0, deleted: false, changedAtIndex: 1 };
}

export function message(seq: number, more: Partial<Message> = {}): Message {
  return {
    id: String(100 + seq),
    conversationId: ROOM,
    seq,
    authorId: OTHER.id,
    text: `text ${String(seq)}`,
    sentMs: seq * 1000,
    deleted: false,
    clientId: "page",
    clientSeq: seq,
    changedAtIndex: 100 + seq,
    ...PLAIN_MESSAGE,
    ...more,
  };
}

export function pending(clientSeq: number, more: Partial<PendingRow> = {}): PendingRow {
  return {
    id: `page:${String(clientSeq)}`,
    clientId: "page",
    seq: clientSeq,
    operation: {
      kind: "sendMessage",
      conversationId: ROOM,
      text: `pending ${String(clientSeq)}`,
    },
    writtenMs: 0,
    state: "sending",
    reason: "",
    field: "",
    message: "",
    ...more,
  };
}

/** Index of the entry that made the room; nothing is known before it. */
export const FIRST_INDEX = 10;

export function tell(deeds: readonly Deed[]): History {
  const versions: Message[] = [];
  const readings: Membership[] = [reading(FIRST_INDEX, 0)];
  const events: { index: number; changes: Change[] }[] = [];
  let posted = 0;
  deeds.forEach((deed, at) => {
    const index = FIRST_INDEX + 1 + at;
    if (deed.kind === "post") {
      posted += 1;
      const authorId = deed.by === "me" ? ME.id : OTHER.id;
      const made = message(posted, { id: String(index), authorId, changedAtIndex: index });
      versions.push(made);
      events.push({ index, changes: [{ kind: "message", message: made }] });
    } else if (posted > 0 && deed.kind === "remove") {
      const found = versions.findLast((one) => one.seq === 1 + (deed.pick % posted));
      if (found === undefined || found.deleted) return;
      const gone = { ...found, deleted: true, text: "", changedAtIndex: index };
      versions.push(gone);
      events.push({ index, changes: [{ kind: "message", message: gone }] });
    } else if (posted > 0 && deed.kind === "edit") {
      const found = versions.findLast((one) => one.seq === 1 + (deed.pick % posted));
      if (found === undefined || found.deleted) return;
      const version = found.version + 1;
      const text = `text ${String(found.seq)}, version ${String(version)}`;
      const next = { ...found, text, version, editedMs: index, changedAtIndex: index };
      versions.push(next);
      events.push({ index, changes: [{ kind: "message", message: next }] });
    } else if (posted > 0 && deed.kind === "read") {
      const before = readings.at(-1)?.readSeq ?? 0;
      const row = reading(index, Math.max(before, 1 + (deed.pick % posted)));
      readings.push(row);
      events.push({ index, changes: [{ kind: "membership", membership: row }] });
    }
  });
  return new ToldHistory(versions, readings, events, FIRST_INDEX + deeds.length);
}

function reading(changedAtIndex: number, readSeq: number): Membership {
  return {
    conversationId: ROOM,
    removed: false,
    visibleFromSeq: 1,
    readEpoch: 1,
    readSeq,
    unread: 0,
    changedAtIndex,
    ...PLAIN_MEMBERSHIP,
  };
}

class ToldHistory implements History {
  readonly events: History["events"];
  readonly lastIndex: number;
  readonly #versions: readonly Message[];
  readonly #readings: readonly Membership[];

  constructor(
    versions: readonly Message[],
    readings: readonly Membership[],
    events: History["events"],
    lastIndex: number,
  ) {
    this.#versions = versions;
    this.#readings = readings;
    this.events = events;
    this.lastIndex = lastIndex;
  }

  messagesAt(index: number): readonly Message[] {
    const newest = new Map<number, Message>();
    for (const one of this.#versions) {
      if (one.changedAtIndex <= index) newest.set(one.seq, one);
    }
    return [...newest.values()].toSorted((a, b) => a.seq - b.seq);
  }

  membershipAt(index: number): Membership {
    const row = this.#readings.findLast((one) => one.changedAtIndex <= index);
    if (row === undefined) throw new Error("No membership so early");
    const isUnread = (one: Message): boolean =>
      one.seq > row.readSeq && !one.deleted && one.authorId !== ME.id;
    return { ...row, unread: this.messagesAt(index).filter(isUnread).length };
  }

  snapshotAt(index: number): ConversationSnapshot {
    const messages = this.messagesAt(index);
    const entry = {
      conversation: {
        id: ROOM,
        kind: "room" as const,
        name: "general",
        peerIds: [],
        createdMs: 0,
        changedAtIndex: FIRST_INDEX,
        memberCount: 2,
        ...PLAIN_CONVERSATION,
      },
      membership: this.membershipAt(index),
      lastSeq: messages.length,
      lastMessage: messages.findLast((one) => !one.deleted) ?? null,
      readPositions: [],
    };
    return { index, clusterId: "c", entries: [entry], accounts: [ME, OTHER] };
  }
}
