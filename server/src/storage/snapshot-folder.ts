/**
 * The snapshots of one member as files: `snapshots/<id>.snapshot` are whole and durable; what has another ending is being
 * made or received, and is gone at the next start. Runs in a thread of its own: most of it waits for the disk.
 *
 *   <id>.taking ──┐                 sums, description      fsync, read again
 *   <id>.receiving ┴─▶ all bytes ─▶ behind them ─────────▶ and compared ─────▶ rename, fsync of the folder
 */
import { existsSync, readdirSync, renameSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { crashPoint } from "./crash-points.ts";
import type { Pace } from "../lib/pace.ts";
import { LIMITS } from "../limits.ts";
import type { LogBase, SnapshotMeta, SnapshotPart } from "../raft/types.ts";
import { makeFolderDurably, syncFolder } from "./durable-files.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { SpreadFile, syncData } from "./spread-file.ts";
import { sealSnapshot } from "./seal-snapshot.ts";
import type { SealOptions } from "./seal-snapshot.ts";
import { checkSnapshotFile, SnapshotFile } from "./snapshot-file.ts";
import { isSnapshotId } from "./snapshot-format.ts";
import { OtherSnapshotFormat, UnsoundSnapshot } from "./unsound-snapshot.ts";

const WHOLE = ".snapshot";
/** A copy of the state that is being written. */
export const TAKING = ".taking";
const RECEIVING = ".receiving";
/** Set aside: no longer a snapshot, kept for whoever wants to know what happened to the disk. */
export const DAMAGED = ".damaged";
/** A copy on its way to be the state. */
const STAGED = "state.staged";

export interface SnapshotFolderOptions {
  readonly folder: string;
  readonly clusterId: string;
  readonly pace: Pace;
  /** For people: what is not used, and why. */
  readonly warn: (sentence: string) => void;
}

interface Received {
  readonly id: string;
  readonly file: SpreadFile;
}

interface LeftOut {
  readonly name: string;
  readonly isDamaged: boolean;
  readonly flaw: string;
}

type Looked = { readonly snapshot: SnapshotMeta } | LeftOut;

export class SnapshotFolder {
  readonly #options: SnapshotFolderOptions;
  #received: Received | null = null;
  /** The copy of which a sync failed. */
  #unsynced: { readonly id: string; readonly error: unknown } | null = null;
  /** The one that was read last stays open: whoever reads a part reads the next. */
  #reading: SnapshotFile | null = null;

  constructor(options: SnapshotFolderOptions) {
    this.#options = options;
  }

  /**
   * Oldest first. At the start of a process what is unfinished goes. What is damaged is set aside, what cannot be read stays
   * where it is. Throws FolderRefusal, before anything is changed, for what a later version or another cluster wrote.
   */
  load(isStart: boolean): readonly SnapshotMeta[] {
    const { folder, warn } = this.#options;
    makeFolderDurably(folder);
    const names = readdirSync(folder);
    const looked = names.filter((name) => name.endsWith(WHOLE)).map((name) => this.#look(name));
    for (const name of names) if (isStart && isUnfinished(name)) rmSync(join(folder, name));
    for (const one of looked) if ("flaw" in one) this.#leaveOut(one);
    const aside = readdirSync(folder).filter((name) => name.endsWith(DAMAGED)).length;
    if (isStart && aside > 0)
      warn(`Damaged snapshots set aside in ${folder}: ${aside}. No node needs them any more.`);
    syncFolder(folder);
    return looked
      .flatMap((one) => ("snapshot" in one ? [one.snapshot] : []))
      .toSorted((one, other) => one.base.index - other.base.index);
  }

  /** Makes durable what is written of the copy so far. After a sync that failed no later one proves anything. */
  syncTaking(id: string): void {
    const path = this.#path(id, TAKING);
    try {
      if (existsSync(path)) syncData(path);
    } catch (error) {
      this.#unsynced = { id, error };
    }
  }

  /** The copy is complete: it becomes a snapshot. Throws UnsoundSnapshot when it does not read back as it was written. */
  async seal(id: string, base: LogBase, stateHash: string): Promise<SnapshotMeta> {
    crashPoint("snapshot:copied");
    if (this.#unsynced?.id === id) throw this.#unsynced.error;
    return this.#install(this.#path(id, TAKING), { id, base, stateHash });
  }

  /** Null when there is nothing there. Throws UnsoundSnapshot when the bytes are not those that were written. */
  read(id: string, offset: number, maxBytes: number): SnapshotPart | null {
    const file = this.#opened(id);
    if (file === null || offset >= file.sizeBytes || maxBytes <= 0) return null;
    const { chunkBytes } = file.tail.description;
    const end = Math.min(offset + maxBytes, file.sizeBytes);
    const first = Math.floor(offset / chunkBytes);
    const last = Math.floor((end - 1) / chunkBytes);
    const chunks = Array.from({ length: last - first + 1 }, (_, at) => file.chunk(first + at));
    const [only] = chunks;
    const isWhole = offset === first * chunkBytes && only?.data.length === end - offset;
    if (only !== undefined && isWhole) return only;
    const all = Buffer.concat(chunks.map(({ data }) => data));
    const data = new Uint8Array(
      all.subarray(offset - first * chunkBytes, end - first * chunkBytes),
    );
    return { data, sum: crc32(data) };
  }

  /** Throws UnsoundSnapshot, before anything is written, for what cannot be or does not belong here. */
  write({ id, size }: SnapshotMeta, offset: number, { data, sum }: SnapshotPart): void {
    if (!isSnapshotId(id)) throw new UnsoundSnapshot("its id is none");
    if (offset + data.length > size || size > LIMITS.snapshotBytes)
      throw new UnsoundSnapshot(`a part of it ends at ${offset + data.length} of ${size} bytes`);
    if (crc32(data) !== sum) throw new UnsoundSnapshot("a part of it was damaged on the way");
    if (offset === 0) this.#beginReceiving(id, size);
    const received = this.#received;
    if (received?.id !== id || received.file.sizeBytes !== offset)
      throw new UnsoundSnapshot("its parts do not follow one another");
    received.file.append(data);
    crashPoint("snapshot:part-written");
  }

  /** The bytes are all there: where, so that the state in them can be looked at. Throws UnsoundSnapshot. */
  received({ id, size }: SnapshotMeta): string {
    if (this.#received?.id !== id || this.#received.file.sizeBytes !== size)
      throw new UnsoundSnapshot("not all of it was received");
    this.#endReceiving();
    crashPoint("snapshot:received");
    return this.#path(id, RECEIVING);
  }

  /** Throws UnsoundSnapshot when the whole is not what was offered. */
  async finish(offered: SnapshotMeta, stateHash: string): Promise<void> {
    const { id, base } = offered;
    await this.#install(this.#path(id, RECEIVING), { id, base, stateHash, offered });
  }

  /** A copy of its state under a name of its own, compared with its sums and durable. Throws UnsoundSnapshot. */
  async stage(id: string): Promise<string> {
    const { folder, pace } = this.#options;
    const from = new SnapshotFile(this.#path(id, WHOLE));
    const path = join(folder, STAGED);
    const to = new SpreadFile(path);
    try {
      for (const chunk of from.chunks()) {
        to.append(chunk);
        await pace.spent(chunk.length);
      }
      to.sync();
    } finally {
      to.close();
      from.close();
    }
    syncFolder(folder);
    crashPoint("restore:staged");
    return path;
  }

  drop(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.#reading?.tail.description.snapshot.id === id) this.#closeReading();
      rmSync(this.#path(id, WHOLE), { force: true });
    }
    syncFolder(this.#options.folder);
    crashPoint("snapshot:dropped");
  }

  /** Of what is being made or received under this id nothing stays. */
  forget(id: string): void {
    if (this.#received?.id === id) this.#endReceiving();
    if (!isSnapshotId(id)) return;
    for (const ending of [TAKING, RECEIVING]) rmSync(this.#path(id, ending), { force: true });
  }

  close(): void {
    this.#closeReading();
    this.#endReceiving();
  }

  #look(name: string): Looked {
    const { folder, clusterId } = this.#options;
    const path = join(folder, name);
    try {
      const { description } = checkSnapshotFile(path);
      if (description.clusterId !== clusterId)
        throw new FolderRefusal(
          `${path} belongs to cluster ${description.clusterId}, and this folder to ${clusterId}. Move the file away; if others in this folder were copied from there too, replace this node with "parley cluster replace".`,
        );
      const { snapshot } = description;
      if (`${snapshot.id}${WHOLE}` === name) return { snapshot };
      return { name, isDamaged: true, flaw: "it has another's name" };
    } catch (error) {
      if (error instanceof FolderRefusal) throw error;
      const flaw = error instanceof Error ? error.message : String(error);
      if (error instanceof OtherSnapshotFormat)
        throw new FolderRefusal(
          `${path} cannot be used: ${flaw}. Start this node with the version of Parley that wrote it, or move the file away.`,
        );
      return { name, isDamaged: error instanceof UnsoundSnapshot, flaw };
    }
  }

  /** There are others, and the log of those who lead. What the disk does not give back now it may give back later. */
  #leaveOut({ name, isDamaged, flaw }: LeftOut): void {
    const { folder, warn } = this.#options;
    if (!isDamaged) return warn(`The snapshot ${name} cannot be read and is not used: ${flaw}.`);
    const aside = `${name.slice(0, -WHOLE.length)}${DAMAGED}`;
    renameSync(join(folder, name), join(folder, aside));
    warn(`The snapshot ${name} is damaged and set aside as ${aside}: ${flaw}.`);
  }

  async #install(path: string, about: Pick<SealOptions, "id" | "base" | "stateHash" | "offered">) {
    const { clusterId, pace, folder } = this.#options;
    const snapshot = await sealSnapshot(path, { ...about, clusterId, pace });
    renameSync(path, this.#path(snapshot.id, WHOLE));
    crashPoint("snapshot:renamed");
    syncFolder(folder);
    crashPoint("snapshot:installed");
    return snapshot;
  }

  #opened(id: string): SnapshotFile | null {
    if (this.#reading?.tail.description.snapshot.id === id) return this.#reading;
    this.#closeReading();
    const path = this.#path(id, WHOLE);
    if (isSnapshotId(id) && existsSync(path)) this.#reading = new SnapshotFile(path);
    return this.#reading;
  }

  #beginReceiving(id: string, sizeBytes: number): void {
    this.#endReceiving();
    const { folder } = this.#options;
    for (const name of readdirSync(folder))
      if (name.endsWith(RECEIVING)) rmSync(join(folder, name));
    this.#requireRoom(sizeBytes);
    this.#received = { id, file: new SpreadFile(this.#path(id, RECEIVING)) };
  }

  #endReceiving(): void {
    this.#received?.file.close();
    this.#received = null;
  }

  #closeReading(): void {
    this.#reading?.close();
    this.#reading = null;
  }

  #requireRoom(sizeBytes: number): void {
    const { bavail, bsize } = statfsSync(this.#options.folder);
    const missing = sizeBytes + LIMITS.diskRoomBytes - bavail * bsize;
    if (missing > 0) throw new UnsoundSnapshot(`the disk lacks ${missing} bytes for it`);
  }

  #path(id: string, ending: string): string {
    return join(this.#options.folder, `${id}${ending}`);
  }
}

function isUnfinished(name: string): boolean {
  return name === STAGED || name.endsWith(TAKING) || name.endsWith(RECEIVING);
}
