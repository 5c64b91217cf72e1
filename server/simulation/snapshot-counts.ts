/** How often each thing happened to snapshots, so that a run in which none was needed cannot pass. */
import type { Effect, Input } from "../src/raft/types.ts";
import type { Tally } from "./tally.ts";

const STEPS: ReadonlySet<Effect["kind"]> = new Set(["takeSnapshot", "finishSnapshot", "restore"]);

export function countSnapshots(tally: Tally, input: Input, effects: readonly Effect[]): void {
  if (input.kind === "message") countMessage(tally, input.message, effects);
  if (input.kind === "snapshotFinished" && !effects.some(installs))
    tally.add(input.isSound ? "snapshots overtaken" : "snapshots unsound");
  if (input.kind === "chunkRead" && input.part === null) tally.add("snapshot parts gone");
  if (effects.some(installs))
    tally.add(input.kind === "snapshotFinished" ? "snapshots installed" : "logs compacted");
}

/** The next thing to happen is one that a crash may keep from happening. */
export function isSnapshotStep(input: Input, effects: readonly Effect[]): boolean {
  return (
    input.kind === "snapshotTaken" ||
    input.kind === "snapshotFinished" ||
    effects.some(({ kind }) => STEPS.has(kind))
  );
}

function countMessage(
  tally: Tally,
  { type }: Extract<Input, { kind: "message" }>["message"],
  effects: readonly Effect[],
): void {
  if (type === "snapshotFailed") tally.add("snapshots refused");
  if (type === "snapshotChunk") {
    const isWritten = effects.some(({ kind }) => kind === "writeChunk");
    tally.add(isWritten ? "snapshot parts" : "snapshot parts ignored");
  }
  if (type !== "snapshotOffer") return;
  for (const effect of effects) {
    if (effect.kind !== "send") continue;
    const { message } = effect;
    if (message.type === "appendResponse") tally.add("snapshots ignored");
    if (message.type === "snapshotPull")
      tally.add(message.offset > 0 ? "snapshots resumed" : "snapshots begun");
  }
}

function installs(effect: Effect): boolean {
  return effect.kind === "persist" && effect.base !== null;
}
