/** One process of the write benchmark: so many writers for so long, then its figures to the parent. */
import { build, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import type { StartedNode } from "@parley/cli/started-cluster.ts";
import { direct } from "./bench-cluster.ts";
import { startLoad } from "./load.ts";

export interface WriteJob {
  readonly nodes: readonly StartedNode[];
  readonly token: string;
  readonly roomId: string;
  readonly bornMs: number;
  readonly writers: number;
  readonly prefix: string;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface WriteFigures {
  readonly acknowledged: number;
  readonly failed: readonly string[];
  /** Of this process, while it measured. */
  readonly cpuMs: number;
  /** Compressed HDR histogram of µs. */
  readonly latencies: string;
}

// Sent by write.ts, which forked this process.
process.once("message", (job: WriteJob) => {
  // A rejection ends the process, which write.ts reports.
  void measure(job).then((figures) => process.send?.(figures, () => process.disconnect()));
});

async function measure(job: WriteJob): Promise<WriteFigures> {
  const histogram = build({ numberOfSignificantValueDigits: 3, highestTrackableValue: 60_000_000 });
  let isMeasuring = false;
  const load = startLoad({
    ...job,
    transport: direct(job.nodes),
    pauseMs: 0,
    padded: true,
    answered: (tookMs) => {
      if (isMeasuring) histogram.recordValue(Math.max(1, Math.round(tookMs * 1000)));
    },
  });
  await new Promise((resolve) => setTimeout(resolve, job.warmUpMs));
  isMeasuring = true;
  const cpu = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, job.measureMs));
  isMeasuring = false;
  const { user, system } = process.cpuUsage(cpu);
  await load.stop();
  return {
    acknowledged: histogram.totalCount,
    failed: load.failed,
    cpuMs: (user + system) / 1000,
    latencies: encodeIntoCompressedBase64(histogram),
  };
}
