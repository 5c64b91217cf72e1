/**
 * What was acknowledged to whom and when, and whether a history keeps it: nothing lost, doubled, reordered or made up, and
 * no hole in the sequence. Pure; times are ms of one clock.
 */
import type { Message } from "@parley/client/model.ts";

export interface Acknowledged {
  readonly author: string;
  readonly text: string;
  readonly seq: number;
  readonly atMs: number;
}

export interface Flaws {
  /** Acknowledged, and not in the history. */
  readonly lost: number;
  /** Texts that stand there more than once. */
  readonly doubled: number;
  /** Messages that stand before one that their author had sent earlier. */
  readonly reordered: number;
  /** Sequence numbers that are missing. */
  readonly holes: number;
  /** Nobody was told that they were sent. */
  readonly unasked: number;
}

export class Books {
  private readonly entries: Acknowledged[] = [];

  note(entry: Acknowledged): void {
    this.entries.push(entry);
  }

  get count(): number {
    return this.entries.length;
  }

  /** The longest time without any acknowledgement from `sinceMs` on; it begins with the last one before. */
  longestGapMs(sinceMs: number): number {
    const times = this.entries.map(({ atMs }) => atMs).toSorted((one, other) => one - other);
    const before = times.findLast((atMs) => atMs <= sinceMs) ?? sinceMs;
    let last = before;
    let longest = 0;
    for (const atMs of times.filter((time) => time > sinceMs)) {
      longest = Math.max(longest, atMs - last);
      last = atMs;
    }
    return Math.round(longest);
  }

  /** `history`: ascending seq, of one node. Every text is written once, by one person. */
  audit(history: readonly Pick<Message, "seq" | "text">[]): Flaws {
    const places = new Map<string, number[]>();
    for (const { seq, text } of history) places.set(text, [...(places.get(text) ?? []), seq]);
    const known = new Set(this.entries.map(({ text }) => text));
    return {
      lost: this.entries.filter(({ text, seq }) => !(places.get(text) ?? []).includes(seq)).length,
      doubled: [...places.values()].filter((seqs) => seqs.length > 1).length,
      reordered: this.reordered(),
      holes: history.filter(({ seq }, at) => seq !== at + 1).length,
      unasked: history.filter(({ text }) => !known.has(text)).length,
    };
  }

  /** Each person waits for one answer before writing the next: sequences must rise with what they wrote. */
  private reordered(): number {
    const lastSeqs = new Map<string, number>();
    let count = 0;
    for (const { author, seq } of this.entries) {
      if (seq <= (lastSeqs.get(author) ?? 0)) count += 1;
      lastSeqs.set(author, seq);
    }
    return count;
  }
}

export const NO_FLAWS: Flaws = { lost: 0, doubled: 0, reordered: 0, holes: 0, unasked: 0 };

export function addFlaws(one: Flaws, other: Flaws): Flaws {
  return {
    lost: one.lost + other.lost,
    doubled: one.doubled + other.doubled,
    reordered: one.reordered + other.reordered,
    holes: one.holes + other.holes,
    unasked: one.unasked + other.unasked,
  };
}

export const isSound = (flaws: Flaws): boolean => Object.values(flaws).every((many) => many === 0);

export function flawsInWords({ lost, doubled, reordered, holes, unasked }: Flaws): string {
  return `${lost} lost, ${doubled} doubled, ${reordered} reordered, ${holes} holes, ${unasked} that nobody sent`;
}
