/** Where the log in the file begins, once it was compacted: one row, replaced in the transaction that lets go of entries. */
import { crc32 } from "node:zlib";

import type Database from "better-sqlite3";
import { packEntries, unpackEntries } from "../raft/entry-codec.ts";
import type { Index, LogBase } from "../raft/types.ts";

export interface StoredBase extends LogBase {
  /**
   * The first index of the first row that is part of the log: the one that holds `index + 1`, or that will. It may
   * begin before the base. Rows in front of it wait to be deleted.
   */
  readonly firstRow: Index;
  /** The value that the chain has in front of that row. */
  readonly chain: number;
}

interface RawBase {
  readonly last_index: number;
  readonly last_term: number;
  readonly time: number;
  readonly first_row: number;
  readonly chain: number;
  readonly configuration: Uint8Array;
  readonly crc: number;
}

export const BASE_SCHEMA = `
  CREATE TABLE base (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last_index INTEGER NOT NULL,
    last_term INTEGER NOT NULL,
    time INTEGER NOT NULL,
    first_row INTEGER NOT NULL,
    chain INTEGER NOT NULL,
    configuration BLOB NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
`;

export function writeBase(database: Database.Database, base: StoredBase): void {
  const configuration = packEntries([base.configuration]);
  const { index, term, time, firstRow, chain } = base;
  database
    .prepare(
      `INSERT OR REPLACE INTO base (only, last_index, last_term, time, first_row, chain, configuration, crc)
       VALUES (1, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(index, term, time, firstRow, chain, configuration, crcOf(base, configuration));
}

/** Null while the log begins at its first entry; "unsound" when what is there fails its check. */
export function readBase(database: Database.Database): StoredBase | "unsound" | null {
  const raw = database.prepare<[], RawBase>("SELECT * FROM base").get();
  if (raw === undefined) return null;
  const { last_index: index, last_term: term, time, first_row: firstRow, chain } = raw;
  // A damaged page may give anything back.
  if (!((raw.configuration as unknown) instanceof Uint8Array)) return "unsound";
  if (crcOf({ index, term, time, firstRow, chain }, raw.configuration) !== raw.crc)
    return "unsound";
  const configuration = unpackEntries(raw.configuration)[0];
  if (configuration === undefined) return "unsound";
  return { index, term, time, firstRow, chain, configuration };
}

function crcOf(
  { index, term, time, firstRow, chain }: Omit<StoredBase, "configuration">,
  configuration: Uint8Array,
): number {
  return crc32(configuration, crc32(JSON.stringify([index, term, time, firstRow, chain])));
}
