/**
 * Carries one call through as many attempts as its budget allows: finds the leader, changes nodes, waits as told,
 * always with the same request and so the same keys. All callers of a process share one runner, and with it what
 * is known of the leader.
 */
import {
  earnToken,
  FULL_TOKENS,
  OFFLINE_TRY_MS,
  type RetryTokens,
  spendToken,
  tokenDelayMs,
} from "./backoff.ts";
import { lastWord, newRun, noteProblem, type Run } from "./call-run.ts";
import type { Chance, Clock } from "./clock.ts";
import { normalise, type Problem } from "./errors.ts";
import { attemptMs, type Latencies, noteLatency, NO_LATENCIES } from "./latency.ts";
import {
  type Advice,
  type Chain,
  NEW_CHAIN,
  NEW_TRACKER,
  type Tracker,
  type TrackerEvent,
} from "./leader-knowledge.ts";
import { readRoute, step, writeRoute } from "./leader-tracker.ts";
import { CLIENT_LIMITS } from "./limits.ts";
import { acknowledged, CANCELLED, isFinal, trackerEvent } from "./problem-events.ts";
import { RoomWatch } from "./room-watch.ts";
import { Scout } from "./scout.ts";
import { HASHING, WRITES } from "./verb-kinds.ts";
import { WaitingCalls } from "./waiting-calls.ts";
import type { Calls, Reply, ReplyFacts, Route, Transport, Verb } from "./transport.ts";

/** An operation is queued, or fails, after this. */
export const OPERATION_BUDGET_MS = 15_000;
/** Passwords are hashed on the node, one after another: patience before another node is asked to do it again. */
const HASHING_MIN_MS = 3_000;
/** While a pinned attempt stays without an answer, others are asked so often whether somebody else leads by now. */
const DOUBT_AGAIN_MS = 100;

/** The retry tokens of one caller: an outbox, a page's reads, one worker of a load generator. */
export interface Caller {
  tokens: RetryTokens;
}

export function newCaller(): Caller {
  return { tokens: FULL_TOKENS };
}

export interface RunOptions {
  readonly caller: Caller;
  readonly token: string;
  readonly budgetMs?: number;
  readonly allowStale?: boolean;
  readonly signal?: AbortSignal;
}

export type CallEnd<Value> =
  | { readonly ok: true; readonly value: Value; readonly facts: ReplyFacts }
  /** `isUnknown`: some attempt may have been executed. `problem`: the last one. */
  | { readonly ok: false; readonly problem: Problem; readonly isUnknown: boolean };

export interface CallRunnerOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly chance: Chance;
  /** A node answered, be it with a refusal: the way is open. */
  readonly answered?: () => void;
  /** `room` reads differently. */
  readonly roomChanged?: () => void;
}

export class CallRunner {
  readonly room: RoomWatch;
  private readonly transport: Transport;
  private readonly clock: Clock;
  private readonly chance: Chance;
  private tracker: Tracker = NEW_TRACKER;
  private readonly latencies = new Map<Verb, Latencies>();
  private readonly waiting: WaitingCalls;
  private readonly answered: () => void;
  private readonly scout: Scout;

  constructor(options: CallRunnerOptions) {
    const { transport, clock, chance, answered = () => {}, roomChanged = () => {} } = options;
    this.room = new RoomWatch(clock, roomChanged);
    this.transport = transport;
    this.clock = clock;
    this.chance = chance;
    this.answered = answered;
    this.waiting = new WaitingCalls(clock);
    this.scout = new Scout({ transport, clock, chance, heard: (news) => this.hear(news) });
  }

  /** Never rejects. An abort by `signal` ends with class OURS. */
  async run<V extends Verb>(
    verb: V,
    request: Calls[V]["request"],
    options: RunOptions,
  ): Promise<CallEnd<Calls[V]["answer"]>> {
    const untilMs = this.clock.now() + (options.budgetMs ?? OPERATION_BUDGET_MS);
    const run = newRun();
    for (;;) {
      const leftMs = untilMs - this.clock.now();
      const { isUnknown } = run;
      if (options.signal?.aborted) return { ok: false, problem: CANCELLED, isUnknown };
      if (leftMs <= 0) return { ok: false, problem: lastWord(run, WRITES.has(verb)), isUnknown };
      const route = this.route(verb);
      if (route === null) {
        this.scout.knock();
        await this.waiting.wait(Math.min(leftMs, OFFLINE_TRY_MS), options.signal);
        continue;
      }
      const startedMs = this.clock.now();
      const reply = await this.attempt(verb, request, {
        ...options,
        route,
        leftMs,
        timeouts: run.timeouts,
      });
      if (reply === "moved") {
        run.isUnknown = true;
        continue;
      }
      if (reply.ok) {
        this.succeeded(verb, reply, {
          caller: options.caller,
          tookMs: this.clock.now() - startedMs,
        });
        return reply;
      }
      const advice = this.failed(verb, reply, { run, route });
      if (isFinal(run.problem, run.skews))
        return { ok: false, problem: run.problem, isUnknown: run.isUnknown };
      const delayMs = this.pay(options.caller, advice);
      if (delayMs > 0)
        await this.waiting.wait(Math.min(delayMs, untilMs - this.clock.now()), options.signal);
    }
  }

