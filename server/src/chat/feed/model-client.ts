/** For tests: a client that knows only what the feed tells it, and loads a page where its access grew. */
import { fromBinary } from "@bufbuild/protobuf";
import type { Account } from "@parley/proto/es/parley/v1/account_pb.js";
import type {
  Conversation,
  Membership,
  ReadPosition,
} from "@parley/proto/es/parley/v1/conversation_pb.js";
import type { Change } from "@parley/proto/es/parley/v1/event_pb.js";
import { ListMessagesResponseSchema, type Message } from "@parley/proto/es/parley/v1/message_pb.js";
import { SubscribeResponseSchema } from "@parley/proto/es/parley/v1/event_pb.js";
import { LIMITS } from "../../limits.ts";
import type { ChatCore } from "../chat-core.ts";
import type { FeedEvent } from "../chat-port.ts";
import { ChatRefusal } from "../refusal.ts";
import type { FeedOutput } from "./feed.ts";

export class ModelClient {
  readonly accounts = new Map<string, Account>();
  readonly conversations = new Map<string, Conversation>();
  readonly memberships = new Map<string, Membership>();
  readonly messages = new Map<string, Message>();
  readonly readPositions = new Map<string, ReadPosition>();
  cursor = 0;
  isLive = false;
  hasEnded = false;
  readonly #core: ChatCore;
  readonly #token: Uint8Array;
  #expectedPart = 0;

  constructor(core: ChatCore, token: Uint8Array) {
    this.#core = core;
    this.#token = token;
  }

  /** Returns whether the next page is wanted. */
  hear(output: FeedOutput): boolean {
    switch (output.kind) {
      case "page":
        if (this.isLive) throw new Error("a page came to a live subscriber");
        for (const event of output.events) this.#take(event);
        this.cursor = Math.max(this.cursor, output.upTo);
        return true;
      case "caughtUp":
        this.isLive = true;
        this.cursor = output.index;
        return false;
      case "live":
        if (!this.isLive) throw new Error("a live event came before the catch-up had ended");
        for (const event of output.events) this.#take(event);
        return false;
      case "ended":
        this.hasEnded = true;
        return false;
    }
  }

  disconnect(): void {
    this.isLive = false;
    this.#expectedPart = 0;
  }

  #take(event: FeedEvent): void {
    const { item } = fromBinary(SubscribeResponseSchema, event.bytes);
    if (item.case !== "event") throw new Error(`the feed said ${item.case}`);
    const { index, part, last, changes } = item.value;
    if (Number(index) !== event.index || last !== event.isLast)
      throw new Error("the envelope lies");
    if (event.index <= this.cursor) throw new Error(`index ${index} came at or below the cursor`);
    if (part !== this.#expectedPart) throw new Error(`part ${part} came out of order`);
    this.#expectedPart = last ? 0 : part + 1;
    for (const change of changes) this.#change(change);
    if (last) this.cursor = event.index;
  }

  #change({ row }: Change): void {
    switch (row.case) {
      case "account":
        newer(this.accounts, row.value.id, row.value);
        return;
      case "conversation":
        newer(this.conversations, row.value.id, row.value);
        return;
      case "message":
        newer(this.messages, row.value.id, row.value);
        return;
      case "membership":
        this.#member(row.value);
        return;
      case "readPosition": {
        const { conversationId, accountId } = row.value;
        newer(this.readPositions, `${conversationId}/${accountId}`, row.value);
        return;
      }
      case undefined:
        throw new Error("a change says nothing");
    }
  }

  #member(membership: Membership): void {
    const { conversationId } = membership;
    const before = this.memberships.get(conversationId);
    newer(this.memberships, conversationId, membership);
    if (membership.removed) {
      this.conversations.delete(conversationId);
      this.#drop(conversationId, null);
      return;
    }
    this.#drop(conversationId, membership.visibleFromSeq);
    const hasGrown = before === undefined || membership.visibleFromSeq < before.visibleFromSeq;
    if (before?.removed !== false || hasGrown) this.#load(conversationId);
  }

  /** What lies below, or all. */
  #drop(conversationId: string, belowSeq: bigint | null): void {
    for (const [id, message] of this.messages) {
      if (message.conversationId !== conversationId) continue;
      if (belowSeq === null || message.seq < belowSeq) this.messages.delete(id);
    }
  }

  /** What is read may be newer than the event: whoever has left since is refused, and an event to come will say why. */
  #load(conversationId: string): void {
    try {
      for (const message of readAll(this.#core, this.#token, conversationId))
        newer(this.messages, message.id, message);
    } catch (error) {
      if (!(error instanceof ChatRefusal)) throw error;
    }
  }
}

/** The history as its reader may see it. */
export function readAll(core: ChatCore, tokenSha256: Uint8Array, conversationId: string) {
  const caller = { tokenSha256, time: 0 };
  const history: Message[] = [];
  for (let afterSeq = 0, hasMore = true; hasMore;) {
    const request = {
      caller,
      conversationId,
      beforeSeq: 0,
      afterSeq,
      pageSize: LIMITS.pageMaxRows,
    };
    const page = core.query(
      "listMessages",
      afterSeq === 0 ? { ...request, beforeSeq: 2 } : request,
    );
    const { messages, hasAfter } = fromBinary(ListMessagesResponseSchema, page);
    history.push(...messages);
    // The first page holds the first message alone, or nothing, where the history begins later.
    afterSeq = Number(messages.at(-1)?.seq ?? 1n);
    hasMore = hasAfter;
  }
  return history;
}

/** The larger index wins, as it does in a browser. */
function newer<Row extends { readonly changedAtIndex: bigint }>(
  rows: Map<string, Row>,
  id: string,
  row: Row,
): void {
  const known = rows.get(id);
  if (known === undefined || known.changedAtIndex <= row.changedAtIndex) rows.set(id, row);
}
