import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Suspicion } from "./suspicion.ts";
import { idOf, TestCluster } from "./test-cluster.ts";
import { heartbeat } from "./test-messages.ts";
import { TIMING } from "./timing.ts";

const { heartbeatMs, suspicionMinMs, suspicionUnknownMs, suspicionMaxMs, suspicionLearnMs } =
  TIMING;

/** Hears the leader after each of `gaps`, ms. Returns when it was heard last. */
function hear(suspicion: Suspicion, gaps: readonly number[], from = 1_000): number {
  let now = from;
  suspicion.heard(now);
  for (const gap of gaps) {
    now += gap;
    suspicion.heard(now);
  }
  return now;
}

/** So many gaps of `gap` ms that they last for `ms`. */
function evenly(gap: number, ms: number): readonly number[] {
  return Array.from({ length: Math.ceil(ms / gap) }, () => gap);
}

const anyGaps = fc.array(fc.nat(600), { maxLength: 400 });

describe("for how long a silent leader is waited for (raft.md §2)", () => {
  test("stays between its floor and its maximum, whatever was heard", () => {
    fc.assert(
      fc.property(anyGaps, (gaps) => {
        const suspicion = new Suspicion();
        const now = hear(suspicion, gaps);
        expect(suspicion.ms).toBeGreaterThanOrEqual(suspicionMinMs);
        expect(suspicion.ms).toBeLessThanOrEqual(suspicionMaxMs);
        expect(suspicion.isOver(now + suspicion.ms - 1)).toBe(false);
        expect(suspicion.isOver(now + suspicion.ms)).toBe(true);
      }),
    );
  });

  test("is never shorter than the silence just survived and three heartbeats, up to the maximum", () => {
    fc.assert(
      fc.property(anyGaps, fc.nat(600), (gaps, last) => {
        const suspicion = new Suspicion();
        // What is forgotten at the end of a window is a 32nd.
        hear(suspicion, [...gaps, last]);
        const usual = Math.trunc((last * 31) / 32) + 3 * heartbeatMs;
        expect(suspicion.ms).toBeGreaterThanOrEqual(Math.min(usual, suspicionMaxMs));
      }),
    );
  });

  test("depends on nothing but the gaps: not on when it began", () => {
    fc.assert(
      fc.property(anyGaps, fc.nat(1_000_000), (gaps, from) => {
        const [one, other] = [new Suspicion(), new Suspicion()];
        hear(one, gaps, 0);
        hear(other, gaps, from);
        expect(other.ms).toBe(one.ms);
      }),
    );
  });

  test.each([
    { what: "heartbeats that are punctual", gap: 50, ms: 200 },
    { what: "heartbeats that are a little late", gap: 58, ms: 208 },
    { what: "a leader under load, who speaks all the time", gap: 1, ms: 200 },
    { what: "a loop that is often held up", gap: 140, ms: 290 },
    { what: "a loop that is always held up", gap: 380, ms: 400 },
  ])("with $what it is $ms ms once the leader is known", ({ gap, ms }) => {
    const suspicion = new Suspicion();
    hear(suspicion, evenly(gap, suspicionLearnMs));
    expect(suspicion.ms).toBe(ms);
  });

  test("starts from the default, and starts again with each leader", () => {
    const suspicion = new Suspicion();
    expect(suspicion.ms).toBe(suspicionUnknownMs);
    const now = hear(suspicion, evenly(50, suspicionLearnMs - 100));
    expect(suspicion.ms).toBe(suspicionUnknownMs);
    suspicion.heard(now + 50);
    suspicion.heard(now + 100);
    expect(suspicion.ms).toBe(suspicionMinMs);
    suspicion.forget();
    expect(suspicion.ms).toBe(suspicionUnknownMs);
    // What passed between two leaders says nothing of the next one.
    hear(suspicion, evenly(50, suspicionLearnMs), now + 10_000);
    expect(suspicion.ms).toBe(suspicionMinMs);
  });

  test("many quick messages do not hide the silence between two bursts", () => {
    const suspicion = new Suspicion();
    const burst = [...evenly(1, 400), 120];
    hear(suspicion, Array.from({ length: 20 }, () => burst).flat());
    expect(suspicion.ms).toBe(120 + 3 * heartbeatMs);
  });

  test("a longest gap is believed at once, remembered for seconds and forgotten in minutes", () => {
    const suspicion = new Suspicion();
    let now = hear(suspicion, evenly(50, suspicionLearnMs));
    const after = (ms: number): number => {
      now = hear(suspicion, evenly(50, ms), now);
      return suspicion.ms;
    };
    now += 250;
    suspicion.heard(now);
    expect(suspicion.ms).toBe(400);
    expect(after(5_000)).toBeGreaterThan(360);
    expect(after(20_000)).toBeGreaterThan(280);
    expect(after(200_000)).toBeLessThan(205);
  });

  test("a time in which this process did not look is nobody's silence", () => {
    const suspicion = new Suspicion();
    const now = hear(suspicion, evenly(50, suspicionLearnMs));
    suspicion.heldUp(150, now + 200);
    expect(suspicion.isOver(now + 349)).toBe(false);
    expect(suspicion.isOver(now + 350)).toBe(true);
    // Nor is it a gap of the leader's.
    suspicion.heard(now + 200);
    expect(suspicion.ms).toBe(suspicionMinMs);
  });

  test("no delay of this process moves what it heard into the future", () => {
    const suspicion = new Suspicion();
    const now = hear(suspicion, evenly(50, suspicionLearnMs));
    suspicion.heldUp(10_000, now + 20);
    expect(suspicion.isOver(now + 20 + suspicionMinMs)).toBe(true);
  });
});

