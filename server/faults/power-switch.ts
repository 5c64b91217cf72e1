/**
 * Cuts the power of a mounted ext4: the kernel's own test call stops it where it stands, journal not flushed, and what was
 * not synced is gone when it is mounted again. It does not model a drive whose cache lies.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";

import { SmallDisk, whyNoSmallDisk } from "./fault-tools.ts";

/** EXT4_IOC_SHUTDOWN is _IOR('X', 125, __u32); 2 is EXT4_GOING_FLAGS_NOLOGFLUSH. Node itself has no ioctl. */
const SCRIPT = `
import fcntl, os, struct, sys, time
for line in sys.stdin:
    folder = os.open(line.rstrip("\\n"), os.O_RDONLY | os.O_DIRECTORY)
    began = time.monotonic_ns()
    fcntl.ioctl(folder, 0x8004587D, struct.pack("I", 2))
    os.close(folder)
    print(began, flush=True)
`;

/** A process that waits for its moment: starting one takes longer than a store's whole step. */
export class PowerSwitch {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  #error = "";

  constructor() {
    this.#child = spawn("python3", ["-c", SCRIPT]);
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => (this.#error += text));
    this.#child.once("error", (error) => (this.#error = error.message));
    this.#lines = createInterface({ input: this.#child.stdout });
  }

  /**
   * Resolves when nothing written to this file system can become durable any more, with the moment before: ns of the
   * machine's monotone clock. One at a time. In between the kernel does not always tell the truth: on Linux 6.18 a sync that
   * the cut overtook returned without an error and without effect in 6 of 69 cuts.
   */
  async cut({ folder }: SmallDisk): Promise<bigint> {
    const answered = new Promise<bigint>((resolve, reject) => {
      this.#lines.once("line", (line) => resolve(BigInt(line)));
      this.#lines.once("close", () => reject(new Error(`no power cut: ${this.#error.trim()}`)));
    });
    this.#child.stdin.write(`${folder}\n`);
    const began = await answered;
    this.#lines.removeAllListeners("close");
    return began;
  }

  close(): void {
    this.#child.stdin.end();
  }
}

/** Null, or why the power of no disk can be cut here. */
export async function whyNoPowerCut(): Promise<string | null> {
  const why = whyNoSmallDisk();
  if (why !== null) return why;
  const folder = mkdtempSync(join(tmpdir(), "parley-cut-"));
  const disk = SmallDisk.mount(folder, 8);
  const power = new PowerSwitch();
  try {
    await power.cut(disk);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    power.close();
    disk.unmount();
    rmSync(folder, { recursive: true, force: true });
  }
}
