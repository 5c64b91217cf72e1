/**
 * A fault of the state alone: one more row, in one node's copy, of which no client ever hears. What makes states differ
 * does not matter here; that it is found does.
 */
import Database from "better-sqlite3";
import { countStateHash } from "../src/chat/count-state-hash.ts";
import type { Index } from "../src/ports.ts";
import { ChatModel } from "./chat-model.ts";
import type { Dials } from "./dials.ts";

const MARK = "harmed";

/** The same copy of a state, but for one row, which counts in its hash and names `whom`. */
export function harm(kind: Dials["chat"], copy: Uint8Array, whom: string): Uint8Array {
  const name = `${MARK} ${whom}`;
  if (kind === "model") {
    const text = Buffer.from(copy).toString("utf8");
    const rest = text.includes('"tokens":[]') ? "" : ",";
    return Buffer.from(text.replace('"tokens":[', `"tokens":[${JSON.stringify(name)}${rest}`));
  }
  const database = new Database(Buffer.from(copy));
  try {
    database.prepare("INSERT INTO settings VALUES (?, 1)").run(name);
    const hash = Buffer.from(countStateHash(database), "hex");
    database.prepare("UPDATE applied SET hash = ?").run(hash);
    return database.serialize();
  } finally {
    database.close();
  }
}

/** Up to where a copy of a state goes. */
export function appliedIndexOf(kind: Dials["chat"], copy: Uint8Array): Index {
  if (kind === "model") return new ChatModel(copy, 1).index;
  const database = new Database(Buffer.from(copy), { readonly: true });
  try {
    return Number(database.prepare("SELECT appliedIndex FROM applied").pluck().get());
  } finally {
    database.close();
  }
}

/** A copy of a state that was harmed, or made from such a one. */
export function isHarmed(copy: Uint8Array): boolean {
  return Buffer.from(copy.buffer, copy.byteOffset, copy.byteLength).includes(MARK);
}
