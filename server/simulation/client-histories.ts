/**
 * What clients began and what they were told, kept for the end: each conversation must be linearizable. The
 * book (history-book.ts) checks what messages say, as people are told; here only their number counts, so a state
 * is one integer and the search is short.
 */
import { isLinearizable } from "./linearizability.ts";
import type { Model, Operation } from "./linearizability.ts";
import { mustBeTold } from "./violation.ts";

/** Several messages of one write stand side by side; a read tells the newest. */
export type Asked =
  | { readonly kind: "send"; readonly keys: readonly string[] }
  | { readonly kind: "read" };

/** Sequence number of the first message sent, or of the newest that was read. */
type Told = number;

/** State: how many messages there are. */
export const CONVERSATION: Model<number, Asked, Told> = {
  initial: 0,
  step(count, asked, told) {
    if (asked.kind === "read") return told === null || told === count ? count : null;
    return told === null || told === count + 1 ? count + asked.keys.length : null;
  },
  keyOf: (count) => count,
};

interface Begun {
  readonly room: string;
  readonly asked: Asked;
  readonly calledAt: number;
  returnedAt: number;
  told: Told | null;
}

export class ClientHistories {
  readonly #operations: Begun[] = [];
  #moment = 0;

  /** Returns how to say what came of it; until then its outcome is unknown. */
  begin(room: string, asked: Asked): (told: Told) => void {
    this.#moment += 1;
    const begun: Begun = {
      room,
      asked,
      calledAt: this.#moment,
      returnedAt: Number.POSITIVE_INFINITY,
      told: null,
    };
    this.#operations.push(begun);
    return (told) => {
      this.#moment += 1;
      begun.returnedAt = this.#moment;
      begun.told = told;
    };
  }

  /** `placeOf`: the sequence number of a message in the final log, or null. Returns how many operations were judged. */
  check(placeOf: (key: string) => number | null): number {
    const rooms = new Map<string, Operation<Asked, Told>[]>();
    let judged = 0;
    for (const begun of this.#operations) {
      const operation = settled(begun, placeOf);
      if (operation === null) continue;
      judged += 1;
      const others = rooms.get(begun.room);
      if (others === undefined) rooms.set(begun.room, [operation]);
      else others.push(operation);
    }
    for (const [room, operations] of rooms) {
      mustBeTold(isLinearizable(CONVERSATION, operations), `room ${room} is linearizable`);
    }
    return judged;
  }
}

/**
 * The final log says of every write whether it ever took effect, and where; when, nobody knows. What did not, and
 * a read that nobody heard the answer of, explains nothing: null.
 */
function settled(
  { asked, calledAt, returnedAt, told }: Begun,
  placeOf: (key: string) => number | null,
): Operation<Asked, Told> | null {
  if (told !== null) return { input: asked, output: told, calledAt, returnedAt };
  const place = asked.kind === "send" ? placeOf(asked.keys[0] ?? "") : null;
  return place === null ? null : { input: asked, output: place, calledAt, returnedAt };
}
