/**
 * One search. The index says which messages have the words; whether they are still there, and whether the asker may read
 * them, is asked of the state as it is now, message by message, by the rules of access.ts.
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { SearchMessagesResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import { lastThatHolds } from "../../lib/bisect.ts";
import { LIMITS } from "../../limits.ts";
import { isPublicRoom, messageById } from "../access.ts";
import type { EncodedReply, Queries } from "../chat-port.ts";
import { makeId, parseId } from "../ids.ts";
import { conversationById, membershipsOf } from "../membership.ts";
import { accountOf, messageOf, peersOf } from "../proto-rows.ts";
import { requireCaller } from "../queries/caller.ts";
import { accountsOf } from "../queries/conversations.ts";
import { decodeCursor, encodeCursor } from "../queries/cursor.ts";
import { checkPageSize } from "../queries/page-size.ts";
import { ChatRefusal } from "../refusal.ts";
import type { ConversationRow, MessageRow } from "../rows.ts";
import type { State } from "../state.ts";
import { fillSome } from "./fill-index.ts";
import { authorWord, markWord, matchOf, placeWord, PUBLIC } from "./match.ts";
import { authorsNamed, misunderstood, placesNamed } from "./name-conditions.ts";
import { parseSearch, type ParsedSearch } from "./parse-search.ts";
import type { IdBounds, SearchIndex } from "./search-index.ts";

const SELECT_NEXT = "SELECT sentMs FROM messages WHERE id >= ? ORDER BY id LIMIT 1";
/** Hits between two looks at the clock. */
const LOOK_EVERY = 256;

export interface SearchParts {
  /** Does not change meanwhile. */
  readonly state: State;
  readonly index: SearchIndex;
  /** Ms of work of this thread: on a busy machine a search takes longer, and is not refused for it. */
  now(): number;
}

export function searchMessages(
  parts: SearchParts,
  request: Queries["searchMessages"]["request"],
): EncodedReply {
  const { state } = parts;
  const { account } = requireCaller(state, request.caller);
  const pageSize = checkPageSize(request.pageSize);
  const below = belowOf(request.cursor);
  const parsed = parseSearch(request.query);
  if ("problem" in parsed) throw misunderstood(parsed.problem);
  catchUp(parts);
  const startMs = parts.now();
  const bounds = boundsOf(state, parsed, below);
  const accountId = account.id;
  const asked = matchesFor(state, accountId, parsed);
  const page = collect(parts, { accountId, ...asked, bounds, pageSize, startMs });
  return responseOf(state, page);
}

/** Everything that the state holds is in the index then; refused when that would take too long. */
function catchUp({ state, index }: SearchParts): void {
  for (let done = 0; fillSome(state, index); done += LIMITS.searchFillMessages) {
    if (done >= LIMITS.searchCatchUpMessages)
      throw new ChatRefusal(
        "OVERLOADED",
        "This node is still making its index of all messages. Try again in a moment.",
      );
  }
}

interface Question {
  readonly accountId: number;
  /** What was asked for, wherever it stands; and the same within what the asker may read, null when that is too much to name. */
  readonly match: string;
  readonly scoped: string | null;
  readonly bounds: IdBounds;
  readonly pageSize: number;
  readonly startMs: number;
}

interface Page {
  readonly rows: readonly MessageRow[];
  /** Where the next one begins; null: there is nothing older. */
  readonly below: number | null;
}

/** A page in the making. */
class Collector {
  readonly rows: MessageRow[] = [];
  /** Everything from here on was looked at. */
  below: number;
  looked = 0;
  #bytes = 0;
  readonly #parts: SearchParts;
  readonly #question: Question;

  constructor(parts: SearchParts, question: Question) {
    this.#parts = parts;
    this.#question = question;
    this.below = question.bounds.below;
  }

  /** Until the page is full, so many hits were looked at, the time is over, or there is nothing older: which of them. */
  run(match: string, maxLooked: number): "full" | "hits" | "time" | "end" {
    const { state, index } = this.#parts;
    const { accountId, bounds } = this.#question;
    let isLate = false;
    const goesOn = (): boolean => {
      isLate = this.#isLate();
      return !isLate;
    };
    for (const id of index.find(match, { above: bounds.above, below: this.below }, goesOn)) {
      const found = messageById(state, accountId, id);
      const isShown = found !== undefined && found.message.deleted === 0;
      if (isShown && !this.#add(found.message)) return "full";
      this.below = id;
      this.looked += 1;
      if (this.looked >= maxLooked) return "hits";
      if (this.looked % LOOK_EVERY === 0 && !goesOn()) break;
    }
    return isLate ? "time" : "end";
  }

  #isLate(): boolean {
    return this.#parts.now() - this.#question.startMs > LIMITS.searchMs;
  }

