import { describe, expect, test } from "vitest";
import { answer, claim, One } from "./lone-node.ts";
import { idOf, storedLog } from "./test-cluster.ts";
import { heartbeat } from "./test-messages.ts";

const isNew = true;

describe("a copy of a folder that had named no start yet", () => {
  test("does not pass, however often it was started in the dark", () => {
    const copy = new One({ incarnation: 3 });
    copy.step({ kind: "peerUp", peer: idOf(2) });
    const said = copy.last("claim");
    if (said === undefined) throw new Error("a start is claimed on every connection");
    const peer = new One();
    peer.hear(claim(2, 2, "real"));
    expect(peer.last("claimAnswer")).toMatchObject({ isNew: true });
    peer.hear({ ...said, from: idOf(2), to: idOf(1) });
    expect(peer.last("claimAnswer")).toMatchObject({ claimed: 3, isNew: false, highest: 3 });
  });

  test("and its first start is new to whoever knows of none", () => {
    const first = new One({ incarnation: 1 });
    first.step({ kind: "peerUp", peer: idOf(2) });
    const said = first.last("claim");
    if (said === undefined) throw new Error("a start is claimed on every connection");
    const peer = new One();
    peer.hear({ ...said, from: idOf(2), to: idOf(1) });
    expect(peer.last("claimAnswer")).toMatchObject({ claimed: 1, isNew: true });
  });
});

test("who has recovered is its own witness again: of two voters each would wait for the other for ever", () => {
  const one = new One({ isRecovering: true });
  one.hear(answer(2, { isNew }), answer(3, { isNew }), answer(4, { isNew }), heartbeat(2, 1, 2));
  const place = { from: idOf(2), to: idOf(1), term: 2, incarnation: 1 } as const;
  one.hear({ ...place, type: "refilled", claimed: 2, index: 1 });
  expect(one.raft.status()).toMatchObject({ isRecovering: false, isCounted: true });
  const [ofTwo] = storedLog(2, [], { term: 1, vote: null }).configurations;
  if (ofTwo === undefined) throw new Error("a log begins with its members");
  one.hear(answer(2, { isNew, configuration: { ...ofTwo, index: 9 } }));
  expect(one.raft.status().isCounted).toBe(true);
});

test("that all is there again is a word of the leader like any other: it is not lost (raft.md §2)", () => {
  const one = new One();
  one.recognise(2, 3);
  one.hear(heartbeat(2, 1, 2));
  one.step({ kind: "peerDown", peer: idOf(2) });
  expect(one.raft.status().leader).toBeNull();
  const place = { from: idOf(2), to: idOf(1), term: 2, incarnation: 1 } as const;
  one.hear({ ...place, type: "refilled", claimed: 1, index: 1 });
  expect(one.raft.status().leader).toBe(idOf(2));
});
