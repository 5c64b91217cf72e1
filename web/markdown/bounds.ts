/** What is not worth parsing: the parser's time grows with the square of some things, and faster with others. */

/** Quotes and lists within each other at the beginning of one line. */
const CONTAINERS_MAX = 12;
/** Runs of signs that may open or close something. 2,000 of the worst take about 0.1 s. */
const MARKS_MAX = 2_000;
const LINES_MAX = 1_000;

const DEEP_LINE = new RegExp(
  String.raw`^[ \t]*(?:(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])[ \t]*){${String(CONTAINERS_MAX + 1)}}`,
  "mu",
);
/** What stands in a fence costs little. */
const FENCED = /^ {0,3}(`{3,}|~{3,})[^`\n]*\n[^]*?(?:^ {0,3}\1[`~]*[ \t]*$|(?![^]))/gmu;
const MARK = /([*_~`])\1*|[[\]<]/gu;

export function isBounded(text: string): boolean {
  const outside = text.replaceAll(FENCED, "");
  return (
    !DEEP_LINE.test(outside) &&
    outside.split("\n").length <= LINES_MAX &&
    (outside.match(MARK)?.length ?? 0) <= MARKS_MAX
  );
}
