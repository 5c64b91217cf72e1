/**
 * A bug to plant into the real code by changing its text as it is loaded. Each is an item of raft.md's list of
 * known bugs; the simulation must find every one.
 */
export interface Patch {
  /** Below server/src. */
  readonly file: string;
  /** Occurs exactly once, white space aside, or the planting fails. */
  readonly find: string;
  readonly put: string;
}

export interface Mutant {
  /** Row of raft.md's list of known bugs that it is an instance of; 0 only for the canary, which is none. */
  readonly bug: number;
  readonly name: string;
  readonly patches: readonly Patch[];
}

export function mutant(bug: number, name: string, ...patches: readonly Patch[]): Mutant {
  if (patches.length === 0) throw new Error(`the mutant "${name}" changes nothing`);
  return { bug, name, patches };
}

/** Throws unless `find` occurs exactly once, any white space matching any other, and what comes of it is other code. */
export function patched(text: string, { file, find, put }: Patch): string {
  const words = find.split(/\s+/).filter((word) => word !== "");
  const pattern = words.map((word) => word.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`));
  const matches = [...text.matchAll(new RegExp(pattern.join(String.raw`\s+`), "g"))];
  const match = matches[0];
  if (match === undefined || matches.length > 1) {
    throw new Error(`a mutant fits ${matches.length} places of ${file}, not one: ${find}`);
  }
  if (codeOf(put) === codeOf(find)) throw new Error(`a mutant changes nothing in ${file}: ${find}`);
  return text.slice(0, match.index) + put + text.slice(match.index + match[0].length);
}

/** Without comments and white space. */
function codeOf(text: string): string {
  return text.replaceAll(/\/\*.*?\*\/|\/\/[^\n]*|\s+/gs, "");
}
