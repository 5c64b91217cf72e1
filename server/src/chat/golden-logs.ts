/**
 * Test support: logs as earlier programs wrote them, with the state hash that each entry came to then. They are never
 * written anew; what was once in somebody's log means the same for ever. Indices that are left out are no-ops.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Entry } from "../ports.ts";

const FOLDER = join(import.meta.dirname, "fixtures");

export interface GoldenEntry {
  readonly entry: Entry;
  readonly hash: string;
}

export function goldenFile(name: string): Uint8Array {
  return gunzipSync(readFileSync(join(FOLDER, name)));
}

export function goldenLog(name: string): GoldenEntry[] {
  const lines = Buffer.from(goldenFile(name)).toString().trimEnd().split("\n");
  return lines.map((line) => {
    // Our own file: one object a line, of these fields.
    const { index, time, data, hash } = JSON.parse(line) as {
      index: number;
      time: number;
      data: string;
      hash: string;
    };
    const entry: Entry = {
      index,
      term: 1,
      time,
      kind: "command",
      data: Buffer.from(data, "base64"),
    };
    return { entry, hash };
  });
}