/** Five, of whom 1 leads, punctually, for `ms`. */
function ledFor(ms: number): TestCluster {
  const cluster = new TestCluster([[], [], [], [], []]);
  cluster.elect(1);
  cluster.pass(ms);
  return cluster;
}

/** Ms until somebody else asks for votes. */
function silenceUntilCampaign(cluster: TestCluster): number {
  const since = cluster.now;
  cluster.sent.length = 0;
  while (!cluster.sent.some(({ type }) => type === "voteRequest")) cluster.pass(10);
  return cluster.now - since;
}

describe("a leader that freezes, its connections open", () => {
  test("is replaced sooner by those who know its rhythm than by those who do not", () => {
    const [known, unknown] = [ledFor(2 * suspicionLearnMs), ledFor(500)];
    for (const cluster of [known, unknown]) cluster.cut(1);
    // The last heartbeat was up to 50 ms ago, and the first of four draws from the half of the timeout.
    const ms = silenceUntilCampaign(known);
    expect(ms).toBeGreaterThanOrEqual(suspicionMinMs - heartbeatMs);
    expect(ms).toBeLessThanOrEqual(1.5 * suspicionMinMs);
    expect(silenceUntilCampaign(unknown)).toBeGreaterThanOrEqual(suspicionUnknownMs - heartbeatMs);
    known.pass(200);
    expect(known.leaders().filter((number) => number !== 1)).toHaveLength(1);
  });

  test("is not judged by the rhythm of the leader before it", () => {
    const cluster = ledFor(2 * suspicionLearnMs);
    cluster.elect(2);
    cluster.pass(100);
    expect(cluster.leaders()).toEqual([2]);
    cluster.cut(2);
    const ms = silenceUntilCampaign(cluster);
    expect(ms).toBeGreaterThanOrEqual(suspicionUnknownMs - heartbeatMs);
  });

  test("one that comes and goes is given the time that it took before", () => {
    const cluster = ledFor(2 * suspicionLearnMs);
    const { term } = cluster.status(2);
    cluster.cut(1);
    cluster.pass(150);
    cluster.heal(1);
    cluster.pass(100);
    cluster.cut(1);
    // The second silence is longer, and short enough.
    expect(silenceUntilCampaign(cluster)).toBeGreaterThanOrEqual(150 + 2 * heartbeatMs);
    expect(cluster.status(3).term).toBeLessThanOrEqual(term + 1);
  });

  test("the leader fills every gap with heartbeats, however much or little it has to say", () => {
    const cluster = ledFor(suspicionLearnMs);
    cluster.sent.length = 0;
    let spokenAt = cluster.now;
    for (let step = 0; step < 300; step += 1) {
      // Now a burst, now nothing.
      if (step % 100 < 40) cluster.propose(1, `${step}`);
      cluster.pass(10);
      const heard = cluster.sent
        .splice(0)
        .some(({ from, to }) => from === idOf(1) && to === idOf(2));
      if (heard) spokenAt = cluster.now;
      expect(cluster.now - spokenAt).toBeLessThanOrEqual(heartbeatMs);
    }
  });
});

describe("a follower whose own loop is held up", () => {
  /** One step after `ms` in which it did nothing; nothing reached it meanwhile. */
  function holdUp(cluster: TestCluster, number: number, ms: number): void {
    cluster.now += ms;
    cluster.step(number, { kind: "tick" });
  }

  test("does not take that for the leader's silence, however often it is", () => {
    const cluster = ledFor(2 * suspicionLearnMs);
    cluster.cut(1);
    const { term } = cluster.status(2);
    for (let times = 0; times < 2; times += 1) holdUp(cluster, 2, 190);
    // 380 ms by the clock, 150 of them awake.
    expect(cluster.status(2)).toMatchObject({ role: "follower", leader: idOf(1), term });
    const { raft } = cluster.node(2);
    expect(raft.deadline() - cluster.now).toBeGreaterThan(suspicionMinMs - 150 - 1);
  });

  test("nor grants a pre-vote on it", () => {
    const cluster = ledFor(2 * suspicionLearnMs);
    cluster.receive(2, heartbeat(1, 2, cluster.status(2).term));
    cluster.cut(1);
    holdUp(cluster, 2, 190);
    cluster.now += suspicionMinMs - 190;
    const { term, lastIndex, lastTerm } = cluster.status(2);
    const asks = { type: "voteRequest", from: idOf(3), to: idOf(2), term: term + 1 } as const;
    cluster.receive(2, { ...asks, isPreVote: true, isTransfer: false, lastIndex, lastTerm });
    expect(cluster.sent.at(-1)).toMatchObject({ isPreVote: true, granted: false });
  });

  test("finds a silent leader all the same", () => {
    const cluster = ledFor(2 * suspicionLearnMs);
    cluster.cut(1);
    for (let times = 0; times < 5; times += 1) holdUp(cluster, 2, 150);
    expect(cluster.status(2).role).toBe("preCandidate");
  });

  test("a timer that is a little late changes nothing", () => {
    const [late, punctual] = [ledFor(2 * suspicionLearnMs), ledFor(2 * suspicionLearnMs)];
    for (const cluster of [late, punctual]) {
      cluster.cut(1);
      cluster.receive(2, heartbeat(1, 2, cluster.status(2).term));
    }
    for (let times = 0; times < 4; times += 1) holdUp(late, 2, 65);
    for (let times = 0; times < 26; times += 1) holdUp(punctual, 2, 10);
    expect(late.status(2).role).toBe(punctual.status(2).role);
    expect(late.node(2).raft.deadline()).toBe(punctual.node(2).raft.deadline());
  });
});
