/**
 * Many seeds on several processes. A seed's world depends on the seed alone, so it does not matter which
 * process runs it; reports come back in the order of the seeds, whatever the order in which they were done.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runSeed } from "./seed-report.ts";
import type { SeedReport, SeedTask } from "./seed-report.ts";

export interface SeedRun {
  readonly seeds: readonly number[];
  /** Processes; with 1 everything runs in this one. */
  readonly jobs: number;
  /** Only what is off the specification fails a seed. */
  readonly isSpecAlone?: boolean;
  /** No further seed is begun once this says so. */
  readonly isEnough: (report: SeedReport) => boolean;
}

/** The seeds that were begun before it was enough, in their order. */
export async function runSeeds(run: SeedRun): Promise<readonly SeedReport[]> {
  const reports: SeedReport[] = [];
  let next = 0;
  let isOver = false;
  const take = (): number | undefined => {
    if (isOver) return undefined;
    next += 1;
    return run.seeds[next - 1];
  };
  const done = (place: number, report: SeedReport): void => {
    reports[place] = report;
    isOver ||= run.isEnough(report);
  };
  const lane = async (simulate: (seed: number) => Promise<SeedReport>): Promise<void> => {
    for (;;) {
      const place = next;
      const seed = take();
      if (seed === undefined) return;
      done(place, await simulate(seed));
    }
  };
  const { isSpecAlone = false } = run;
  if (run.jobs === 1) await lane((seed) => runSeed({ seed, isSpecAlone }));
  else {
    const workers = Array.from(
      { length: Math.min(run.jobs, run.seeds.length) },
      () => new Worker(),
    );
    try {
      await Promise.all(
        workers.map((worker) => lane((seed) => worker.simulate({ seed, isSpecAlone }))),
      );
    } finally {
      for (const worker of workers) worker.close();
    }
  }
  return reports.filter((report) => report !== undefined);
}

class Worker {
  readonly #child = fork(fileURLToPath(new URL("seed-worker.ts", import.meta.url)), {
    serialization: "advanced",
  });

  simulate(task: SeedTask): Promise<SeedReport> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => {
        reject(new Error(`seed ${task.seed}: its process ended with ${code ?? "a signal"}`));
      };
      this.#child.once("exit", ended);
      this.#child.once("message", (report) => {
        this.#child.off("exit", ended);
        // Both ends are of one program.
        resolve(report as SeedReport);
      });
      this.#child.send(task);
    });
  }

  close(): void {
    this.#child.disconnect();
  }
}
