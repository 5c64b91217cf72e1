/** Rules about one file at a time: its size, its name, its honesty. */
import { basename } from "node:path";
import { importsOf } from "./import-list.ts";
import {
  complain,
  isTest,
  lineAt,
  withoutComments,
  type Complaint,
  type SourceFile,
} from "./repository.ts";

const MOST_LINES = 300;
/** Files allowed to be longer, with their most lines. This list only ever gets shorter. */
const LONGER: Readonly<Record<string, number>> = {};

const VAGUE = /^(utils?|helpers?|common|shared|manager|misc)(\.|$)/;
const KEBAB = /^\.?[a-z0-9]+([.-][a-z0-9]+)*$/;
/** Names that a tool demands. */
const DEMANDED = /^(Dockerfile.*|[A-Z]+(\.md)?|_[a-z-]+\.[a-z]+)$/;
const PURE =
  /^(server\/src\/(raft|chat\/commands)\/|web\/store\/|client\/(backoff|connection-(line|model|moves|state)|errors|input-rules|latency|leader-(knowledge|tracker)|limits|live-stream|model|node-breakers|outbox|outbox-(batch|model|moves)|problem-events|wire-errors)\.ts)/;
const WITH_EXTENSION = /\.(ts|tsx|mjs|js|json|css)$/;
const UNOWNED_TODO = /\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b(?!\(#\d+\))/g;
/** Folders of one person's machine. */
const MACHINE = /(?<![\w.])\/(home|Users|root|work)\/[\w.-]+/g;

type Rule = (file: SourceFile) => readonly Complaint[];

/** Every file people wrote. */
export const RULES_FOR_FILES: readonly Rule[] = [
  ({ path }) => {
    const vague = path.split("/").filter((part) => VAGUE.test(part));
    return vague.map((part) => complain(path, 1, `"${part}" says nothing: name what it holds`));
  },
  ({ path }) => {
    const name = basename(path);
    const isFine = KEBAB.test(name) || DEMANDED.test(name);
    return isFine ? [] : [complain(path, 1, "file names are in kebab-case")];
  },
  (file) => each(file, UNOWNED_TODO, (found) => `${found} without an issue: write ${found}(#3)`),
  (file) => each(file, MACHINE, (found) => `${found} is a path of one machine`),
];

/** Every code file people wrote. */
export const RULES_FOR_CODE: readonly Rule[] = [
  ({ path, text }) => {
    const lines = text.trimEnd().split("\n").length;
    const most = LONGER[path] ?? MOST_LINES;
    return lines > most ? [complain(path, most, `${lines} lines; at most ${most}`)] : [];
  },
  ({ path, text }) => {
    const code = withoutComments(text);
    const rest = code.replaceAll(/^export\s+(type\s+)?(\*|\{[^}]*\})[^;]*;?/gm, "").trim();
    const isBarrel = rest === "" && /^export\b/m.test(code);
    return isBarrel ? [complain(path, 1, "a barrel: import from where things are")] : [];
  },
  (file) =>
    importsOf(file)
      .filter(({ from }) => from.startsWith(".") && !WITH_EXTENSION.test(from))
      .map(({ from, line }) => complain(file.path, line, `"${from}" lacks its extension`)),
  ({ path, text }) => {
    if (!PURE.test(path) || isTest(path)) return [];
    const code = { path, text: withoutStrings(withoutComments(text)) };
    return each(code, /\b(async|await|Promise)\b/g, (found) => `${found} in a pure room`);
  },
];

export function judge(files: readonly SourceFile[], rules: readonly Rule[]): readonly Complaint[] {
  return files.flatMap((file) => rules.flatMap((rule) => rule(file)));
}

/** Entries of the exception list that are no longer needed. */
export function judgeExceptions(files: readonly SourceFile[]): readonly Complaint[] {
  return Object.entries(LONGER).flatMap(([path, most]) => {
    const lines =
      files
        .find((file) => file.path === path)
        ?.text.trimEnd()
        .split("\n").length ?? 0;
    return lines < most ? [complain(path, 1, `now has ${lines} lines: lower its exception`)] : [];
  });
}

function each(
  { path, text }: SourceFile,
  pattern: RegExp,
  say: (found: string) => string,
): readonly Complaint[] {
  return [...text.matchAll(pattern)].map((found) =>
    complain(path, lineAt(text, found.index), say(found[0])),
  );
}

function withoutStrings(code: string): string {
  return code.replaceAll(
    /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`/g,
    (literal) => literal.replaceAll(/[^\n]/g, " "),
  );
}