  /** What Hello, heartbeats and leader news say. A newer leader moves every call at once. */
  hear(news: {
    readonly term: number;
    readonly leader: string;
    readonly nodes?: readonly string[];
  }): void {
    for (const node of news.nodes ?? []) this.scout.meet(node);
    this.learn({ kind: "news", term: news.term, leader: news.leader }, NEW_CHAIN);
  }

  setOnline(isOnline: boolean): void {
    this.learn({ kind: isOnline ? "online" : "offline" }, NEW_CHAIN);
  }

  /** Ends every wait: something says that a try may succeed now. */
  wake(): void {
    this.waiting.wake();
  }

  /** For people and tests. */
  leader(): { readonly leader: string; readonly term: number } {
    const { leader, term } = this.tracker;
    return { leader, term };
  }

  /**
   * Where a stream should start. The edge cannot be told "anyone but this one", and goes on choosing a frozen node
   * until its health checks have failed: after a loss the stream is pinned to one of the others.
   */
  streamRoute(avoid: string): Route {
    const route = readRoute(this.tracker, this.clock.now());
    const dead = route?.kind === "any" ? route.avoid : [];
    const avoided = avoid === "" ? dead : [...dead, avoid];
    const node = avoid === "" ? null : this.scout.another(avoided);
    return node === null ? { kind: "any", avoid: avoided } : { kind: "pin", node };
  }

  private route(verb: Verb): Route | null {
    return WRITES.has(verb)
      ? writeRoute(this.tracker, this.clock.now())
      : readRoute(this.tracker, this.clock.now());
  }

  private attempt<V extends Verb>(
    verb: V,
    request: Calls[V]["request"],
    options: RunOptions & {
      readonly route: Route;
      readonly leftMs: number;
      readonly timeouts: number;
    },
  ): Promise<Reply<Calls[V]["answer"]> | "moved"> {
    const { route, token, signal, leftMs, timeouts, allowStale = false } = options;
    const floorMs = HASHING.has(verb) ? HASHING_MIN_MS : 0;
    const ownMs = attemptMs(
      this.latencies.get(verb) ?? NO_LATENCIES,
      timeouts,
      CLIENT_LIMITS.callMs,
    );
    const abort = new AbortController();
    const onAbort = (): void => abort.abort();
    signal?.addEventListener("abort", onAbort);
    return new Promise((resolve) => {
      const leave = this.waiting.underWay(route, () => {
        resolve("moved");
        abort.abort();
      });
      const deadlineMs = Math.min(leftMs, Math.max(floorMs, ownMs));
      const call = { route, deadlineMs, signal: abort.signal, token, allowStale };
      const trust = this.doubt(route, deadlineMs / 2);
      void this.transport.call(verb, request, call).then((reply) => {
        leave();
        trust();
        signal?.removeEventListener("abort", onAbort);
        resolve(acknowledged(reply)); // a promise settles once: a moved attempt stays moved
      });
    });
  }

  /**
   * A frozen leader neither answers nor breaks: after half of the attempt's time two others are asked who leads, again
   * and again until `trust`. News of another leader moves the attempt before its own timer ends it.
   */
  private doubt(route: Route, afterMs: number): () => void {
    if (route.kind !== "pin") return () => {};
    const ask = (): void => {
      this.scout.probe(route.node);
      cancel = this.clock.after(DOUBT_AGAIN_MS, ask);
    };
    let cancel = this.clock.after(afterMs, ask);
    return () => cancel();
  }

  private succeeded(
    verb: Verb,
    { facts }: { readonly facts: ReplyFacts },
    call: { readonly caller: Caller; readonly tookMs: number },
  ): void {
    this.latencies.set(verb, noteLatency(this.latencies.get(verb) ?? NO_LATENCIES, call.tookMs));
    call.caller.tokens = earnToken(call.caller.tokens);
    if (WRITES.has(verb)) this.room.taken();
    this.scout.meet(facts.node);
    this.learn({ kind: "answered", ...facts }, NEW_CHAIN);
  }

  private failed(
    verb: Verb,
    reply: Extract<Reply<unknown>, { ok: false }>,
    { run, route }: { readonly run: Run; readonly route: Route },
  ): Advice {
    noteProblem(run, normalise(reply.failure));
    this.room.failed(run.problem);
    if (run.problem.class === "OURS") return { ...NO_ADVICE, chain: run.chain };
    const event = trackerEvent(run.problem, {
      route,
      isWrite: WRITES.has(verb),
      isPinned: this.tracker.name === "PINNED",
    });
    const advice = this.learn(event, run.chain);
    run.chain = advice.chain;
    return advice;
  }

  private pay(caller: Caller, advice: Advice): number {
    if (!advice.costsToken) return advice.delayMs;
    caller.tokens = spendToken(caller.tokens);
    return tokenDelayMs(caller.tokens, advice.delayMs);
  }

  private learn(event: TrackerEvent, chain: Chain): Advice {
    const moment = { nowMs: this.clock.now(), random: this.chance.fraction(), chain };
    const { tracker, advice } = step(this.tracker, event, moment);
    const suspect = "node" in event ? event.node : "";
    this.tracker = tracker;
    if (advice.repin) this.waiting.repin(tracker.leader);
    if (advice.probe) this.scout.probe(suspect);
    if (event.kind === "answered") this.answered();
    return advice;
  }
}

const NO_ADVICE = { delayMs: 0, costsToken: false, repin: false, probe: false } as const;
