import { expect, test } from "vitest";
import { Core } from "./core.ts";
import { Progress } from "./progress.ts";
import { onFetched } from "./replication.ts";
import { idOf, storedLog } from "./test-cluster.ts";
import type { Entry } from "./types.ts";

test("entries that were read while the log let go of them are not sent: a snapshot is", () => {
  const stored = storedLog(3, [1, 1, 1, 1, 1], { term: 1, vote: idOf(1) });
  const core = new Core({
    id: idOf(1),
    stored,
    appliedIndex: 6,
    snapshot: null,
    seed: 1,
    nonce: "1",
    now: 0,
    wall: 0,
    limits: {
      entryBytes: 1024,
      appendBytes: 1,
      logCacheBytes: 1,
      unappliedEntries: 100,
      unappliedBytes: 64 * 1024 * 1024,
      snapshotLogBytes: 1 << 20,
      tailBytes: 0,
      tailMaxBytes: 0,
      snapshotChunkBytes: 64,
      snapshotRateBytes: 1 << 20,
    },
  });
  core.setRole("leader", core.id);
  const progress = new Progress(3, 0);
  progress.isFetching = true;
  core.progress.set(idOf(2), progress);
  const base = core.log.compactTo(3, 0);
  core.snapshot = { id: "s", base, size: 1, sum: 0 };
  const entry: Entry = { index: 3, term: 1, time: 0, kind: "command", data: new Uint8Array(1) };
  onFetched(core, idOf(2), 3, [entry]);
  const sent = core.takeEffects().filter(({ kind }) => kind === "send");
  expect(sent).toMatchObject([{ message: { type: "snapshotOffer" } }]);
});
