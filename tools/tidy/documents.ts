/** Documents must stay true: their links, the paths they name, the scripts and flags they tell people to type. */
import { posix } from "node:path";
import { complain, lineAt, type Complaint, type SourceFile } from "./repository.ts";

export interface Known {
  /** Every file and every folder of the repository. */
  readonly paths: ReadonlySet<string>;
  /** Names of the root package.json's scripts. */
  readonly scripts: ReadonlySet<string>;
  /** All code, to look flags up in. */
  readonly code: string;
}

const LINK = /\]\(([^)\s#]+)(?:#[^)]*)?\)/g;
const CODE_SPAN = /`([^`\n]+)`/g;
const FENCE = /^```[^\n]*\n([^]*?)^```/gm;
const SCRIPT = /\bnpm run ([\w:-]+)/g;
const FLAG = /(?<=\s)--([a-z][a-z-]+)/g;
/** Rooms a path in a code span starts with; a path below a folder that is only made at run time is not checked. */
const ROOTED =
  /^(proto|server|client|web|cli|envoy|e2e|bench|deploy|docs|tools|\.ci)\/[\w./*{},-]*$/;
const OURS = /\b(npm (start|test|run)|parley|node (tools|server|cli|bench))\b/;
const MADE = /^web\/(out|\.next|csp\.json)/;

export function judgeDocument(document: SourceFile, known: Known): readonly Complaint[] {
  return [
    ...judgeLinks(document, known),
    ...judgePaths(document, known),
    ...judgeScripts(document, known),
    ...judgeFlags(document, known),
  ];
}

function judgeLinks({ path, text }: SourceFile, { paths }: Known): readonly Complaint[] {
  return [...text.matchAll(LINK)].flatMap((found) => {
    const target = found[1] ?? "";
    if (/^[a-z]+:/.test(target)) return [];
    const named = posix.join(posix.dirname(path), target).replace(/\/$/, "");
    return paths.has(named) ? [] : [complain(path, lineAt(text, found.index), `no ${named}`)];
  });
}

function judgePaths({ path, text }: SourceFile, { paths }: Known): readonly Complaint[] {
  return [...text.matchAll(CODE_SPAN)].flatMap((found) => {
    const span = found[1] ?? "";
    if (!ROOTED.test(span) || /[*{]/.test(span) || MADE.test(span)) return [];
    const isThere = paths.has(span.replace(/\/$/, ""));
    return isThere ? [] : [complain(path, lineAt(text, found.index), `no ${span}`)];
  });
}

function judgeScripts({ path, text }: SourceFile, { scripts }: Known): readonly Complaint[] {
  return [...text.matchAll(SCRIPT)].flatMap((found) =>
    scripts.has(found[1] ?? "")
      ? []
      : [complain(path, lineAt(text, found.index), `no script "${found[1]}" in package.json`)],
  );
}

/** In commands of ours, every flag must occur in the code: as itself, or as a name in quotes or before a colon. */
function judgeFlags({ path, text }: SourceFile, { code }: Known): readonly Complaint[] {
  const spans = [...text.matchAll(CODE_SPAN), ...text.matchAll(FENCE)].filter((found) =>
    OURS.test(found[1] ?? ""),
  );
  return spans.flatMap((found) =>
    [...(found[1] ?? "").matchAll(FLAG)].flatMap(([, flag = ""]) => {
      const isReal = new RegExp(`--${flag}\\b|["'\`]${flag}["'\`]|\\b${flag}: \\{`).test(code);
      return isReal ? [] : [complain(path, lineAt(text, found.index), `no flag --${flag}`)];
    }),
  );
}
