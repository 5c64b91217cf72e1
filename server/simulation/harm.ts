/**
 * A fault of the state alone: one more row, in one node's copy, of which no client ever hears. What makes states differ
 * does not matter here; that it is found does.
 */
import Database from "better-sqlite3";
import { recomputeStateHash } from "../src/chat/recompute-state-hash.ts";
import type { Dials } from "./dials.ts";

const MARK = "harmed";

/** The same copy of a state, but for one row, which counts in its hash. */
export function harm(kind: Dials["chat"], copy: Uint8Array): Uint8Array {
  if (kind === "model") {
    const text = Buffer.from(copy).toString("utf8");
    return Buffer.from(
      text.replace(
        '"tokens":[',
        text.includes('"tokens":[]') ? `"tokens":["${MARK}"` : `"tokens":["${MARK}",`,
      ),
    );
  }
  const database = new Database(Buffer.from(copy));
  try {
    database.prepare("INSERT INTO settings VALUES (?, 1)").run(MARK);
    const { counted } = recomputeStateHash(database);
    database.prepare("UPDATE applied SET hash = ?").run(Buffer.from(counted, "hex"));
    return database.serialize();
  } finally {
    database.close();
  }
}

/** A copy of a state that was harmed, or made from such a one. */
export function isHarmed(copy: Uint8Array): boolean {
  return Buffer.from(copy.buffer, copy.byteOffset, copy.byteLength).includes(MARK);
}
