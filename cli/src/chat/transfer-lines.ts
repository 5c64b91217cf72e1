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
}

export const headLine = (given: {
  readonly clusterId: string;
  readonly account: string;
  readonly index: number;
}): string => JSON.stringify({ kind: "parley-export", format: TRANSFER_FORMAT, ...given });

export const conversationLine = (
  name: string,
  { id, kind, createdMs }: Conversation,
  messages: number,
): string => JSON.stringify({ kind: "conversation", name, id, type: kind, createdMs, messages });

export function messageLine(
  conversation: string,
  { id, seq, authorId, text, sentMs, deleted }: Message,
  who: { readonly meId: string; readonly people: ReadonlyMap<string, Account> },
): string {
  const author = who.people.get(authorId)?.name ?? "";
  const own = authorId === who.meId;
  return JSON.stringify({
    kind: "message",
    conversation,
    id,
    seq,
    author,
    own,
    text,
    sentMs,
    deleted,
  });
}

/** Null for lines that bring nothing to send: the head, conversations, deleted messages. Throws a sentence. */
export function parseTransferLine(line: string, number: number): ExportedMessage | null {
  const json = parsed(line);
  if (json === null) throw new Error(`Line ${number} is no JSON object.`);
  if (json["kind"] === "parley-export") return checkedHead(json, number);
  if (json["kind"] !== "message" || json["deleted"] === true) return null;
  const { conversation, seq, author, own, text, sentMs } = json;
  if (typeof conversation !== "string" || typeof text !== "string" || text === "")
    throw new Error(`Line ${number} lacks its conversation or its text.`);
  return {
    conversation,
    text,
    seq: Number(seq ?? 0),
    author: typeof author === "string" ? author : "",
    own: own !== false,
    sentMs: Number(sentMs ?? 0),
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
