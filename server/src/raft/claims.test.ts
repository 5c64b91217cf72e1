import { describe, expect, test } from "vitest";
import { answer, claim, One } from "./lone-node.ts";
import { idOf, storedLog } from "./test-cluster.ts";
import { heartbeat, voteRequest, voteResponse } from "./test-messages.ts";
import { TIMING } from "./timing.ts";
import type { Message } from "./messages.ts";

describe("a claim is answered", () => {
  const seen = [{ id: idOf(2), incarnation: 5, nonce: "there" }];
  const own = [{ incarnation: 3, nonce: "recognised" }];
  const there = { incarnation: 5, nonce: "there" };
  const other = { incarnation: 5, nonce: "elsewhere" };
  const late = { incarnation: 7, nonce: "recognised" };
  test.each([
    ["new, if nothing was heard of that folder", [], claim(2, 1, "x"), true],
    ["new, if the number is higher than ever", seen, claim(2, 6, "x"), true],
    ["new, if it is the very start that was heard of", seen, claim(2, 5, "there"), true],
    ["new, if it comes after that very start", seen, claim(2, 9, "x", [...own, there]), true],
    [
      "new, if that start lies before its last recognised one",
      seen,
      claim(2, 9, "x", [late]),
      true,
    ],
    [
      "old, if it was never that start, however high its number",
      seen,
      claim(2, 9, "x", own),
      false,
    ],
    ["old, if it was another start of that number", seen, claim(2, 9, "x", [...own, other]), false],
    ["old, if that number was another start's", seen, claim(2, 5, "x"), false],
    ["old, if the number is lower", seen, claim(2, 4, "there"), false],
  ] as const)("%s", (_what, table, made, isNew) => {
    const one = new One({ seen: table });
    one.hear(made);
    expect(one.last("claimAnswer")).toMatchObject({
      isNew,
      nonce: made.nonce,
      claimed: made.incarnation,
      highest: Math.max(made.incarnation, table[0]?.incarnation ?? 0),
    });
  });

  test("as new, whatever came before it, if it recovers: then it promises nothing", () => {
    const one = new One({ seen });
    one.hear({ ...claim(2, 9, "x", own), worth: "recovering" });
    expect(one.last("claimAnswer")).toMatchObject({ isNew: true, highest: 9 });
  });

  test("only when what it was told is on disk", () => {
    const one = new One();
    one.isSlow = true;
    one.hear(claim(2, 1, "x"));
    expect(one.last("claimAnswer")).toBeUndefined();
    expect(one.effects.at(-1)).toMatchObject({
      kind: "persist",
      standing: { incarnation: 2, seen: [{ id: idOf(2), incarnation: 1, nonce: "x" }] },
    });
    one.write();
    expect(one.last("claimAnswer")).toMatchObject({ isNew: true });
  });

  test("with the newest configuration, for whoever says that it knows of none so new", () => {
    const one = new One();
    one.recognise(2, 3);
    one.hear({ ...heartbeat(2, 1, 2), commit: 1 } as Message);
    one.hear(claim(3, 1, "x"));
    expect(one.last("claimAnswer")).not.toHaveProperty("configuration");
    one.hear({ ...claim(3, 1, "x"), configurationIndex: 0, configurationTerm: 0 });
    expect(one.last("claimAnswer")).toMatchObject({ configuration: { index: 1 } });
  });

  test("by whoever is not recognised itself, but by nobody who recovers", () => {
    const recovering = new One({ isRecovering: true });
    recovering.hear(claim(2, 1, "x"));
    expect(recovering.said).toEqual([]);
    const uncounted = new One();
    uncounted.hear(claim(2, 1, "x"));
    expect(uncounted.last("claimAnswer")).toMatchObject({ isNew: true, worth: "uncounted" });
  });

  test("and numbers that nobody reaches fill no table", () => {
    const one = new One();
    one.hear(claim(2, 2 ** 50, "x"));
    for (let stranger = 100; stranger < 200; stranger += 1) one.hear(claim(stranger, 1, "x"));
    one.hear(claim(2, 1, "x"), claim(3, 1, "x"));
    for (let stranger = 200; stranger < 300; stranger += 1) one.hear(claim(stranger, 1, "x"));
    const newest = one.effects.findLast((effect) => effect.kind === "persist");
    expect(newest).toMatchObject({ standing: { seen: { length: 32 } } });
    // Members stay, whoever else knocks.
    const kept = [2, 3].map((number) => ({ id: idOf(number), incarnation: 1, nonce: "x" }));
    expect(newest).toMatchObject({ standing: { seen: expect.arrayContaining(kept) } });
  });
});

