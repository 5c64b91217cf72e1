/** The repository's own files, as git sees them: tracked, or new and not ignored. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../bootstrap/places.mjs";

export interface SourceFile {
  /** From the repository's root, with "/". */
  readonly path: string;
  readonly text: string;
}

/** Where a rule is broken, as `file:line  rule`. */
export type Complaint = string;

const GENERATED = /^(proto\/gen\/|package-lock\.json$)/;
const CODE = /\.(ts|tsx|mjs|js|cjs)$/;

export function listPaths(): readonly string[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );
  const paths = [...new Set(listed.split("\0").filter((path) => path !== ""))];
  return paths.filter((path) => existsSync(join(ROOT, path))).toSorted();
}

/** What people wrote; generated code follows its generators' rules. */
export function listWritten(paths: readonly string[] = listPaths()): readonly SourceFile[] {
  return paths
    .filter((path) => !GENERATED.test(path) && !/\.(png|jpg|svg|ico|woff2?|db)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

export function listCode(files: readonly SourceFile[] = listWritten()): readonly SourceFile[] {
  return files.filter(({ path }) => CODE.test(path));
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.endsWith("-contract.ts");
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

export function complain(path: string, line: number, rule: string): Complaint {
  return `${path}:${line}  ${rule}`;
}

/** Comments blanked out, so that prose about code is not taken for code; offsets and lines stay. */
export function withoutComments(text: string): string {
  return text.replaceAll(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`)|\/\*[^]*?\*\/|(?<=^|[\s;,{}()])\/\/[^\n]*/g,
    (whole, literal: string | undefined) => literal ?? whole.replaceAll(/[^\n]/g, " "),
  );
}
