/** Checks of single fields at the door: they depend on the bytes alone, so a refusal here is final. */
import type { WriteKey } from "@parley/proto/es/parley/v1/account_pb.js";
import { foldName } from "../chat/fold-name.ts";
import type { FoldedName } from "../chat/fold-name.ts";
import { LIMITS } from "../limits.ts";
import { invalid, tooLarge } from "./call-refusal.ts";

const CLIENT_ID = /^[A-Za-z0-9_-]{8,64}$/;
/** Decimal strings made by the log; twice the room of the longest. */
const ID_MAX_LENGTH = 32;
const DECIMAL = /^[0-9]+$/;
const CURSOR_MAX_LENGTH = 512;
const PATTERN_MAX_CHARACTERS = LIMITS.nameCharacters * 2;
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const UNSHOWN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const UNFIT_FOR_EMOJI = /[\s\u0000-\u001f\u007f-\u009f]/u;
const MAX_NUMBER = BigInt(Number.MAX_SAFE_INTEGER);

export interface KeyFields {
  readonly clientId: string;
  readonly seq: bigint;
  readonly bornMs: bigint;
  readonly ackUpto: bigint;
}

export function checkedKey(key: WriteKey | undefined, field: string): KeyFields {
  if (key === undefined) throw invalid(field, "A write needs its key.");
  const { clientId, seq, bornMs, ackUpto } = key;
  if (!CLIENT_ID.test(clientId)) {
    const sentence = "A client id has 8 to 64 characters of A-Z, a-z, 0-9, _ and -.";
    throw invalid(`${field}.client_id`, sentence);
  }
  if (seq < 1n || seq > MAX_NUMBER) {
    throw invalid(`${field}.seq`, "A sequence number counts from 1.");
  }
  if (bornMs > MAX_NUMBER) throw invalid(`${field}.born_ms`, "This is no time of birth.");
  if (ackUpto > MAX_NUMBER) throw invalid(`${field}.ack_upto`, "This is no sequence number.");
  return { clientId, seq, bornMs, ackUpto };
}

export function checkedName(typed: string, field: string): FoldedName {
  const folded = foldName(typed);
  if ("problem" in folded) throw invalid(field, folded.problem);
  return folded;
}

/** What somebody is called beside the name; empty takes it back. Need not be unique, so nothing is folded. */
export function checkedDisplayName(typed: string, field: string): string {
  return typed === "" ? "" : checkedName(typed, field).name;
}

/** What a session or a token is called; shown, never compared. */
export function checkedLabel(label: string, field: string): string {
  if ([...label].length > LIMITS.labelCharacters)
    throw tooLarge(field, `A label has at most ${LIMITS.labelCharacters} characters.`);
  if (UNSHOWN.test(label)) throw invalid(field, "A label must not contain control characters.");
  return label.trim();
}

/** Of a link: 256 random bits, base64url. */
export function checkedSecret(secret: string, field: string): string {
  if (!SECRET.test(secret)) throw invalid(field, "This link is not complete.");
  return secret;
}

/** 1 byte to 16 KiB of text that shows something. Its UTF-8 is well formed, or decoding had refused it. */
export function checkedText(text: string, field: string): string {
  if (Buffer.byteLength(text) > LIMITS.textBytes) {
    throw tooLarge(field, `A message has at most ${LIMITS.textBytes / 1024} KiB of text.`);
  }
  if (text.trim() === "") throw invalid(field, "A message needs some text.");
  return text;
}

/** What a room is about: empty for nothing. */
export function checkedTopic(topic: string, field: string): string {
  if ([...topic].length > LIMITS.topicCharacters)
    throw tooLarge(field, `A topic has at most ${LIMITS.topicCharacters} characters.`);
  if (UNSHOWN.test(topic)) throw invalid(field, "A topic must not contain control characters.");
  return topic.trim();
}

/** An emoji, or a name between colons: which signs are emoji is the affair of those who draw them. */
export function checkedEmoji(emoji: string, field: string): string {
  if (emoji === "" || [...emoji].length > LIMITS.emojiCharacters || UNFIT_FOR_EMOJI.test(emoji))
    throw invalid(field, "This is no emoji.");
  return emoji;
}

export function checkedId(id: string, field: string): string {
  if (id.length > ID_MAX_LENGTH || !DECIMAL.test(id)) throw invalid(field, "This is no id.");
  return id;
}

/** An index, a sequence number or an epoch. */
export function checkedNumber(value: bigint, field: string): number {
  if (value > MAX_NUMBER) throw invalid(field, "This number is too large.");
  return Number(value);
}

export function checkedPage(page: { readonly pageSize: number; readonly cursor: string }): {
  readonly pageSize: number;
  readonly cursor: string;
} {
  checkedPageSize(page.pageSize);
  if (page.cursor.length > CURSOR_MAX_LENGTH) {
    throw invalid("cursor", "Send the cursor of the page before, unchanged.");
  }
  return { pageSize: page.pageSize, cursor: page.cursor };
}

export function checkedPageSize(pageSize: number): number {
  if (pageSize <= LIMITS.pageMaxRows) return pageSize;
  throw invalid("page_size", `A page has at most ${LIMITS.pageMaxRows} rows.`);
}

/** What it asks for is understood further in. */
export function checkedQuery(query: string): string {
  if ([...query].length <= LIMITS.searchCharacters) return query;
  throw tooLarge("query", `A search has at most ${LIMITS.searchCharacters} characters.`);
}

export function checkedPattern(pattern: string): string {
  if ([...pattern].length <= PATTERN_MAX_CHARACTERS) return pattern;
  throw tooLarge("pattern", `A pattern has at most ${PATTERN_MAX_CHARACTERS} characters.`);
}
