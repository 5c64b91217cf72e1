/** Reads the imports of a formatted TypeScript file, and finds what they name. */
import { posix } from "node:path";
import { lineAt, withoutComments, type SourceFile } from "./repository.ts";

export interface Import {
  readonly from: string;
  readonly line: number;
  readonly isTypeOnly: boolean;
}

/** The formatter puts every statement at the start of a line, which is what makes this reading safe. */
const STATEMENT = /^(import|export)\b([^;'"]*?)from\s*["']([^"']+)["']/gm;
const SIDE_EFFECT = /^import\s*["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']/g;
/** What a workspace's package.json calls its folders; the others are reached by their own paths. */
const PROTO_EXPORTS = /^proto\/(es|grpcweb)\//;

export function importsOf({ text }: SourceFile): readonly Import[] {
  const code = withoutComments(text);
  const statements = [...code.matchAll(STATEMENT)].map((found) => ({
    from: found[3] ?? "",
    line: lineAt(code, found.index),
    isTypeOnly: isTypeOnly(found[2] ?? ""),
  }));
  const values = [...code.matchAll(SIDE_EFFECT), ...code.matchAll(DYNAMIC)].map((found) => ({
    from: found[1] ?? "",
    line: lineAt(code, found.index),
    isTypeOnly: false,
  }));
  return [...statements, ...values];
}

/** The path an import names in this repository; null for a package from npm or of Node. */
export function resolveImport(importer: string, from: string): string | null {
  if (from.startsWith(".")) return posix.join(posix.dirname(importer), from);
  if (!from.startsWith("@parley/")) return null;
  return from.slice("@parley/".length).replace(PROTO_EXPORTS, "proto/gen/$1/");
}

/** `type {...}`, or braces in which every name is marked as a type. */
function isTypeOnly(clause: string): boolean {
  const words = clause.trim();
  if (/^type\b/.test(words)) return true;
  const names = /^\{([^}]*)\}$/
    .exec(words)?.[1]
    ?.split(",")
    .filter((name) => name.trim() !== "");
  return names !== undefined && names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
}
