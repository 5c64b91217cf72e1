/**
 * Who is there, as one node knows it. Pure: the time comes with each call, monotone ms.
 *
 * An account is there while any node serves a stream of it. A node says so of its own, again and again, and what is not said
 * again within `presenceHoldMs` is over. The same time is granted to an account whose last stream here has ended: whoever
 * moves to another node, or whose node dies, is back before anybody saw them leave.
 */
import { LIMITS } from "../limits.ts";
import type { PresenceNote, Wish } from "../gossip-port.ts";

export type Presence = "offline" | Wish;

export interface PersonPresence {
  readonly accountId: string;
  readonly presence: Presence;
}

interface Person {
  streams: number;
  /** Counts as here until then, after the last stream. */
  hereUntilMs: number;
  /** Until when, by the name of the node that said so. */
  readonly elsewhere: Map<string, number>;
  wish: Wish | null;
  wishedMs: number;
  /** As others were told. */
  shown: Presence;
  lastSeenMs: number;
}

/** Monotone, and as the clock on the wall says. */
export interface Moment {
  readonly nowMs: number;
  readonly wallMs: number;
}

export class PresenceTable {
  readonly #people = new Map<string, Person>();
  /** Perhaps other than shown. */
  readonly #doubtful = new Set<string>();

  opened(accountId: string, nowMs: number): PresenceNote | null {
    const person = this.#person(accountId, nowMs);
    if (person === null) return null;
    person.streams += 1;
    this.#doubtful.add(accountId);
    return noteOf(accountId, person, true);
  }

  closed(accountId: string, nowMs: number): void {
    const person = this.#people.get(accountId);
    if (person === undefined || person.streams === 0) return;
    person.streams -= 1;
    if (person.streams === 0) person.hereUntilMs = nowMs + LIMITS.presenceHoldMs;
  }

  /** Newer than every wish known, whatever the wall clock says. */
  ask(accountId: string, wish: Wish, at: Moment): PresenceNote | null {
    const person = this.#person(accountId, at.nowMs);
    if (person === null) return null;
    person.wish = wish;
    person.wishedMs = Math.max(at.wallMs, person.wishedMs + 1);
    this.#doubtful.add(accountId);
    return noteOf(accountId, person, isHere(person, at.nowMs));
  }

  /**
   * Returns what the teller does not know yet: wishes newer than those it told. A wish of more than `presenceWishAheadMs` from
   * now is not believed: there would soon be no number above it, and nobody could ask for anything else.
   */
  heard(from: string, notes: readonly PresenceNote[], { nowMs, wallMs }: Moment): PresenceNote[] {
    const better: PresenceNote[] = [];
    for (const note of notes) {
      const person = this.#person(note.accountId, nowMs);
      if (person === null) continue;
      if (note.isHere) person.elsewhere.set(from, nowMs + LIMITS.presenceHoldMs);
      else person.elsewhere.delete(from);
      this.#doubtful.add(note.accountId);
      if (note.wishedMs > wallMs + LIMITS.presenceWishAheadMs) continue;
      if (isNewer(note, person)) {
        person.wish = note.wish;
        person.wishedMs = note.wishedMs;
      } else if (isNewer(person, note)) {
        better.push(noteOf(note.accountId, person, isHere(person, nowMs)));
      }
    }
    return better;
  }

  /** Looks for what is over by now. Returns those of this node who have just left, to be told to the others. */
  expire(nowMs: number): PresenceNote[] {
    const left: PresenceNote[] = [];
    for (const [accountId, person] of this.#people) {
      for (const [node, untilMs] of person.elsewhere) {
        if (untilMs <= nowMs) person.elsewhere.delete(node);
      }
      if (person.hereUntilMs > 0 && person.streams === 0 && person.hereUntilMs <= nowMs) {
        person.hereUntilMs = 0;
        left.push(noteOf(accountId, person, false));
      }
      if (isThere(person, nowMs)) person.lastSeenMs = nowMs;
      if (presenceOf(person, nowMs) !== person.shown) this.#doubtful.add(accountId);
      else if (isForgettable(person, nowMs)) this.#people.delete(accountId);
    }
    return left;
  }

  /** Those who are now other than they were shown, at most so many: they are shown so from here on. */
  changes(nowMs: number, limit: number): PersonPresence[] {
    const changes: PersonPresence[] = [];
    for (const accountId of this.#doubtful) {
      if (changes.length === limit) break;
      this.#doubtful.delete(accountId);
      const person = this.#people.get(accountId);
      if (person === undefined) continue;
      const presence = presenceOf(person, nowMs);
      if (presence === person.shown) continue;
      person.shown = presence;
      changes.push({ accountId, presence });
    }
    return changes;
  }

  get hasDoubts(): boolean {
    return this.#doubtful.size > 0;
  }

  of(accountId: string, nowMs: number): Presence {
    const person = this.#people.get(accountId);
    return person === undefined ? "offline" : presenceOf(person, nowMs);
  }

  /** Everybody of this node. */
  hereNow(nowMs: number): string[] {
    return [...this.#people]
      .filter(([, person]) => isHere(person, nowMs))
      .map(([accountId]) => accountId);
  }

  /** Of these, who is of this node now, to be said again. */
  here(nowMs: number, of: readonly string[] = this.hereNow(nowMs)): PresenceNote[] {
    return of.flatMap((accountId) => {
      const person = this.#people.get(accountId);
      return person !== undefined && isHere(person, nowMs) ? [noteOf(accountId, person, true)] : [];
    });
  }

  /** Null when there are too many: then somebody is not shown. */
  #person(accountId: string, nowMs: number): Person | null {
    const known = this.#people.get(accountId);
    if (known !== undefined) return known;
    if (this.#people.size >= LIMITS.presencePeople) return null;
    const person: Person = {
      streams: 0,
      hereUntilMs: 0,
      elsewhere: new Map(),
      wish: null,
      wishedMs: 0,
      shown: "offline",
      lastSeenMs: nowMs,
    };
    this.#people.set(accountId, person);
    return person;
  }
}

type Wished = Pick<PresenceNote, "wish" | "wishedMs">;

/** Of two of one moment all nodes take the same. */
function isNewer(one: Wished, other: Wished): boolean {
  if (one.wishedMs !== other.wishedMs) return one.wishedMs > other.wishedMs;
  return (one.wish ?? "") > (other.wish ?? "");
}

function isHere({ streams, hereUntilMs }: Person, nowMs: number): boolean {
  return streams > 0 || hereUntilMs > nowMs;
}

function isThere(person: Person, nowMs: number): boolean {
  return isHere(person, nowMs) || [...person.elsewhere.values()].some((until) => until > nowMs);
}

function presenceOf(person: Person, nowMs: number): Presence {
  return isThere(person, nowMs) ? (person.wish ?? "online") : "offline";
}

/** A wish outlives the night; nothing else is kept of who is away. */
function isForgettable(person: Person, nowMs: number): boolean {
  if (isThere(person, nowMs)) return false;
  return person.wish === null || nowMs - person.lastSeenMs >= LIMITS.presenceWishMs;
}

function noteOf(accountId: string, { wish, wishedMs }: Person, here: boolean): PresenceNote {
  return { accountId, isHere: here, wish, wishedMs };
}
