import { expect, test } from "vitest";
import { LIMITS } from "../src/limits.ts";
import { MemoryDisk } from "../src/storage/memory-disk.ts";
import { raftId } from "./first-members.ts";
import { NodeView } from "./node-view.ts";

/** A whole disk whose node has started so often without being recognised. */
function viewAfter(startsInVain: number): NodeView {
  const disk = new MemoryDisk();
  const lineage = Array.from({ length: startsInVain }, (_, at) => ({
    incarnation: at + 1,
    nonce: `${at}`,
  }));
  const standing = { incarnation: startsInVain, isRecovering: false, seen: [], lineage };
  disk.submit([{ truncateFrom: null, hardState: null, entries: [], standing }]);
  disk.sync();
  return new NodeView(raftId(1), "n1", disk);
}

test("a node with a whole disk may not begin to recover", () => {
  const view = viewAfter(LIMITS.startsOfOwn - 1);
  expect(view.mayChangeStanding(true)).toBe(false);
});

test("one that cannot remember another start in vain may recover for nothing", () => {
  const view = viewAfter(LIMITS.startsOfOwn);
  expect(view.mayChangeStanding(true)).toBe(true);
  expect(view.isDamaged).toBe(true);
});
