/** The lines of `parley export`, which `parley import` reads back: one JSON object a line. Pure. */
import type { Account, Conversation, Message } from "@parley/client/model.ts";

export const TRANSFER_FORMAT = 1;

export interface ExportedMessage {
  /** `#garden`, `@ada`. */
  readonly conversation: string;
  readonly seq: number;
  readonly author: string;
  readonly own: boolean;
  readonly text: string;
  readonly sentMs: number;
  /** Said where whoever exported is not: in no public room, and nobody else should get to read it. */
  readonly isOfOthers: boolean;
  /** The room is to be private again if it must be made. */
  readonly isPrivate: boolean;
}

export const headLine = (given: {
  readonly clusterId: string;
  readonly account: string;
  readonly index: number;
  /** By an administrator: not only what they may read in the chat. */
  readonly everything?: true;
}): string => JSON.stringify({ kind: "parley-export", format: TRANSFER_FORMAT, ...given });

/** `messages`: as many as there were, deleted ones included; null where that is not known beforehand. */
export function conversationLine(
  name: string,
  { id, kind, createdMs, isPrivate, topic, archived }: Conversation,
  messages: number | null,
): string {
  const many = messages === null ? {} : { messages };
  const line = {
    kind: "conversation",
    name,
    id,
    type: kind,
    createdMs,
    isPrivate,
    topic,
    archived,
  };
  return JSON.stringify({ ...line, ...many });
}

export function messageLine(
  conversation: string,
  message: Message,
  who: {
    readonly meId: string;
    readonly people: ReadonlyMap<string, Account>;
    readonly isOfOthers?: boolean;
    readonly isPrivate?: boolean;
  },
): string {
  const { id, conversationId, seq, authorId, text, sentMs, deleted } = message;
  const { editedMs, replyToId, reactions } = message;
  const author = who.people.get(authorId)?.name ?? "";
  const own = authorId === who.meId;
  const said = { id, conversationId, seq, author, authorId, own, text, sentMs, deleted };
  const marks = {
    ...(who.isOfOthers === true ? { ofOthers: true } : {}),
    ...(who.isPrivate === true ? { private: true } : {}),
  };
  const line = { ...said, editedMs, replyToId, reactions, ...marks };
  return JSON.stringify({ kind: "message", conversation, ...line });
}

/** The last line: without it the export is not whole. */
export const endLine = (counts: {
  readonly conversations: number;
  readonly messages: number;
}): string => JSON.stringify({ kind: "end", ...counts });

/** Null for lines that bring nothing to send: the head, conversations, deleted messages, the end. Throws a sentence. */
export function parseTransferLine(line: string, number: number): ExportedMessage | null {
  const json = parsed(line);
  if (json === null) throw new Error(`Line ${number} is no JSON object.`);
  if (json["kind"] === "parley-export") return checkedHead(json, number);
  if (json["kind"] !== "message" || json["deleted"] === true) return null;
  const { conversation, seq, author, own, text, sentMs, ofOthers } = json;
  if (typeof conversation !== "string" || typeof text !== "string" || text === "")
    throw new Error(`Line ${number} lacks its conversation or its text.`);
  return {
    conversation,
    text,
    seq: Number(seq ?? 0),
    author: typeof author === "string" ? author : "",
    own: own !== false,
    sentMs: Number(sentMs ?? 0),
    isOfOthers: ofOthers === true,
    isPrivate: json["private"] === true,
  };
}

function checkedHead(json: Readonly<Record<string, unknown>>, number: number): null {
  if (json["format"] === TRANSFER_FORMAT) return null;
  throw new Error(
    `Line ${number} says format ${String(json["format"])}; this program reads ${TRANSFER_FORMAT}.`,
  );
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(line);
    // A decoder's cast: an object that is no array has string keys.
    return typeof json === "object" && json !== null && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : null;
  } catch {
    // The caller names the line.
    return null;
  }
}