describe("a start names those that it comes from", () => {
  const before = [
    { incarnation: 1, nonce: "a" },
    { incarnation: 3, nonce: "b" },
  ];

  test("and writes itself down among them before it claims anything", () => {
    const one = new One({ incarnation: 4, lineage: before });
    one.isSlow = true;
    one.step({ kind: "peerUp", peer: idOf(2) });
    expect(one.said).toEqual([]);
    const lineage = [...before, { incarnation: 4, nonce: "own" }];
    expect(one.effects.at(-1)).toMatchObject({ kind: "persist", standing: { lineage } });
    one.write();
    expect(one.last("claim")).toMatchObject({ incarnation: 4, lineage });
  });

  test("and forgets them once a quorum recognises it", () => {
    const one = new One({ incarnation: 4, lineage: before });
    one.step({ kind: "peerUp", peer: idOf(2) });
    for (const peer of [2, 3]) one.hear(answer(peer, { isNew: true, claimed: 4 }));
    const written = one.effects.findLast((effect) => effect.kind === "persist");
    const lineage = [{ incarnation: 4, nonce: "own" }];
    expect(written).toMatchObject({ standing: { lineage } });
  });
});

describe("a start counts", () => {
  test("once a quorum, itself among it, knows of no later one", () => {
    const one = new One();
    one.hear(voteRequest(2, 1, 2));
    expect(one.last("voteResponse")).toMatchObject({ granted: false, worth: "uncounted" });
    one.recognise(2);
    expect(one.raft.status().isCounted).toBe(false);
    one.recognise(3);
    expect(one.raft.status().isCounted).toBe(true);
    one.hear(voteRequest(2, 1, 3));
    expect(one.last("voteResponse")).toMatchObject({ granted: true, incarnation: 2 });
    expect(one.last("voteResponse")).not.toHaveProperty("worth");
  });

  test("and does not campaign before", () => {
    const one = new One();
    one.pass(2_000);
    expect(one.last("voteRequest")).toBeUndefined();
    one.recognise(2, 3);
    one.pass(1_000);
    expect(one.last("voteRequest")).toMatchObject({ isPreVote: true });
  });

  test("not by an answer to another start, to another number, or to no claim", () => {
    const one = new One();
    const isNew = true;
    one.hear(answer(2, { isNew, nonce: "before" }), answer(3, { isNew, claimed: 1 }));
    one.hear(answer(4, { isNew, nonce: "" }), answer(5, { isNew, nonce: "before" }));
    expect(one.raft.status().isCounted).toBe(false);
  });

  test("until one says that there was a later one: then it recovers as the next, and says so only when that is on disk", () => {
    const one = new One();
    one.step({ kind: "peerUp", peer: idOf(2) });
    one.recognise(2, 3, 4);
    one.said.length = 0;
    one.isSlow = true;
    one.hear(answer(5, { highest: 7 }));
    expect(one.raft.status()).toMatchObject({ isCounted: false, isRecovering: true });
    expect(one.effects.findLast(({ kind }) => kind === "persist")).toMatchObject({
      standing: { incarnation: 8, isRecovering: true },
    });
    one.pass(TIMING.claimAgainMs);
    expect(one.last("claim")).toBeUndefined();
    one.write();
    expect(one.last("claim")).toMatchObject({ incarnation: 8, nonce: "own" });
    one.recognise(2, 3, 4, 5);
    expect(one.raft.status().isCounted).toBe(false);
  });

  test("also if it leads: it leaves office", () => {
    const one = new One();
    one.recognise(2, 3);
    one.pass(1_000);
    const { term } = one.raft.status();
    const granted = (from: number, isPreVote: boolean) =>
      voteResponse(from, 1, term + 1, { isPreVote, incarnation: 1 });
    one.hear(granted(2, true), granted(3, true), granted(2, false), granted(3, false));
    expect(one.raft.status().role).toBe("leader");
    one.hear(answer(4, { highest: 2, nonce: "" }));
    expect(one.raft.status()).toMatchObject({ role: "follower", isRecovering: true });
  });

  test("by the newest configuration that anybody tells it of, when its own log is behind", () => {
    const [smaller] = storedLog(3, [], { term: 1, vote: null }).configurations;
    const one = new One();
    one.recognise(2);
    expect(one.raft.status().isCounted).toBe(false);
    // Of three now: itself and one more are enough.
    const configuration = smaller === undefined ? undefined : { ...smaller, index: 9 };
    if (configuration !== undefined) one.hear(answer(3, { highest: 1, configuration }));
    expect(one.raft.status().isCounted).toBe(true);
    one.step({ kind: "peerUp", peer: idOf(4) });
    expect(one.last("claim")).toMatchObject({ configurationIndex: 9 });
  });

  test("is claimed again until it is answered, and once more after each new connection", () => {
    const one = new One();
    const claims = (): number => one.said.filter(({ type }) => type === "claim").length;
    one.step({ kind: "peerUp", peer: idOf(2) });
    expect(claims()).toBe(1);
    one.pass(4 * TIMING.claimAgainMs);
    expect(claims()).toBeGreaterThanOrEqual(4);
    one.recognise(2);
    const answered = claims();
    one.pass(1_000);
    expect(claims()).toBe(answered);
    one.step({ kind: "peerDown", peer: idOf(2) });
    one.step({ kind: "peerUp", peer: idOf(2) });
    expect(claims()).toBe(answered + 1);
  });
});

