/** The tables of docs/errors.md and docs/limits.md, held against the code that they describe. */
import { complain, lineAt, type Complaint, type SourceFile } from "./repository.ts";

interface Row {
  readonly name: string;
  readonly cells: readonly string[];
  readonly line: number;
}

const NAMED_ROW = /^\|\s*`(\w+)`\s*\|(.*)\|\s*$/gm;
const ERROR_ROW = /^ {2}([A-Z_]+): \{\s*code: status\.([A-Z_]+),/gm;
const CLIENT_ROW = /^ {2}([A-Z_]+): \{ class: "\w+", executed: "(\w+)" \}/gm;
const LIMIT_ROW = /^ {2}(\w+): ([\d_ *]+),$/gm;
const VALUE = /^([\d,]+)(?: (KiB|MiB|ms|s|days))?$/;
/** What each unit stands for, and how a name ends that counts in it. */
const UNITS: Readonly<Record<string, { readonly factor: number; readonly ending: string }>> = {
  KiB: { factor: 1024, ending: "Bytes" },
  MiB: { factor: 1024 * 1024, ending: "Bytes" },
  ms: { factor: 1, ending: "Ms" },
  s: { factor: 1000, ending: "Ms" },
  days: { factor: 24 * 3600 * 1000, ending: "Ms" },
};

export interface ErrorSources {
  /** server/src/rpc/status.ts */
  readonly status: string;
  /** client/errors.ts */
  readonly client: string;
}

export function judgeErrorTable(
  document: SourceFile,
  { status, client }: ErrorSources,
): readonly Complaint[] {
  const codes = pairsOf(status, ERROR_ROW);
  const executed = pairsOf(client, CLIENT_ROW);
  const rows = rowsOf(document, /^[A-Z_]+$/);
  const wrong = rows.flatMap(({ name, cells, line }) => {
    const [code, outcome] = cells;
    const known = codes.get(name);
    if (known === undefined) return [complain(document.path, line, `no node says ${name}`)];
    if (code !== known) return [complain(document.path, line, `${name} has the code ${known}`)];
    // A reason that the client does not list is treated as one of a newer node: nothing is known.
    const expected = executed.get(name) ?? "unknown";
    return outcome === expected
      ? []
      : [complain(document.path, line, `${name}: executed "${expected}", says client/errors.ts`)];
  });
  return [...wrong, ...missing(document, rows, codes)];
}

/** `source`: server/src/limits.ts */
export function judgeLimitTable(document: SourceFile, source: string): readonly Complaint[] {
  const limits = pairsOf(source, LIMIT_ROW);
  const rows = rowsOf(document, /^[a-z]\w+$/);
  const wrong = rows.flatMap(({ name, cells, line }) => {
    const product = limits.get(name);
    if (product === undefined) return [complain(document.path, line, `no limit ${name}`)];
    const value = product
      .split("*")
      .map((factor) => Number(factor.replaceAll("_", "")))
      .reduce((one, other) => one * other, 1);
    return valueOf(name, cells[0] ?? "") === value
      ? []
      : [complain(document.path, line, `${name} is ${value}, in the unit of its name`)];
  });
  return [...wrong, ...missing(document, rows, limits)];
}

/** Null when the unit does not suit the name: bytes and times are never bare numbers. */
function valueOf(name: string, cell: string): number | null {
  const [, digits = "", unit] = VALUE.exec(cell) ?? [];
  const ending = Object.values(UNITS).find((one) => name.endsWith(one.ending))?.ending;
  const { factor = 1, ending: itsEnding } = UNITS[unit ?? ""] ?? {};
  return digits !== "" && ending === itsEnding ? Number(digits.replaceAll(",", "")) * factor : null;
}

function missing(
  { path }: SourceFile,
  rows: readonly Row[],
  code: ReadonlyMap<string, string>,
): readonly Complaint[] {
  const names = rows.map(({ name }) => name);
  const absent = [...code.keys()].filter((name) => !names.includes(name));
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  return [
    ...absent.map((name) => complain(path, 1, `${name} is missing`)),
    ...twice.map((name) => complain(path, 1, `${name} is there twice`)),
  ];
}

function rowsOf({ text }: SourceFile, names: RegExp): readonly Row[] {
  return [...text.matchAll(NAMED_ROW)]
    .map((found) => ({
      name: found[1] ?? "",
      cells: (found[2] ?? "").split("|").map((cell) => cell.trim()),
      line: lineAt(text, found.index),
    }))
    .filter(({ name }) => names.test(name));
}

function pairsOf(source: string, pattern: RegExp): ReadonlyMap<string, string> {
  return new Map([...source.matchAll(pattern)].map((found) => [found[1] ?? "", found[2] ?? ""]));
}
