import type { Clock } from "../ports.ts";
import { MemorySnapshotDisk, MemorySnapshotStore } from "./memory-snapshot-store.ts";
import { describeSnapshotStore } from "./snapshot-store-contract.ts";

describeSnapshotStore("memory", () => {
  let text = "";
  let ids = 0;
  let due: (() => void)[] = [];
  const disk = new MemorySnapshotDisk();
  const clock: Pick<Clock, "after"> = {
    after: (_delayMs, run) => {
      due.push(run);
      return () => undefined;
    },
  };
  const open = (on: MemorySnapshotDisk): MemorySnapshotStore =>
    new MemorySnapshotStore({
      disk: on,
      clock,
      latencyMs: () => 1,
      state: {
        copy: () => new TextEncoder().encode(text),
        restore: (copy) => {
          text = new TextDecoder().decode(copy);
        },
      },
      newId: () => {
        ids += 1;
        return `s${ids}`;
      },
    });
  return {
    open: () => open(disk),
    openOther: () => open(new MemorySnapshotDisk()),
    setState: (to) => {
      text = to;
    },
    state: () => text,
    settle: () => {
      while (due.length > 0) {
        const now = due;
        due = [];
        for (const run of now) run();
      }
    },
    rot: (id) => disk.rot(id),
    dispose: () => undefined,
  };
});
