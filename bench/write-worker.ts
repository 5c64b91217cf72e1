/**
 * One process of the write benchmark: so many writers for so long, straight at the leader, then its figures to the
 * parent. Should the leader change, the writers fail, and the run is none.
 */
import { build, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import { setTimeout as pause } from "node:timers/promises";
import { systemChance } from "@parley/client/system-clock.ts";
import { openRawSession } from "./raw-writer.ts";

/** A message as in the figures of other systems. */
const MESSAGE_BYTES = 300;

export interface WriteJob {
  /** host:port of the leader's client port. */
  readonly leader: string;
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
  const session = await openRawSession(job.leader, job.token);
  const failed: string[] = [];
  let phase: "warmUp" | "measuring" | "over" = "warmUp";

  /** Sends its next message when the last one is stored. */
  async function write(name: string): Promise<void> {
    const clientId = systemChance.clientId();
    const { bornMs, roomId: conversationId } = job;
    for (let seq = 1; phase !== "over"; seq += 1) {
      const text = `${name}-${seq}`.padEnd(MESSAGE_BYTES, ".");
      const startedAt = performance.now();
      await session.send({ clientId, seq, bornMs, conversationId, texts: [text] });
      if (phase !== "measuring") continue;
      histogram.recordValue(Math.max(1, Math.round((performance.now() - startedAt) * 1000)));
    }
  }

  const running = Array.from({ length: job.writers }, (_, at) =>
    write(`${job.prefix}${at}`).catch((error: unknown) => void failed.push(String(error))),
  );
  await pause(job.warmUpMs);
  phase = "measuring";
  const cpu = process.cpuUsage();
  await pause(job.measureMs);
  phase = "over";
  const { user, system } = process.cpuUsage(cpu);
  await Promise.all(running);
  session.close();
  return {
    acknowledged: histogram.totalCount,
    failed,
    cpuMs: (user + system) / 1000,
    latencies: encodeIntoCompressedBase64(histogram),
  };
}
