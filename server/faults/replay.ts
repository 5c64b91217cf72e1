/** Plays a write log on a disk that may lose power behind every event. */
import { CrashDisk, type CrashFile, type Folder, syncFile } from "./crash-disk.ts";
import { type DiskEvent, FOLDER } from "./write-log.ts";

interface OpenFile {
  /** Null is the folder. */
  readonly file: CrashFile | null;
  /** Where the next write without an offset goes. */
  position: number;
}

export class Replay {
  readonly disk: CrashDisk;
  /** The last acknowledged step. */
  acknowledged: number;
  /** The last one that the store has said. */
  incarnation = 0;
  readonly #open = new Map<number, OpenFile>();
  /** Per sync under way: how many changes it is about. */
  readonly #syncs = new Map<number, number>();

  /** `acknowledged`: the last step that was, before anything was recorded. */
  constructor(before: Folder, acknowledged = 0) {
    this.acknowledged = acknowledged;
    this.disk = new CrashDisk(before);
  }

  /** True when the disk, or what was said about it, is not as before. */
  play(event: DiskEvent): boolean {
    switch (event.kind) {
      case "open":
        return this.#openFile(event);
      case "close":
        this.#open.delete(event.handle);
        return false;
      case "write":
        return this.#write(event);
      case "resize":
        this.#fileOf(event.handle).pending.push({ kind: "resize", size: event.size });
        return true;
      case "rename":
        this.disk.rename(event.from, event.to);
        return true;
      case "unlink":
        this.disk.unlink(event.name);
        return true;
      case "syncBegun": {
        const file = this.#open.get(event.handle)?.file;
        this.#syncs.set(event.id, file?.pending.length ?? this.disk.unsyncedNames);
        return false;
      }
      case "syncDone":
        return this.#sync(event);
      default:
        return this.#hear(event.line);
    }
  }

  #openFile({ name, handle, creates, empties }: Extract<DiskEvent, { kind: "open" }>): boolean {
    if (name === FOLDER) {
      this.#open.set(handle, { file: null, position: 0 });
      return false;
    }
    const known = this.disk.file(name);
    const file = known ?? this.disk.create(name);
    if (known === undefined && !creates)
      throw new Error(`the write log opens ${name} out of nothing`);
    if (known !== undefined && empties) known.pending.push({ kind: "resize", size: 0 });
    this.#open.set(handle, { file, position: 0 });
    return known === undefined || empties;
  }

  #write({ handle, offset, data }: Extract<DiskEvent, { kind: "write" }>): boolean {
    const open = this.#open.get(handle);
    const at = offset ?? open?.position ?? 0;
    if (open !== undefined && offset === null) open.position += data.length;
    this.#fileOf(handle).pending.push({ kind: "write", offset: at, data });
    return true;
  }

  /** A descriptor that was closed while it was synced is synced all the same. */
  #sync({ handle, id }: Extract<DiskEvent, { kind: "syncDone" }>): boolean {
    const count = this.#syncs.get(id) ?? 0;
    this.#syncs.delete(id);
    const open = this.#open.get(handle);
    if (open === undefined) throw new Error("the write log syncs what is not open");
    if (open.file === null) this.disk.syncNames(count);
    else syncFile(open.file, count);
    return count > 0;
  }

  #hear(line: string): boolean {
    const [, word, figure] = /^(ack|ready) (\d+)/.exec(line) ?? [];
    if (word === undefined) return false;
    if (word === "ack") this.acknowledged = Number(figure);
    else this.incarnation = Number(figure);
    return true;
  }

  #fileOf(handle: number): CrashFile {
    const file = this.#open.get(handle)?.file;
    if (file === undefined || file === null) throw new Error("the write log writes to no file");
    return file;
  }
}
