import { expect, test } from "vitest";
import { CallRunner, type CallEnd, newCaller } from "./call-runner.ts";
import type { AttemptOptions, Calls, Reply, Transport, Verb, WireFailure } from "./transport.ts";
import { failed } from "./wire-errors.ts";
import { repeatableChance, VirtualClock } from "./virtual-clock.ts";

type Answer = "silence" | WireFailure | { readonly index: number };
type News = { readonly leader: string; readonly term: number };

/** Answers attempts by script; every attempt after the script's end gets its last line. */
class ScriptedTransport implements Transport {
  readonly attempts: {
    readonly verb: Verb;
    readonly to: string;
    readonly atMs: number;
    readonly deadlineMs: number;
  }[] = [];
  /** What `now` answers; without it nobody can be asked. */
  news: News | null = null;
  private readonly clock: VirtualClock;
  private readonly script: readonly Answer[];

  constructor(clock: VirtualClock, ...script: readonly Answer[]) {
    this.clock = clock;
    this.script = script;
  }

  call<V extends Verb>(
    verb: V,
    _request: Calls[V]["request"],
    { route, deadlineMs, signal }: AttemptOptions,
  ): Promise<Reply<Calls[V]["answer"]>> {
    const turn = this.attempts.filter((attempt) => attempt.verb !== "now").length;
    const answer =
      verb === "now"
        ? (this.news ?? failed({ code: 14 }))
        : (this.script[turn] ?? this.script.at(-1) ?? "silence");
    const to = route.kind === "pin" ? route.node : "any";
    this.attempts.push({ verb, to, atMs: this.clock.now(), deadlineMs });
    return new Promise((resolve) => {
      signal?.addEventListener("abort", () =>
        resolve({ ok: false, failure: failed({ code: 1, endedBy: "abort" }) }),
      );
      const timedOut = failed({ code: 4, endedBy: "timer" });
      this.clock.after(answer === "silence" ? deadlineMs : 1, () => {
        if (answer === "silence") resolve({ ok: false, failure: timedOut });
        else if ("endedBy" in answer) resolve({ ok: false, failure: answer });
        else
          resolve({
            ok: true,
            value: { answers: [], ...answer } as never,
            facts: { node: "n1", term: 1, leader: "n1" },
          });
      });
    });
  }

  subscribe(): () => void {
    return () => {};
  }

  close(): void {}
}

async function run(
  answers: readonly Answer[],
  given: {
    readonly during?: (calls: CallRunner) => void;
    readonly passMs?: number;
    readonly budgetMs?: number;
  } = {},
) {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport(clock, ...answers);
  const calls = new CallRunner({ transport, clock, chance: repeatableChance() });
  const caller = newCaller();
  let end: CallEnd<unknown> | null = null;
  const { budgetMs = 15_000, passMs = 16_000, during } = given;
  const running = calls
    .run("write", { rows: [], accountId: "" }, { caller, token: "", budgetMs })
    .then((each) => (end = each));
  await clock.pass(0);
  during?.(calls);
  await clock.pass(passMs);
  const writes = transport.attempts.filter(({ verb }) => verb === "write");
  return {
    end: end as CallEnd<unknown> | null,
    writes,
    attempts: transport.attempts,
    calls,
    caller,
    clock,
    running,
  };
}

function notLeader(node: string, leader: string, term: number): WireFailure {
  return failed({ code: 9, reason: "NOT_LEADER", facts: { node, leader, term } });
}

test("a redirect is followed at once, and the next call goes straight to the leader", async () => {
  const { end, writes } = await run([notLeader("n2", "n3", 4), { index: 5 }]);
  expect(end?.ok).toBe(true);
  expect(writes.map(({ to, atMs }) => [to, atMs])).toEqual([
    ["any", 0],
    ["n3", 1],
  ]);
});

test("an answer without an index is no acknowledgement: the same request goes again", async () => {
  const { end, writes } = await run([{ index: 0 }, { index: 5 }]);
  expect(end?.ok).toBe(true);
  expect(writes).toHaveLength(2);
});

test("within the first second of an election tries come every 25 ms or so, and cost no token", async () => {
  const noLeader = failed({ code: 14, reason: "NO_LEADER" });
  const { writes, caller } = await run([noLeader], { passMs: 1_000 });
  expect(writes.length).toBeGreaterThan(30);
  expect(caller.tokens.tenths).toBe(100);
});

test("a broken wire costs tokens; with five left the tries slow down to one a second", async () => {
  const { writes } = await run([failed({ code: 14, facts: { node: "n1", term: 0, leader: "" } })], {
    passMs: 4_000,
  });
  expect(writes.length).toBeLessThan(10);
});

test("the budget ends the call with its last problem, and says that the outcome is unknown", async () => {
  const { end } = await run([failed({ code: 14 })], { budgetMs: 2_000 });
  expect(end).toMatchObject({ ok: false, isUnknown: true, problem: { class: "EDGE_UNAVAILABLE" } });
});

test("refusals before execution leave no doubt", async () => {
  const { end } = await run([failed({ code: 14, reason: "NO_LEADER" })], { budgetMs: 500 });
  expect(end).toMatchObject({ ok: false, isUnknown: false });
});

