/**
 * The write log of a storage process: its system calls on one folder, in order, and its acknowledgements. Made by strace,
 * which needs no compiler and sees what the kernel sees.
 */
import { basename, dirname } from "node:path";

import { bytesOf, type SystemCall, textOf } from "./system-calls.ts";

/** A begin of a sync and its end carry the same `id`. */
export type DiskEvent =
  | {
      readonly kind: "open";
      readonly name: string;
      readonly handle: number;
      /** Makes the file if there is none. */
      readonly creates: boolean;
      readonly empties: boolean;
    }
  | { readonly kind: "close"; readonly handle: number }
  | {
      readonly kind: "write";
      readonly handle: number;
      readonly offset: number | null;
      readonly data: Buffer;
    }
  | { readonly kind: "resize"; readonly handle: number; readonly size: number }
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  | { readonly kind: "unlink"; readonly name: string }
  | { readonly kind: "syncBegun"; readonly handle: number; readonly id: number }
  | { readonly kind: "syncDone"; readonly handle: number; readonly id: number }
  | { readonly kind: "said"; readonly line: string };

/** Every call that may change a file or a name. One that is not understood fails the reading, so that none is missed. */
export const TRACED_CALLS = [
  "open,openat,creat,close,dup,dup2,dup3",
  "write,writev,pwrite64,pwritev,pwritev2,sendfile,copy_file_range",
  "ftruncate,truncate,fallocate,fsync,fdatasync,sync_file_range,msync",
  "rename,renameat,renameat2,link,linkat,unlink,unlinkat",
].join(",");

const STDOUT = "1";
/** The folder itself, opened to be synced. */
export const FOLDER = ".";

export function diskEvents(calls: readonly SystemCall[], folder: string): readonly DiskEvent[] {
  return new CallReader(folder).read(calls);
}

class CallReader {
  readonly #folder: string;
  readonly #handles = new Map<string, number>();
  readonly #events: DiskEvent[] = [];
  #nextHandle = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(calls: readonly SystemCall[]): readonly DiskEvent[] {
    for (const call of calls) {
      if (call.result === null) this.#begin(call);
      else if (call.result >= 0) this.#end(call, call.result);
    }
    return this.#events;
  }

  /** What is said may be heard, and what is written may be on the disk, as soon as the call begins. */
  #begin({ name, args, id }: SystemCall): void {
    const [first = "", data, , offset] = args;
    if (name === "write" && first === STDOUT) {
      for (const line of textOf(data).trimEnd().split("\n"))
        this.#events.push({ kind: "said", line });
      return;
    }
    const handle = this.#handles.get(first);
    if (handle === undefined) return;
    if (name === "pwrite64" || name === "write") {
      const bytes = bytesOf(data);
      if (bytes === null) throw new Error(`the write log is cut: ${name}(${first}, …)`);
      const at = name === "pwrite64" ? Number(offset) : null;
      this.#events.push({ kind: "write", handle, offset: at, data: bytes });
    } else if (name === "ftruncate") {
      this.#events.push({ kind: "resize", handle, size: Number(data) });
    } else if (name === "fsync" || name === "fdatasync") {
      this.#events.push({ kind: "syncBegun", handle, id });
    } else if (name === "close") {
      this.#handles.delete(first);
      this.#events.push({ kind: "close", handle });
    } else throw new Error(`the write log holds a call that is not understood: ${name}`);
  }

  #end({ name, args, id, wasInjected }: SystemCall, result: number): void {
    const [first = "", second, third = "", fourth] = args;
    if (name === "openat" || name === "open") {
      const [path, flags] =
        name === "openat" ? [textOf(second), third] : [textOf(first), second ?? ""];
      this.#open(path, flags, result);
    } else if (name === "fsync" || name === "fdatasync") {
      const handle = this.#handles.get(first);
      if (handle !== undefined && !wasInjected) this.#events.push({ kind: "syncDone", handle, id });
    } else if (name === "rename") this.#rename(textOf(first), textOf(second));
    else if (name === "renameat" || name === "renameat2")
      this.#rename(textOf(second), textOf(fourth));
    else if (name === "unlink") this.#unlink(textOf(first));
    else if (name === "unlinkat") this.#unlink(textOf(second));
  }

  #open(path: string, flags: string, descriptor: number): void {
    const name = path === this.#folder ? FOLDER : this.#nameOf(path);
    if (name === null) return;
    const handle = this.#nextHandle;
    this.#nextHandle += 1;
    this.#handles.set(String(descriptor), handle);
    const [creates, empties] = [flags.includes("O_CREAT"), flags.includes("O_TRUNC")];
    this.#events.push({ kind: "open", name, handle, creates, empties });
  }

  #rename(from: string, to: string): void {
    const [oldName, newName] = [this.#nameOf(from), this.#nameOf(to)];
    if (oldName === null || newName === null) return;
    this.#events.push({ kind: "rename", from: oldName, to: newName });
  }

  #unlink(path: string): void {
    const name = this.#nameOf(path);
    if (name !== null) this.#events.push({ kind: "unlink", name });
  }

  /** Of a file right in the folder; null for any other. */
  #nameOf(path: string): string | null {
    return dirname(path) === this.#folder ? basename(path) : null;
  }
}
