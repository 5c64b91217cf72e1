/** One storage process on a disk of its own, whose power fails under load again and again. */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";

import { Random } from "../src/raft/random.ts";
import { MarkFile, markPathOf } from "../src/storage/mark-file.ts";
import type { SmallDisk } from "./fault-tools.ts";
import { findByStore, type Found } from "./found-log.ts";
import { makeFreshLog } from "./fresh-log.ts";
import { Judge, type Verdict } from "./judge.ts";
import { memoryFolder } from "./memory-folder.ts";
import type { PowerSwitch } from "./power-switch.ts";
import { STORAGE_PROCESS } from "./record.ts";
import { lastSeenStep } from "./standings.ts";
import type { Control, StorageOrder } from "./storage-order.ts";

export interface CutOptions {
  readonly disk: SmallDisk;
  readonly power: PowerSwitch;
  readonly seed: number;
  readonly control: Control | null;
  /** strace's words for what happens to system calls, such as `fsync:retval=0`. */
  readonly injection?: string | null;
  /** Between so many acknowledgements, by chance, the power fails. */
  readonly acknowledgements: { readonly least: number; readonly most: number };
}

export interface Cut {
  /** Acknowledged by this process before it fell. */
  readonly acknowledged: number;
  readonly verdict: Verdict;
  /** The last thing that was acknowledged while the power failed is not there, and need not be. */
  readonly isOvertaken: boolean;
}

/** Nobody gets further before the power fails. */
const ENDLESS = 1_000_000;
const LARGE_EVERY = 60;
const COMPACT_EVERY = 30;

/** How many of so many short lives lose something in one cut each, before the kernel writes by itself. */
export async function lossesIn(
  lives: number,
  options: Omit<CutOptions, "seed" | "acknowledgements">,
): Promise<{ readonly losses: number; readonly kinds: readonly Verdict["kind"][] }> {
  const kinds: Verdict["kind"][] = [];
  for (let seed = 1; seed <= lives; seed += 1) {
    const log = await CutLog.make({ ...options, seed, acknowledgements: { least: 20, most: 40 } });
    kinds.push((await log.cut()).verdict.kind);
  }
  return { losses: kinds.filter((kind) => kind !== "kept").length, kinds };
}

/** As if the disk had taken not even the note that the log must be copied. */
function forgetNote(markPath: string): void {
  const mark = new MarkFile(markPath);
  mark.writeDurably({ ...mark.current, mustRecopy: false });
  mark.close();
}

/** What the kernel shows of a log, found in a copy elsewhere: a look at the log itself would write. */
async function lookAside(path: string): Promise<Found> {
  const folder = memoryFolder();
  try {
    cpSync(dirname(path), folder, { recursive: true });
    return await findByStore(join(folder, basename(path)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export class CutLog {
  readonly #options: CutOptions;
  readonly #path: string;
  readonly #judge: Judge;
  readonly #random: Random;
  /** What the last cut left: the log after this step, and the starts of others that this one wrote. */
  #step = 0;
  #seenStep = 0;

  private constructor(options: CutOptions, path: string) {
    this.#options = options;
    this.#path = path;
    this.#judge = new Judge(this.#workload, options.control === null);
    this.#random = new Random(options.seed);
  }

  /** A fresh log in a folder of its own; one that was there is gone. */
  static async make(options: CutOptions): Promise<CutLog> {
    const folder = join(options.disk.folder, "log");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const path = join(folder, "raft.db");
    await makeFreshLog(path);
    return new CutLog(options, path);
  }

  /** Starts the process, cuts, mounts anew and judges. After a loss there is nothing to go on with. */
  async cut(): Promise<Cut> {
    const { disk, power, acknowledgements } = this.#options;
    const wanted = this.#random.between(acknowledgements.least, acknowledgements.most);
    const process = this.#start();
    const acks: { readonly step: number; readonly atNs: bigint }[] = [];
    let incarnation = 0;
    let cutting: Promise<bigint> | null = null;
    for await (const line of createInterface({ input: process.stdout })) {
      incarnation = Number(/^ready (\d+)$/.exec(line)?.[1] ?? incarnation);
      const [, step, atNs] = /^ack (\d+) (\d+)$/.exec(line) ?? [];
      if (step !== undefined) acks.push({ step: Number(step), atNs: BigInt(atNs ?? "") });
      // From here on the process meets a dead disk, and ends by itself.
      if (acks.length >= wanted) cutting ??= power.cut(disk);
    }
    await process.ended;
    if (cutting === null) throw new Error(`the storage process fell too early: ${process.said()}`);
    const began = await cutting;
    disk.remount();
    // What is acknowledged while the power is on its way out reaches nobody.
    const acknowledged = acks.findLast(({ atNs }) => atNs < began)?.step ?? this.#step;
    const doubtful = acks.at(-1)?.step ?? this.#step;
    const heard = { acknowledged, doubtful, seenStep: this.#seenBy(acknowledged), incarnation };
    const verdict = this.#judge.judge(await findByStore(this.#path), heard);
    if (verdict.kind === "kept") [this.#step, this.#seenStep] = [verdict.step, verdict.seenStep];
    return {
      acknowledged: acks.length,
      verdict,
      isOvertaken: verdict.kind === "kept" && verdict.step < doubtful,
    };
  }

  /**
   * Starts the process and lets its disk err until it falls; the disk is sound again afterwards, and what the kernel shows
   * of it is where the next process goes on. Resolves with the last words and what is shown, which need not be on the disk.
   */
  async err(disk: { fail(): void; mend(): void }): Promise<{ said: string; verdict: Verdict }> {
    const { acknowledgements } = this.#options;
    const wanted = this.#random.between(acknowledgements.least, acknowledgements.most);
    const process = this.#start();
    let [acknowledged, heard, incarnation] = [this.#step, 0, 0];
    for await (const line of createInterface({ input: process.stdout })) {
      incarnation = Number(/^ready (\d+)$/.exec(line)?.[1] ?? incarnation);
      acknowledged = Number(/^ack (\d+) /.exec(line)?.[1] ?? acknowledged);
      heard += 1;
      if (heard === wanted) disk.fail();
    }
    await process.ended;
    disk.mend();
    forgetNote(markPathOf(this.#path));
    const seenStep = this.#seenBy(acknowledged);
    const shown = await lookAside(this.#path);
    const heardOf = { acknowledged, doubtful: acknowledged, seenStep, incarnation };
    const verdict = this.#judge.judge(shown, heardOf);
    if (verdict.kind === "kept") [this.#step, this.#seenStep] = [verdict.step, verdict.seenStep];
    return { said: process.said(), verdict };
  }

  /** The process writes nothing of the step again from which it goes on. */
  #seenBy(acknowledged: number): number {
    const last = lastSeenStep(acknowledged);
    return last > this.#step ? last : this.#seenStep;
  }

  get #workload() {
    return { seed: this.#options.seed, largeEvery: LARGE_EVERY, compactEvery: COMPACT_EVERY };
  }

  #start() {
    const { control, injection = null } = this.#options;
    const order: StorageOrder = {
      path: this.#path,
      workload: this.#workload,
      from: this.#step,
      steps: ENDLESS,
      reopenEvery: 0,
      recopies: false,
      isKilled: false,
      control,
    };
    const program = [process.execPath, STORAGE_PROCESS, JSON.stringify(order)];
    const calls = injection?.split(":")[0] ?? "";
    const strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${calls}`];
    const line =
      injection === null ? program : [...strace, "-e", `inject=${injection}`, ...program];
    const [command = "", ...args] = line;
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    return { stdout: child.stdout, ended, said: () => said.trim() };
  }
}
