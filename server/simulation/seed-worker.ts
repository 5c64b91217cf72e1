/** One of several processes that simulate seeds: is told a seed, tells what came of it (seed-pool.ts). */
import { runSeed } from "./seed-report.ts";
import type { SeedTask } from "./seed-report.ts";

process.on("message", (task: SeedTask) => {
  runSeed(task).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      // Not a finding but a fault of the simulation itself: the pool sees a worker that is gone.
      console.error(error);
      process.exit(3);
    },
  );
});
