/** What a log holds after a number of writes, by nothing but the words of the port: the judge's own idea of it. */
import { crc32 } from "node:zlib";

import type { LogWrite } from "../src/ports.ts";
import { packEntries } from "../src/raft/entry-codec.ts";
import type { Entry, HardState, Index, Term } from "../src/raft/types.ts";

export interface LogContent {
  readonly hardState: HardState;
  readonly baseIndex: Index;
  readonly baseTerm: Term;
  readonly entries: readonly Entry[];
}

export class LogModel implements LogContent {
  hardState: HardState = { term: 0, vote: null };
  baseIndex: Index = 0;
  baseTerm: Term = 0;
  entries: Entry[] = [];

  get lastIndex(): Index {
    return this.entries.at(-1)?.index ?? this.baseIndex;
  }

  get lastTerm(): Term {
    return this.entries.at(-1)?.term ?? this.baseTerm;
  }

  apply({ truncateFrom, base = null, hardState, entries }: LogWrite): void {
    if (truncateFrom !== null) this.entries.length = Math.max(0, truncateFrom - 1 - this.baseIndex);
    if (base !== null) {
      this.entries = this.entries.filter(({ index }) => index > base.index);
      this.baseIndex = base.index;
      this.baseTerm = base.term;
    }
    if (hardState !== null) this.hardState = hardState;
    this.entries.push(...entries);
  }
}

/** Equal for equal content, and in all likelihood only then. */
export function digestOf({ hardState, baseIndex, baseTerm, entries }: LogContent): string {
  const last = entries.at(-1)?.index ?? baseIndex;
  const sum = entries.length === 0 ? 0 : crc32(packEntries(entries));
  return `term ${hardState.term} vote ${hardState.vote ?? "-"} base ${baseIndex}/${baseTerm} last ${last} sum ${sum}`;
}
