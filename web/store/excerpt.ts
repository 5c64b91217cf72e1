/** The part of a message that a search found, with the words that were looked for. */

/** A word or "phrase" of a search, as runs of letters and digits without case and accents. */
interface Sought {
  readonly runs: readonly string[];
  /** The last run is the beginning of a word. */
  readonly isPrefix: boolean;
}

export interface ExcerptPart {
  readonly words: string;
  readonly isFound: boolean;
}

/** Characters shown, about, and of them before the first find. */
const SHOWN = 240;
const BEFORE = 60;

/** Operators are conditions, not words; a value may stand in quotes. */
const CONDITION = /(?<!\S)(?:from|in|before|after|has):(?:"[^"]*"?|\S*)/giu;
const WORD = /"([^"]*)"?(\*?)|([^\s"]+)/gu;
const RUN = /[\p{L}\p{N}\p{Co}\p{M}]+/gu;

/** `line`: the text in one line. `query`: as typed, which the cluster has understood. */
export function excerpt(line: string, query: string): readonly ExcerptPart[] {
  const finds = findsIn(line, soughtIn(query));
  const start = startOf(line, finds[0]?.from ?? 0);
  const end = endOf(line, start + SHOWN);
  const parts: ExcerptPart[] = [];
  const add = (words: string, isFound: boolean): void => {
    if (words !== "") parts.push({ words, isFound });
  };
  let at = start;
  for (const { from, to } of finds) {
    if (from < at || to > end) continue;
    add(line.slice(at, from), false);
    add(line.slice(from, to), true);
    at = to;
  }
  add(line.slice(at, end), false);
  if (start > 0) parts.unshift({ words: "…", isFound: false });
  if (end < line.length) parts.push({ words: "…", isFound: false });
  return parts;
}

function soughtIn(query: string): readonly Sought[] {
  return [...query.replaceAll(CONDITION, " ").matchAll(WORD)]
    .map(([whole, phrase, , bare]) => ({
      runs: ((phrase ?? bare ?? "").match(RUN) ?? []).map(folded),
      isPrefix: whole.endsWith("*"),
    }))
    .filter(({ runs }) => runs.length > 0);
}

interface Find {
  readonly from: number;
  readonly to: number;
}

function findsIn(line: string, sought: readonly Sought[]): readonly Find[] {
  const runs = [...line.matchAll(RUN)].map((match) => ({
    folded: folded(match[0]),
    from: match.index,
    to: match.index + match[0].length,
  }));
  return runs.flatMap(({ from }, at) => {
    const lengths = sought
      .filter(({ runs: words, isPrefix }) =>
        words.every((word, n) => {
          const here = runs[at + n]?.folded ?? "";
          return here === word || (isPrefix && n === words.length - 1 && here.startsWith(word));
        }),
      )
      .map(({ runs: words }) => words.length);
    const last = runs[at + Math.max(0, ...lengths) - 1];
    return lengths.length === 0 || last === undefined ? [] : [{ from, to: last.to }];
  });
}

/** Neither case nor accents count, as in the index of the nodes. */
function folded(word: string): string {
  return word.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** At a word, so that none is torn. */
function startOf(line: string, find: number): number {
  if (find <= BEFORE) return 0;
  const blank = line.indexOf(" ", find - BEFORE);
  return blank < 0 || blank >= find ? find : blank + 1;
}

function endOf(line: string, wanted: number): number {
  if (wanted >= line.length) return line.length;
  const blank = line.lastIndexOf(" ", wanted);
  return blank > wanted - BEFORE ? blank : wanted;
}