test.each([
  ["FORBIDDEN", 7, "FATAL"],
  ["BAD_SESSION", 16, "AUTH"],
  ["KEY_EXPIRED", 9, "RESYNC"],
])("%s ends the call at its first attempt", async (reason, code, expected) => {
  const { end, writes } = await run([failed({ code, reason })]);
  expect(end).toMatchObject({ ok: false, problem: { class: expected } });
  expect(writes).toHaveLength(1);
});

test("a node that does not know the method is given one other chance", async () => {
  const { end, writes } = await run([failed({ code: 12 })]);
  expect(end).toMatchObject({ ok: false, problem: { class: "SKEW" } });
  expect(writes).toHaveLength(2);
});

test("a silent leader is doubted after half of the attempt's time, and left when it is over", async () => {
  const { attempts, writes } = await run([notLeader("n2", "n3", 4), "silence", { index: 5 }], {
    during: (calls) => calls.hear({ term: 3, leader: "", nodes: ["n1", "n2", "n3", "n4", "n5"] }),
  });
  expect(writes.map(({ to, deadlineMs }) => [to, deadlineMs])).toEqual([
    ["any", 500],
    ["n3", 500],
    ["any", 1_000],
  ]);
  const probed = attempts.filter(({ verb }) => verb === "now");
  expect(probed.map(({ to }) => to)).not.toContain("n3");
  // Two at a time, from 1 ms + 250 on; the last two when the attempt has ended.
  expect(probed.map(({ atMs }) => atMs)).toEqual([251, 251, 351, 351, 451, 451, 501, 501]);
});

test("a frozen leader's attempt moves as soon as another node names its successor", async () => {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport(clock, "silence", { index: 5 });
  const calls = new CallRunner({ transport, clock, chance: repeatableChance() });
  calls.hear({ term: 4, leader: "n1", nodes: ["n1", "n2", "n3"] });
  const request = { rows: [], accountId: "" };
  const running = calls.run("write", request, { caller: newCaller(), token: "" });
  transport.news = { leader: "n1", term: 4 };
  await clock.pass(300);
  transport.news = { leader: "n2", term: 5 };
  await clock.pass(100);
  expect((await running).ok).toBe(true);
  const writes = transport.attempts.filter(({ verb }) => verb === "write");
  expect(writes.map(({ to, atMs }) => [to, atMs])).toEqual([
    ["n1", 0],
    ["n2", 351],
  ]);
});

test("news of a newer leader moves an attempt that hangs elsewhere, under the same request", async () => {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport(clock, "silence", { index: 5 });
  const calls = new CallRunner({ transport, clock, chance: repeatableChance() });
  calls.hear({ term: 4, leader: "n1" });
  const running = calls.run(
    "write",
    { rows: [], accountId: "" },
    { caller: newCaller(), token: "" },
  );
  await clock.pass(100);
  calls.hear({ term: 5, leader: "n2" });
  await clock.pass(2);
  expect((await running).ok).toBe(true);
  expect(transport.attempts.map(({ to }) => to)).toEqual(["n1", "n2"]);
});

test("offline no call is sent until the way is open again; now and then a harmless question is", async () => {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport(clock, { index: 5 });
  const calls = new CallRunner({ transport, clock, chance: repeatableChance() });
  calls.setOnline(false);
  const running = calls.run(
    "write",
    { rows: [], accountId: "" },
    { caller: newCaller(), token: "" },
  );
  await clock.pass(5_000);
  expect(transport.attempts.map(({ verb, atMs }) => ({ verb, atMs }))).toEqual([
    { verb: "now", atMs: 0 },
    { verb: "now", atMs: 5_000 },
  ]);
  calls.setOnline(true);
  await clock.pass(2);
  expect((await running).ok).toBe(true);
});

test("an abort ends a waiting call at once", async () => {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport(
    clock,
    failed({ code: 8, reason: "OVERLOADED", retryMs: 9_000 }),
  );
  const calls = new CallRunner({ transport, clock, chance: repeatableChance() });
  const abort = new AbortController();
  const running = calls.run(
    "write",
    { rows: [], accountId: "" },
    { caller: newCaller(), token: "", signal: abort.signal },
  );
  await clock.pass(10);
  abort.abort();
  expect(await running).toMatchObject({ ok: false, problem: { class: "OURS" } });
});

test("a stream begins anywhere, and after a loss at one of the other nodes, never where it was lost", () => {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport(clock, "silence");
  let draw = 0;
  const chance = { ...repeatableChance(), fraction: () => draw };
  const calls = new CallRunner({ transport, clock, chance });
  expect(calls.streamRoute("n2")).toEqual({ kind: "any", avoid: ["n2"] });
  calls.hear({ term: 1, leader: "n1", nodes: ["n1", "n2", "n3"] });
  expect(calls.streamRoute("")).toEqual({ kind: "any", avoid: [] });
  const chosen = new Set<string>();
  for (draw = 0; draw < 1; draw += 0.1) {
    const route = calls.streamRoute("n2");
    chosen.add(route.kind === "pin" ? route.node : "any");
  }
  expect([...chosen].toSorted()).toEqual(["n1", "n3"]);
});
