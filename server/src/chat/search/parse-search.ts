/**
 * What somebody typed into a search, taken apart in one pass. Nothing of it is ever handed to SQLite as a query: match.ts
 * writes that anew from the words found here.
 */
import { LIMITS } from "../../limits.ts";
import { markOf, MARKS, type Mark } from "./marks.ts";

export interface SearchWord {
  /** Letters, digits and single blanks only: several runs of them stand next to each other in the text. */
  readonly text: string;
  /** The last run is the beginning of a word. */
  readonly isPrefix: boolean;
}

export interface ParsedSearch {
  /** All of them are in the text. */
  readonly words: readonly SearchWord[];
  /** One of these wrote it; as typed. None: anybody. */
  readonly from: readonly string[];
  /** It is in one of these; as typed. None: anywhere. */
  readonly places: readonly string[];
  /** It has all of these. */
  readonly marks: readonly Mark[];
  /** ms since 1970: sent at `sinceMs` or later, and before `untilMs`. */
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** A sentence that says what is wrong, for INVALID. */
export interface SearchProblem {
  readonly problem: string;
}

interface Token {
  /** Lower case; empty for a word. */
  readonly operator: string;
  readonly value: string;
  /** A star stands right behind it. */
  readonly isPrefix: boolean;
}

const OPERATORS = ["from", "in", "before", "after", "has"];
const LONGEST_OPERATOR = Math.max(...OPERATORS.map(({ length }) => length));
/** What the index cuts words from; its marks (accents) stay with their letters. */
const RUNS = /[\p{L}\p{N}\p{Co}\p{M}]+/gu;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 24 * 3600 * 1000;

export function parseSearch(typed: string): ParsedSearch | SearchProblem {
  if (Array.from(typed).length > LIMITS.searchCharacters)
    return { problem: `A search has at most ${LIMITS.searchCharacters} characters.` };
  const search = new Search();
  for (const token of tokensOf(typed)) {
    const problem = search.take(token);
    if (problem !== null) return { problem };
  }
  return search.finish();
}

class Search {
  readonly words: SearchWord[] = [];
  readonly from: string[] = [];
  readonly places: string[] = [];
  readonly marks = new Set<Mark>();
  sinceMs = 0;
  untilMs = Number.MAX_SAFE_INTEGER;

  /** What is wrong with it, or null. */
  take({ operator, value, isPrefix }: Token): string | null {
    if (operator === "") {
      const text = (value.match(RUNS) ?? []).join(" ");
      if (text !== "") this.words.push({ text, isPrefix });
      return null;
    }
    if (value === "") return `Write what you mean right behind "${operator}:", without a space.`;
    if (operator === "from") this.from.push(value);
    else if (operator === "in") this.places.push(value);
    else if (operator === "has") return this.#mark(value);
    else return this.#date(operator, value);
    return null;
  }

  finish(): ParsedSearch | SearchProblem {
    const { words, from, places, sinceMs, untilMs } = this;
    const marks = [...this.marks];
    const asked = [...words, ...from, ...places, ...marks].length;
    if (asked > LIMITS.searchTerms)
      return { problem: `A search has at most ${LIMITS.searchTerms} words and conditions.` };
    if (asked === 0 && sinceMs === 0 && untilMs === Number.MAX_SAFE_INTEGER)
      return { problem: "Write what to look for: at least one word with a letter or a digit." };
    return { words, from, places, marks, sinceMs, untilMs };
  }

  #mark(value: string): string | null {
    const mark = markOf(value.toLowerCase());
    if (mark === null) return `There is no "has:${value}"; there are ${MARKS.join(", ")}.`;
    this.marks.add(mark);
    return null;
  }

  #date(operator: string, value: string): string | null {
    const dayMs = dayOf(value);
    if (dayMs === null)
      return `"${operator}:${value}" is no date. Write one like ${operator}:2026-01-31.`;
    if (operator === "before") this.untilMs = Math.min(this.untilMs, dayMs);
    else this.sinceMs = Math.max(this.sinceMs, dayMs + DAY_MS);
    return null;
  }
}

/** The first ms of a day, UTC; null when the calendar does not have it. */
function dayOf(text: string): number | null {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const numbers = [Number(year), Number(month), Number(day)] as const;
  const dayMs = Date.UTC(numbers[0], numbers[1] - 1, numbers[2]);
  // February has no 30th: it would be taken for a day of March.
  return new Date(dayMs).toISOString().startsWith(text) && dayMs >= 0 ? dayMs : null;
}

function* tokensOf(typed: string): Generator<Token> {
  let at = 0;
  while (at < typed.length) {
    if (isBlank(typed, at)) {
      at += 1;
      continue;
    }
    const operator = operatorAt(typed, at);
    const start = operator === "" ? at : at + operator.length + 1;
    const isQuoted = typed[start] === '"';
    const end = isQuoted ? endOfQuote(typed, start + 1) : endOfWord(typed, start);
    const value = typed.slice(isQuoted ? start + 1 : start, end);
    const next = isQuoted ? Math.min(end + 1, typed.length) : end;
    const isPrefix = isQuoted ? typed[next] === "*" : value.endsWith("*");
    yield { operator, value, isPrefix };
    at = isQuoted && isPrefix ? next + 1 : next;
  }
}

/** Empty when no known one begins there. */
function operatorAt(typed: string, at: number): string {
  const colon = typed.slice(at, at + LONGEST_OPERATOR + 1).indexOf(":");
  const name = typed.slice(at, at + Math.max(colon, 0)).toLowerCase();
  return OPERATORS.includes(name) ? name : "";
}

function isBlank(typed: string, at: number): boolean {
  return /\s/.test(typed[at] ?? " ");
}

function endOfWord(typed: string, from: number): number {
  let at = from;
  while (at < typed.length && !isBlank(typed, at)) at += 1;
  return at;
}

/** One that is not closed goes to the end. */
function endOfQuote(typed: string, from: number): number {
  const end = typed.indexOf('"', from);
  return end === -1 ? typed.length : end;
}
