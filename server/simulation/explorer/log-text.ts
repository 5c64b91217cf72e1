/** Logs as text, by which worlds are told apart. */
import { decodeConfiguration } from "../../src/raft/configuration.ts";
import type { Raft } from "../../src/raft/raft.ts";
import type { Configuration, Entry, Index } from "../../src/raft/types.ts";

/** What was there at the start need not be in memory, but then it is on disk. */
export function logOf(raft: Raft, disk: readonly Entry[], lastIndex: Index): readonly string[] {
  const words: string[] = [];
  for (let index = 1; index <= lastIndex; index += 1) {
    const entry = raft.entriesInMemory(index, index, 1)?.[0] ?? disk[index - 1];
    words.push(entry === undefined ? "?" : entryText(entry));
  }
  return words;
}

const texts = new WeakMap<Entry, string>();

export function entryText(entry: Entry): string {
  const known = texts.get(entry);
  if (known !== undefined) return known;
  const { term, kind, data } = entry;
  const content = {
    noop: () => "noop",
    command: () => String.fromCodePoint(...data),
    configuration: () => votersText(decodeConfiguration(data)),
  }[kind]();
  const text = `${term}:${content}`;
  texts.set(entry, text);
  return text;
}

export function votersText({ voters, outgoing }: Configuration): string {
  return `voters ${voters.map(Number).join(" ")} | ${outgoing.map(Number).join(" ")}`;
}