  /** False when there is no room for it. */
  #add(row: MessageRow): boolean {
    const { rows } = this;
    this.#bytes += row.text.length;
    if (rows.length === this.#question.pageSize) return false;
    if (rows.length > 0 && this.#bytes > LIMITS.pageTextBytes) return false;
    rows.push(row);
    return true;
  }
}

/**
 * Naming all that the asker may read costs as much as hundreds of hits, in each part of the index: it is done only when many
 * hits have turned out to be for others.
 */
function collect(parts: SearchParts, question: Question): Page {
  const { match, scoped } = question;
  const page = new Collector(parts, question);
  let end = page.run(match, scoped === null ? LIMITS.searchScanMessages : LIMITS.searchPlainHits);
  if (end === "hits" && scoped !== null) end = page.run(scoped, LIMITS.searchScanMessages);
  const { rows } = page;
  const last = rows.at(-1);
  if (end === "end") return { rows, below: null };
  // Never further: a cursor that stood at a message for others would tell that it is there, and which words it has.
  if (last !== undefined) return { rows, below: last.id };
  throw new ChatRefusal(
    "TOO_LARGE",
    "This search takes too long. Add a word, or say from:, in:, before: or after:.",
    "query",
  );
}

function belowOf(cursor: string): number {
  const text = decodeCursor("search", cursor);
  if (text === "") return Number.MAX_SAFE_INTEGER;
  const id = parseId(text);
  if (id === null)
    throw new ChatRefusal("INVALID", "This cursor is not from the page before.", "cursor");
  return id;
}

/** Log time never falls, so dates are bounds of ids. */
function boundsOf(state: State, { sinceMs, untilMs }: ParsedSearch, below: number): IdBounds {
  const above = sinceMs === 0 ? 0 : lastIdBefore(state, sinceMs);
  const until = untilMs === Number.MAX_SAFE_INTEGER ? untilMs : lastIdBefore(state, untilMs) + 1;
  return { above, below: Math.min(below, until) };
}

/** Of the messages sent before; 0 when there is none. */
function lastIdBefore(state: State, ms: number): number {
  return lastThatHolds(0, makeId(state.appliedIndex + 1, 0), (id) => {
    const next = state.get<{ sentMs: number }>(SELECT_NEXT, id);
    return next !== undefined && next.sentMs < ms;
  });
}

function matchesFor(
  state: State,
  accountId: number,
  { words, from, places, marks }: ParsedSearch,
): Pick<Question, "match" | "scoped"> {
  const authors = authorsNamed(state, accountId, from).map(authorWord);
  const named = placesNamed(state, accountId, places).map(placeWord);
  const beside = [authors, ...marks.map((mark) => [markWord(mark)]), named];
  const scope = named.length > 0 ? [] : wordsOfScope(state, accountId);
  const scoped = scope.length === 0 ? null : matchOf({ words, beside: [...beside, scope] });
  return { match: matchOf({ words, beside }), scoped };
}

/** All that the asker may read; none when it is too much to name. */
function wordsOfScope(state: State, accountId: number): string[] {
  const own = membershipsOf(state, accountId).flatMap(({ conversationId, removed }) => {
    const conversation = removed === 0 ? conversationById(state, conversationId) : undefined;
    return conversation === undefined || isPublicRoom(conversation) ? [] : [conversation.id];
  });
  return own.length > LIMITS.searchPlaces ? [] : [PUBLIC, ...own.map(placeWord)];
}

function responseOf(state: State, { rows, below }: Page): EncodedReply {
  const places = [...new Set(rows.map(({ conversationId }) => conversationId))]
    .map((id) => conversationById(state, id))
    .filter((place): place is ConversationRow => place !== undefined);
  const people = new Set([...rows.map(({ authorId }) => authorId), ...places.flatMap(peersOf)]);
  const response = create(SearchMessagesResponseSchema, {
    messages: rows.map(messageOf),
    places: places.map((place) => ({
      conversationId: String(place.id),
      name: place.name ?? "",
      peerIds: peersOf(place).map(String),
    })),
    accounts: accountsOf(state, people).map(accountOf),
    nextCursor: below === null ? "" : encodeCursor("search", String(below)),
    index: BigInt(state.appliedIndex),
  });
  return toBinary(SearchMessagesResponseSchema, response);
}
