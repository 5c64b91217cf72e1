import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { encodeConfiguration } from "../raft/configuration.ts";
import type { LogBase, RaftId } from "../raft/types.ts";
import { checkSnapshotFile, describeSnapshotFile } from "./snapshot-file.ts";
import { encodeTail, FOOTER_BYTES } from "./snapshot-format.ts";
import type { SnapshotDescription } from "./snapshot-format.ts";
import { UnsoundSnapshot } from "./unsound-snapshot.ts";

const GOLDEN = join(import.meta.dirname, "fixtures/format-1.snapshot");
const CHUNK_BYTES = 4096;

function baseAt(index: number): LogBase {
  const id = "00112233445566ff" as RaftId;
  const member = { id, name: "n1", peer: "a:1", client: "a:2", http: "a:3" };
  const data = encodeConfiguration({ members: [member], voters: [id], outgoing: [], learners: [] });
  const configuration = { index: 1, term: 1, time: 0, kind: "configuration", data } as const;
  return { index, term: 3, time: 1_800_000_000_000, configuration };
}

/** A state of bytes that mean nothing: the format does not look into it. */
function stateOf(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => (at * 31 + (at >> 8)) % 256);
}

function sumsOf(state: Uint8Array): number[] {
  const starts = Array.from({ length: Math.ceil(state.length / CHUNK_BYTES) }, (_, at) => at);
  return starts.map((at) => crc32(state.subarray(at * CHUNK_BYTES, (at + 1) * CHUNK_BYTES)));
}

function fileOf(state: Uint8Array, over: Partial<SnapshotDescription> = {}): Uint8Array {
  const description: SnapshotDescription = {
    snapshot: { id: "42-00ff", base: baseAt(42), size: state.length, sum: crc32(state) },
    clusterId: "0123456789abcdef0123456789abcdef",
    stateHash: "fedcba9876543210fedcba9876543210",
    madeMs: 1_800_000_000_001,
    chunkBytes: CHUNK_BYTES,
    ...over,
  };
  return Buffer.concat([state, encodeTail({ description, sums: sumsOf(state) })]);
}

function written(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-snapshot-file-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "file");
  writeFileSync(path, bytes);
  return path;
}

test("format 1 is written as it always was, and read", () => {
  const state = stateOf(10_000);
  expect(Buffer.from(fileOf(state)).equals(readFileSync(GOLDEN))).toBe(true);
  const { description, sums } = checkSnapshotFile(GOLDEN);
  expect(description).toEqual({
    snapshot: { id: "42-00ff", base: baseAt(42), size: 10_000, sum: crc32(state) },
    clusterId: "0123456789abcdef0123456789abcdef",
    stateHash: "fedcba9876543210fedcba9876543210",
    madeMs: 1_800_000_000_001,
    chunkBytes: CHUNK_BYTES,
  });
  expect(sums).toEqual(sumsOf(state));
});

test("any flipped bit and any missing end is found", () => {
  const whole = fileOf(stateOf(9_000));
  fc.assert(
    fc.property(fc.nat(8 * whole.length - 1), (bit) => {
      const damaged = Uint8Array.from(whole);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => checkSnapshotFile(written(damaged))).toThrow(UnsoundSnapshot);
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.nat(whole.length - 1), (length) => {
      const path = written(whole.subarray(0, length));
      expect(() => describeSnapshotFile(path)).toThrow(UnsoundSnapshot);
    }),
  );
});

test("a description is read without the state, whose damage it does not see", () => {
  const whole = Uint8Array.from(fileOf(stateOf(9_000)));
  whole[5_000] = (whole[5_000] ?? 0) ^ 1;
  const path = written(whole);
  expect(describeSnapshotFile(path).description.snapshot.base.index).toBe(42);
  expect(() => checkSnapshotFile(path)).toThrow("its bytes from 4096 on are damaged");
});

test("what cannot be is refused by its description alone", () => {
  const state = stateOf(9_000);
  const of = (over: Partial<SnapshotDescription>) => () =>
    describeSnapshotFile(written(fileOf(state, over)));
  const snapshot = { id: "42-00ff", base: baseAt(42), size: state.length, sum: 0 };
  expect(of({ clusterId: "../../etc" })).toThrow("the cluster id is none");
  expect(of({ stateHash: "" })).toThrow("the state hash is none");
  expect(of({ snapshot: { ...snapshot, base: baseAt(0) } })).toThrow("lies behind");
  // Announced: far more than there is.
  expect(of({ snapshot: { ...snapshot, size: 3 * CHUNK_BYTES } })).toThrow(
    "is not what it describes",
  );
  expect(() => describeSnapshotFile(written(new Uint8Array(FOOTER_BYTES)))).toThrow("was cut off");
});

test("a file of a later format is refused, and says so", () => {
  const whole = Buffer.from(fileOf(stateOf(100)));
  const footer = whole.subarray(whole.length - FOOTER_BYTES);
  footer.writeUInt32BE(2, 4);
  footer.writeUInt32BE(crc32(footer.subarray(0, 12)), 12);
  expect(() => describeSnapshotFile(written(whole))).toThrow("it has format 2");
});

if (process.env["PARLEY_WRITE_FIXTURES"] === "1") writeFileSync(GOLDEN, fileOf(stateOf(10_000)));
