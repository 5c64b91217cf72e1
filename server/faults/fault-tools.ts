/** What hurts a disk: strace, which lets a system call of one file fail or wait, and small file systems in a file. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttachedStrace } from "./attached-strace.ts";

export interface Injection {
  readonly pid: number;
  /** Files whose calls are hurt. */
  readonly paths: readonly string[];
  /** System calls, by name. */
  readonly calls: readonly string[];
  /** As strace has it: `error=EIO`, `delay_enter=300000` (microseconds). */
  readonly fault: string;
}

/** One process and all its threads, from now until `stop`. Only the calls on the named files are hurt. */
export class Injector {
  readonly #strace: AttachedStrace;

  private constructor(strace: AttachedStrace) {
    this.#strace = strace;
  }

  static async start({ pid, paths, calls, fault }: Injection): Promise<Injector> {
    const names = calls.join(",");
    const files = paths.flatMap((path) => ["-P", path]);
    const faults = ["-e", `trace=${names}`, "-e", `inject=${names}:${fault}`];
    return new Injector(await AttachedStrace.start(pid, [...files, ...faults], tmpdir()));
  }

  /** The process goes on unhurt. Resolves with how many of its calls were hurt: a test of none proves nothing. */
  async stop(): Promise<number> {
    const calls = (await this.#strace.stop()).match(/\((INJECTED|DELAYED)\)|<unfinished/g);
    return calls?.length ?? 0;
  }
}

/** Null, or why strace cannot hurt a process here. */
export function whyNoStrace(): string | null {
  try {
    execFileSync("strace", ["-qq", "-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true"], {
      stdio: "ignore",
    });
    return null;
  } catch {
    return "strace is missing, or may not trace here";
  }
}

/** A small ext4 in a file, mounted where a test wants it. */
export class SmallDisk {
  readonly folder: string;
  readonly #image: string;

  readonly #guard: ChildProcess;

  private constructor(folder: string, image: string) {
    this.folder = folder;
    this.#image = image;
    this.#guard = guardMount(folder, join(image, ".."));
  }

  /** `home` is where the image lies: a folder in memory for many syncs in a short time. */
  static mount(folder: string, sizeMebibytes: number, home = tmpdir()): SmallDisk {
    const image = join(mkdtempSync(join(home, "parley-disk-")), "image");
    closeSync(openSync(image, "w"));
    execFileSync("truncate", ["-s", `${sizeMebibytes}M`, image]);
    execFileSync("mkfs.ext4", ["-q", "-m", "0", "-E", "lazy_itable_init=1,nodiscard", image]);
    mkdirSync(folder, { recursive: true });
    execFileSync("mount", ["-o", "loop", image, folder]);
    rmSync(join(folder, "lost+found"), { recursive: true, force: true });
    return new SmallDisk(folder, image);
  }

  /** Takes room away, as another program would; a second call takes the place of the first. */
  fill(mebibytes: number): void {
    this.empty();
    execFileSync("fallocate", ["-l", `${mebibytes}M`, this.#filler]);
  }

  /** All that is left, to the last block. */
  fillUp(): void {
    this.empty();
    try {
      execFileSync("dd", ["if=/dev/zero", `of=${this.#filler}`, "bs=64K"], { stdio: "ignore" });
    } catch {
      // That is how it ends: no space left.
    }
  }

  empty(): void {
    rmSync(this.#filler, { force: true });
  }

  /** The journal gives up, as after an error of the device: what is not on the disk is gone, and nothing can be written. */
  turnReadOnly(): void {
    execFileSync("mount", ["-o", "remount,abort", this.folder]);
  }

  /** Checked and mounted anew, once nobody uses it. */
  repair(): void {
    execFileSync("umount", [this.folder]);
    try {
      execFileSync("e2fsck", ["-fy", this.#image], { stdio: "ignore" });
    } catch {
      // Its exit code says that it put something right.
    }
    execFileSync("mount", ["-o", "loop", this.#image, this.folder]);
  }

  /** Mounted anew after a power cut, by its journal alone, as a machine does. Nobody uses it. */
  remount(): void {
    execFileSync("umount", [this.folder]);
    execFileSync("mount", ["-o", "loop", this.#image, this.folder]);
  }

  unmount(): void {
    execFileSync("umount", ["-l", this.folder]);
    rmSync(join(this.#image, ".."), { recursive: true });
    this.#guard.stdin?.end();
  }

  get #filler(): string {
    return join(this.folder, "filler");
  }
}

/**
 * Takes the mount and its image away when this process has ended, however it ended: it hears of that by the end of its
 * input, and is in a group of its own, so that whoever ends ours does not end it.
 */
function guardMount(folder: string, imageFolder: string): ChildProcess {
  const script = 'read -r _; umount -l "$0"; rm -rf "$1"';
  const guard = spawn("sh", ["-c", script, folder, imageFolder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  return guard;
}

/** Null, or why no file system can be mounted here. */
export function whyNoSmallDisk(): string | null {
  if (process.getuid?.() !== 0) return "only root may mount a file system";
  const folder = mkdtempSync(join(tmpdir(), "parley-mount-"));
  try {
    SmallDisk.mount(folder, 8).unmount();
    return null;
  } catch (error) {
    return `no loop device can be mounted: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