describe("two processes on copies of one folder", () => {
  test("never both count: whoever claims second is old, and each higher number makes the other one void", () => {
    const peer = new One();
    const verdict = (): boolean | undefined => peer.last("claimAnswer")?.isNew;
    peer.hear(claim(2, 4, "first"));
    expect(verdict()).toBe(true);
    peer.hear(claim(2, 4, "second"));
    expect(verdict()).toBe(false);
    // It recovers, under the next number; now the first speaks as a start of the past.
    peer.hear(claim(2, 5, "second"));
    expect(verdict()).toBe(true);
    peer.hear({ ...heartbeat(2, 1, 2), incarnation: 4 });
    expect(peer.last("claimAnswer")).toMatchObject({ isNew: false, claimed: 4, highest: 5 });
    expect(peer.last("heartbeatResponse")).toBeUndefined();
    // So does the first; and the second is void.
    peer.hear(claim(2, 6, "first"));
    peer.hear({ ...heartbeat(2, 1, 2), incarnation: 5 });
    expect(peer.last("claimAnswer")).toMatchObject({ isNew: false, claimed: 5, highest: 6 });
    expect(peer.raft.status().leader).toBeNull();
  });

  test("an answer that was meant for the other one says nothing", () => {
    const one = new One();
    one.hear(answer(2, { nonce: "the other", highest: 9 }), answer(3, { nonce: "the other" }));
    expect(one.raft.status()).toMatchObject({ isRecovering: false, isCounted: false });
  });
});

describe("what an earlier start said", () => {
  test("is refused by whoever knows of a later one, and its sender is told", () => {
    const one = new One({ seen: [{ id: idOf(2), incarnation: 5, nonce: "there" }] });
    one.hear({ ...heartbeat(2, 1, 2), incarnation: 4 });
    expect(one.effects).toContainEqual({
      kind: "refused",
      from: idOf(2),
      type: "heartbeatRequest",
      reason: "EARLIER_START",
    });
    expect(one.last("claimAnswer")).toMatchObject({ isNew: false, claimed: 4, highest: 5 });
    expect(one.raft.status().leader).toBeNull();
  });

  test("a vote is void once another voter has told of a later one, and may then be given again", () => {
    const one = new One();
    one.recognise(2, 3);
    one.pass(1_000);
    const term = one.raft.status().term + 1;
    for (const from of [2, 3])
      one.hear(voteResponse(from, 1, term, { isPreVote: true, incarnation: 1 }));
    const seen = [{ id: idOf(2), incarnation: 2, nonce: "x" }];
    one.hear(voteResponse(2, 1, term, { incarnation: 1 }));
    one.hear(voteResponse(3, 1, term, { incarnation: 1, seen }));
    expect(one.raft.status().role).toBe("candidate");
    one.hear(voteResponse(2, 1, term, { incarnation: 2 }));
    expect(one.raft.status().role).toBe("leader");
  });

  test("the leader's table is on disk before a heartbeat is answered", () => {
    const one = new One();
    one.recognise(2, 3);
    one.hear(heartbeat(2, 1, 2));
    one.said.length = 0;
    one.isSlow = true;
    const seen = [{ id: idOf(4), incarnation: 9, nonce: "x" }];
    one.hear({ ...heartbeat(2, 1, 2), seen } as Message);
    expect(one.last("heartbeatResponse")).toBeUndefined();
    one.write();
    expect(one.last("heartbeatResponse")).toMatchObject({ term: 2 });
  });
});
