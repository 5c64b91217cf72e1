/**
 * Every way in which one bit, one block or one length of a file can be wrong, at each of its structures. Pure: a file's
 * bytes in, damaged copies out, each with its name, in a fixed order.
 */

export interface Damage {
  readonly what: string;
  readonly damaged: Buffer;
}

const SQLITE_HEADER: readonly (readonly [offset: number, what: string])[] = [
  [0, "magic"],
  [16, "page size"],
  [18, "write version"],
  [19, "read version"],
  [21, "payload fraction"],
  [27, "change counter"],
  [31, "size in pages"],
  [35, "first free page"],
  [39, "free pages"],
  [43, "schema cookie"],
  [47, "schema format"],
  [59, "text encoding"],
  [63, "user version"],
  [71, "application id"],
  [95, "version-valid-for"],
];
const PAGE_HEADER: readonly (readonly [offset: number, what: string])[] = [
  [0, "type"],
  [2, "first free block"],
  [4, "number of cells"],
  [6, "start of content"],
  [8, "first cell pointer"],
  [11, "right child or second cell"],
];
const WAL_HEADER = [
  "magic",
  "version",
  "page size",
  "sequence",
  "salt 1",
  "salt 2",
  "sum 1",
  "sum 2",
];
const FRAME_HEADER = ["page number", "size after commit", "salt 1", "salt 2", "sum 1", "sum 2"];
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** An SQLite database: so many of its pages, the first and the last among them. */
export function* damageDatabase(whole: Buffer, parts: number): Generator<Damage> {
  yield* truncations(whole);
  for (const [offset, what] of SQLITE_HEADER) yield flip(whole, offset, `header: ${what}`);
  const pageBytes = pageSizeOf(whole);
  for (const page of spread(Math.floor(whole.length / pageBytes), parts)) {
    const start = page * pageBytes;
    // The first page carries the file's header before its own.
    const header = page === 0 ? 100 : start;
    for (const [offset, what] of PAGE_HEADER)
      yield flip(whole, header + offset, `page ${page + 1}: ${what}`);
    for (const share of [0.3, 0.6, 0.999]) {
      yield flip(
        whole,
        start + Math.floor(pageBytes * share),
        `page ${page + 1}: content at ${share}`,
      );
    }
    yield zero(whole, start, pageBytes, `page ${page + 1}: all zero`);
  }
}

/** A write-ahead log of SQLite: so many of its frames, the first and the last among them. */
export function* damageWal(whole: Buffer, parts: number): Generator<Damage> {
  if (whole.length < WAL_HEADER_BYTES) return;
  yield* truncations(whole);
  for (const [at, what] of WAL_HEADER.entries()) yield flip(whole, at * 4 + 3, `header: ${what}`);
  const frameBytes = FRAME_HEADER_BYTES + whole.readUInt32BE(8);
  for (const frame of spread(liveFrames(whole, frameBytes), parts)) {
    const start = WAL_HEADER_BYTES + frame * frameBytes;
    for (const [at, what] of FRAME_HEADER.entries())
      yield flip(whole, start + at * 4 + 3, `frame ${frame}: ${what}`);
    for (const share of [0.02, 0.5, 0.999]) {
      yield flip(whole, start + Math.floor(frameBytes * share), `frame ${frame}: at ${share}`);
    }
    yield zero(whole, start, frameBytes, `frame ${frame}: all zero`);
    if (frame > 0) yield { what: `cut before frame ${frame}`, damaged: whole.subarray(0, start) };
    yield {
      what: `cut inside frame ${frame}`,
      damaged: whole.subarray(0, start + Math.floor(frameBytes / 2)),
    };
  }
}

export interface ByteDamage {
  /** The file's structures repeat after so many bytes. */
  readonly blockBytes: number;
  /** Of each block its first ones, and of those every `step`-th. */
  readonly bytesOfBlock: number;
  readonly step: number;
}

/** A small file: a bit of each of its bytes. */
export function* damageEachByte(
  whole: Buffer,
  { blockBytes, bytesOfBlock, step }: ByteDamage,
): Generator<Damage> {
  yield* truncations(whole);
  for (let start = 0; start < whole.length; start += blockBytes) {
    const end = Math.min(whole.length, start + bytesOfBlock);
    for (let at = start; at < end; at += step) yield flip(whole, at, `byte ${at}`);
    yield zero(
      whole,
      start,
      Math.min(blockBytes, whole.length - start),
      `block at ${start}: all zero`,
    );
  }
}

function* truncations(whole: Buffer): Generator<Damage> {
  const lengths = new Set([0, 1, 99, whole.length >> 1, whole.length - 4096, whole.length - 1]);
  for (const length of lengths) {
    if (length >= 0 && length < whole.length)
      yield { what: `cut to ${length} bytes`, damaged: whole.subarray(0, length) };
  }
  yield { what: "zeros behind its end", damaged: Buffer.concat([whole, Buffer.alloc(4096)]) };
}

function flip(whole: Buffer, at: number, what: string): Damage {
  const damaged = Buffer.from(whole);
  // Which bit of a byte is wrong hangs on its place, so that all eight occur.
  if (at < damaged.length) damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
  return { what: `bit flipped in ${what}`, damaged };
}

function zero(whole: Buffer, start: number, length: number, what: string): Damage {
  const damaged = Buffer.from(whole);
  damaged.fill(0, start, start + length);
  return { what, damaged };
}

function pageSizeOf(whole: Buffer): number {
  const stored = whole.readUInt16BE(16);
  return stored === 1 ? 65_536 : stored;
}

/** A log that was taken to its end begins anew at its front: what is behind, with older salts, is read by nobody. */
function liveFrames(whole: Buffer, frameBytes: number): number {
  const salts = whole.subarray(16, 24);
  let count = 0;
  for (let at = WAL_HEADER_BYTES; at + frameBytes <= whole.length; at += frameBytes) {
    if (!salts.equals(whole.subarray(at + 8, at + 16))) break;
    count += 1;
  }
  return count;
}

/** Numbers below `count`: all of them, or so many, evenly, with the first and the last. */
function spread(count: number, parts: number): readonly number[] {
  if (count <= parts) return Array.from({ length: count }, (_, at) => at);
  const step = (count - 1) / (parts - 1);
  return Array.from({ length: parts }, (_, at) => Math.round(at * step));
}
