/** Compares what was acknowledged with what each node holds. Pure. */

/** One write whose acknowledgement was seen. */
export interface Acknowledged {
  readonly writer: string;
  /** Counts up within the writer. */
  readonly number: number;
}

export interface Verdict {
  /** Acknowledged, but not in the history. */
  readonly lost: number;
  /** More often than once in the history. */
  readonly doubled: number;
  /** Behind a later write of the same writer. */
  readonly reordered: number;
  /** Holes in the conversation's sequence. */
  readonly holes: number;
}

export interface HistoryLine {
  readonly seq: number;
  readonly text: string;
}

export function textOf({ writer, number }: Acknowledged): string {
  return `${writer}-${String(number).padStart(8, "0")}`;
}

/** `history`: one node's messages of the conversation, ascending. */
export function judge(
  acknowledged: readonly Acknowledged[],
  history: readonly HistoryLine[],
): Verdict {
  const seen = new Map<string, number>();
  const newest = new Map<string, number>();
  let reordered = 0;
  let holes = 0;
  for (const [position, { seq, text }] of history.entries()) {
    seen.set(text, (seen.get(text) ?? 0) + 1);
    if (seq !== position + 1) holes += 1;
    const [writer = "", number = ""] = text.split("-");
    if (Number(number) < (newest.get(writer) ?? 0)) reordered += 1;
    newest.set(writer, Math.max(newest.get(writer) ?? 0, Number(number)));
  }
  const lost = acknowledged.filter((one) => !seen.has(textOf(one))).length;
  const doubled = [...seen.values()].filter((count) => count > 1).length;
  return { lost, doubled, reordered, holes };
}
