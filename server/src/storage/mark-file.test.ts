import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { AssertionFailure } from "../lib/assert.ts";
import type { RaftId } from "../raft/types.ts";
import { inTerm } from "./log-examples.ts";
import { FIRST_MARK, type Mark } from "./mark.ts";
import { LIMITS } from "../limits.ts";
import { SLOT_BYTES } from "./mark-codec.ts";
import { createMark, MarkFile, readMark } from "./mark-file.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-mark-"));
  path = join(folder, "mark");
  createMark(path);
});

afterEach(() => rmSync(folder, { recursive: true }));

const markAt = (index: number, changes: Partial<Mark> = {}): Mark => ({
  ...FIRST_MARK,
  hardState: inTerm(3),
  end: { index, term: 2, chain: 0xfedc_ba98 },
  ...changes,
});

function currentIndex(): number | string {
  const reading = readMark(path);
  return reading.kind === "read" ? reading.mark.end.index : reading.kind;
}

/** Overwrites bytes of a slot: what a torn write or rot leaves. */
function harmSlot(slot: number, at = 20): void {
  const bytes = readFileSync(path);
  bytes.fill(0xff, slot * SLOT_BYTES + at, slot * SLOT_BYTES + at + 8);
  writeFileSync(path, bytes);
}

describe("the mark on disk", () => {
  it("gives back whatever it was given, and takes up two blocks from the first on", () => {
    const seen = Array.from({ length: LIMITS.startsOfOthers }, (_, at) => ({
      id: at.toString(16).padStart(16, "0") as RaftId,
      incarnation: at * 1e12,
      nonce: "f".repeat(at % 65),
    }));
    const full = markAt(2 ** 52, {
      incarnation: 2 ** 50,
      isRecovering: true,
      mustRecopy: true,
      seen,
    });
    expect(statSync(path).size).toBe(2 * SLOT_BYTES);
    const file = new MarkFile(path);
    for (const mark of [full, markAt(1), markAt(2, { hardState: { term: 9, vote: null } })]) {
      file.writeDurably(mark);
      expect(readMark(path)).toMatchObject({ kind: "read", mark });
    }
    file.close();
    expect(statSync(path).size).toBe(2 * SLOT_BYTES);
  });

  it("survives the process as soon as it is written", () => {
    const file = new MarkFile(path);
    file.write(markAt(1));
    expect(currentIndex()).toBe(1);
    expect(file.isSynced).toBe(false);
    file.close();
  });

  it("never writes over the slot that was synced last, however often it is written", () => {
    const file = new MarkFile(path);
    file.writeDurably(markAt(1));
    for (const index of [2, 3, 4]) file.write(markAt(index));
    file.close();
    // The slot of 2, 3 and 4 is torn in the power cut.
    harmSlot(0);
    expect(currentIndex()).toBe(1);
  });

  it("begins with the slot that is not the newest, also after a restart", () => {
    const first = new MarkFile(path);
    first.writeDurably(markAt(1));
    first.close();
    const second = new MarkFile(path);
    second.write(markAt(2));
    second.close();
    harmSlot(0);
    expect(currentIndex()).toBe(1);
  });

  it("goes by the one slot that can be read, and refuses none", () => {
    const file = new MarkFile(path);
    file.writeDurably(markAt(1));
    file.writeDurably(markAt(2));
    file.close();
    harmSlot(1);
    expect(currentIndex()).toBe(2);
    harmSlot(0);
    expect(currentIndex()).toBe("unreadable");
    rmSync(path);
    expect(currentIndex()).toBe("missing");
  });

  it.each([0, 1, 15, 40])("cannot be read when only %d bytes of it are left", (size) => {
    createMark(path, markAt(1));
    truncateSync(path, size);
    expect(currentIndex()).toBe("unreadable");
  });

  it("goes on in full after its second slot was cut off", () => {
    const file = new MarkFile(path);
    file.close();
    truncateSync(path, SLOT_BYTES);
    const again = new MarkFile(path);
    again.writeDurably(markAt(5));
    again.close();
    expect(currentIndex()).toBe(5);
  });

  it("finds every flipped bit of what it says", () => {
    const file = new MarkFile(path);
    file.writeDurably(
      markAt(7, { seen: [{ id: "00000000000000b2" as RaftId, incarnation: 1, nonce: "ab" }] }),
    );
    file.close();
    const sound = readFileSync(path);
    const length = sound.readUInt32BE(SLOT_BYTES + 8);
    for (let bit = 0; bit < (16 + length) * 8; bit += 1) {
      const harmed = Buffer.from(sound);
      const at = SLOT_BYTES + (bit >> 3);
      harmed.writeUInt8(harmed.readUInt8(at) ^ (1 << (bit & 7)), at);
      writeFileSync(path, harmed);
      // The older slot is all that is left.
      expect(currentIndex()).toBe(0);
    }
  });

  it("refuses what a later version wrote, and leaves it alone", () => {
    const bytes = readFileSync(path);
    bytes.writeUInt32BE(99, 4);
    const length = bytes.readUInt32BE(8);
    const sum = crc32(bytes.subarray(16, 16 + length), crc32(bytes.subarray(0, 12)));
    bytes.writeUInt32BE(sum, 12);
    writeFileSync(path, bytes);
    expect(() => readMark(path)).toThrow(/mark has format 99.*Start the newer version/);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it("takes no more starts than it has room for", () => {
    const file = new MarkFile(path);
    const start = { id: "00000000000000b2" as RaftId, incarnation: 1, nonce: "" };
    const seen = Array.from({ length: LIMITS.startsOfOthers + 1 }, () => start);
    expect(() => file.write(markAt(1, { seen }))).toThrow(AssertionFailure);
    file.close();
  });
});
