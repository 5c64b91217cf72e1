/**
 * Nodes that a test kills, freezes and elects by hand, behind the Transport port: the twin of the two gRPC
 * transports. Calls take one virtual ms each way.
 */
import type { Clock } from "./clock.ts";
import type { StreamItem } from "./model.ts";
import type {
  AttemptOptions,
  Calls,
  Reply,
  ReplyFacts,
  Route,
  StreamListener,
  SubscribeOptions,
  SubscribeRequest,
  Transport,
  Verb,
  WireFailure,
} from "./transport.ts";
import { type Answers, memoryAnswers, statusOf } from "./memory-answers.ts";
import { MemoryChat } from "./memory-chat.ts";
import { MemoryPeople } from "./memory-people.ts";
import { Refused } from "./memory-refused.ts";
import { WRITES } from "./verb-kinds.ts";
import { failed } from "./wire-errors.ts";

type NodeState = "up" | "dead" | "frozen";

interface Stream {
  readonly node: string;
  readonly userId: string;
  readonly listener: StreamListener;
  sentIndex: number;
  isGreeted: boolean;
}

const HOP_MS = 1;
const HEARTBEAT_MS = 2_000;

export class MemoryCluster implements Transport {
  readonly chat = new MemoryChat();
  leader = "n1";
  term = 1;
  /** Answers of writes that get lost on their way back. */
  loseAnswers = 0;
  isDiskFull = false;
  /** Every attempt, for tests: verb, node, and whether it was pinned. */
  readonly attempts: { readonly verb: Verb; readonly node: string; readonly isPinned: boolean }[] =
    [];
  private readonly clock: Clock;
  private readonly nodes = new Map<string, NodeState>();
  private readonly streams = new Set<Stream>();
  private turn = 0;
  private readonly answers: Answers;
  private readonly people: MemoryPeople;

  constructor(clock: Clock, size = 5) {
    this.clock = clock;
    this.people = new MemoryPeople(this.chat, clock, (ids, item) => this.push(item, ids));
    const answers = memoryAnswers(this.chat, () => this.statuses());
    this.answers = { ...answers, ...this.people.answers };
    for (let i = 1; i <= size; i += 1) this.nodes.set(`n${i}`, "up");
    this.beat();
  }

  /** The process ends: connections break, a leader is gone until `elect`. */
  kill(node: string): void {
    this.nodes.set(node, "dead");
    if (this.leader === node) this.leader = "";
    for (const stream of this.streams)
      if (stream.node === node)
        this.cut(stream, failed({ code: 2, message: "http status code: 0" }));
  }

  /** Stops answering, keeps its connections. */
  freeze(node: string): void {
    this.nodes.set(node, "frozen");
    if (this.leader === node) this.leader = "";
  }

  revive(node: string): void {
    this.nodes.set(node, "up");
  }

  elect(node: string): void {
    this.term += 1;
    this.leader = node;
    this.push({ kind: "leaderNews", term: this.term, leader: node });
  }

  /** Cuts every stream with a reason of the contract. */
  cutStreams(reason: string, code: number): void {
    for (const stream of this.streams) this.cut(stream, failed({ code, reason }));
  }

  call<V extends Verb>(
    verb: V,
    request: Calls[V]["request"],
    options: AttemptOptions,
  ): Promise<Reply<Calls[V]["answer"]>> {
    const node = this.pick(options.route);
    this.attempts.push({ verb, node, isPinned: options.route.kind === "pin" });
    return new Promise((resolve) => {
      const timedOut = failed({ code: 4, endedBy: "timer", facts: this.facts(node) });
      this.clock.after(options.deadlineMs, () => resolve({ ok: false, failure: timedOut }));
      options.signal?.addEventListener("abort", () =>
        resolve({ ok: false, failure: failed({ code: 1, endedBy: "abort" }) }),
      );
      this.clock.after(HOP_MS, () => {
        if (this.nodes.get(node) === "frozen") return;
        const reply = this.serve(verb, request, { node, ...options });
        const isLost = reply.ok && WRITES.has(verb) && this.loseAnswers > 0;
        if (isLost) this.loseAnswers -= 1;
        this.clock.after(HOP_MS, () => {
          const broken = failed({
            code: 2,
            message: "http status code: 0",
            facts: this.facts(node),
          });
          resolve(
            isLost || (reply.ok && this.nodes.get(node) === "dead")
              ? { ok: false, failure: broken }
              : reply,
          );
        });
      });
    });
  }

  subscribe(
    { afterIndex, clusterId, accountId }: SubscribeRequest,
    { route, token }: SubscribeOptions,
    listener: StreamListener,
  ): () => void {
    const node = this.pick(route);
    const userId = this.chat.sessions.get(token) ?? "";
    const stream: Stream = { node, userId, listener, sentIndex: afterIndex, isGreeted: false };
    this.streams.add(stream);
    this.clock.after(HOP_MS, () => {
      if (!this.streams.has(stream) || this.nodes.get(node) === "frozen") return;
      if (this.nodes.get(node) !== "up") return this.cut(stream, failed({ code: 14 }));
      const isStranger = userId === "" || (accountId !== "" && accountId !== userId);
      if (isStranger) return this.cut(stream, failed({ code: 16, reason: "BAD_SESSION" }));
      const isForeign = clusterId !== this.chat.clusterId || afterIndex < this.chat.compactedIndex;
      if (isForeign) return this.cut(stream, failed({ code: 11, reason: "COMPACTED" }));
      this.greet(stream);
    });
    return () => this.drop(stream);
  }

  close(): void {
    this.streams.clear();
  }

  // -------------------------------------------------------------------------------------- The nodes

  private get hasMajority(): boolean {
    const up = [...this.nodes.values()].filter((state) => state === "up").length;
    return this.leader !== "" && up > this.nodes.size / 2;
  }

  private pick(route: Route): string {
    if (route.kind === "pin") return route.node;
    const living = [...this.nodes].filter(([, state]) => state !== "dead").map(([name]) => name);
    const allowed = living.filter((name) => !route.avoid.includes(name));
    const choice = allowed.length > 0 ? allowed : living;
    this.turn += 1;
    return choice[this.turn % Math.max(1, choice.length)] ?? "";
  }

  private facts(node: string): ReplyFacts {
    return { node, term: this.term, leader: this.leader };
  }

  private serve<V extends Verb>(
    verb: V,
    request: Calls[V]["request"],
    { node, token, allowStale = false }: AttemptOptions & { readonly node: string },
  ): Reply<Calls[V]["answer"]> {
    const refused = (
      reason: string,
      code: number,
    ): { readonly ok: false; readonly failure: WireFailure } => ({
      ok: false,
      failure: failed({ code, reason, message: reason, facts: this.facts(node) }),
    });
    if (this.nodes.get(node) !== "up")
      return { ok: false, failure: failed({ code: 14, facts: { node, term: 0, leader: "" } }) };
    const needsLog = verb !== "now" && verb !== "getCluster";
    if (WRITES.has(verb) && this.hasMajority && this.leader !== node)
      return refused("NOT_LEADER", 9);
    if (WRITES.has(verb) && this.isDiskFull) return refused("DISK_FULL", 14);
    if (needsLog && !this.hasMajority && !allowStale) return refused("NO_LEADER", 14);
    const answer: Answers[V] = this.answers[verb];
    const value = answer(request, {
      node,
      facts: this.facts(node),
      userId: this.chat.sessions.get(token) ?? "",
      token,
    });
    this.feed();
    if (typeof value === "object" && value instanceof Refused)
      return refused(value.reason, value.code);
    const { index, ledger } = this.chat;
    const old = allowStale ? { asOf: { index, timeMs: ledger.timeMs } } : {};
    return { ok: true, value, facts: { ...this.facts(node), ...old } };
  }

  private statuses() {
    const { nodes, leader, term } = this;
    const up = (node: string): boolean => nodes.get(node) === "up";
    return [...nodes.keys()].map((node) => statusOf(node, { leader, term, reachable: up(node) }));
  }

  // ------------------------------------------------------------------------------------ The streams

  private greet(stream: Stream): void {
    const { node, listener } = stream;
    stream.isGreeted = true;
    const nodes = [...this.nodes.keys()];
    const { clusterId, index: appliedIndex, ledger } = this.chat;
    listener.item(
      {
        kind: "hello",
        clusterId,
        nodes,
        appliedIndex,
        heartbeatMs: HEARTBEAT_MS,
        timeMs: ledger.timeMs,
        ...this.facts(node),
      },
      100,
    );
    this.catchUp(stream);
    this.tell(stream, { kind: "caughtUp", appliedIndex: this.chat.index });
    this.tell(stream, this.people.opened(stream.userId));
  }

  private feed(): void {
    for (const stream of this.streams) this.clock.after(HOP_MS, () => this.catchUp(stream));
  }

  private catchUp(stream: Stream): void {
    const { userId } = stream;
    const indexes = new Set(
      this.chat.events
        .filter((each) => each.userId === userId && each.index > stream.sentIndex)
        .map(({ index }) => index),
    );
    for (const index of indexes) {
      const changes = this.chat.events
        .filter((each) => each.userId === userId && each.index === index)
        .map(({ change }) => change);
      if (!this.tell(stream, { kind: "event", index, changes, part: 0, last: true })) return;
      stream.sentIndex = index;
    }
  }

  /** To all, or to the streams of some. */
  private push(item: StreamItem, userIds?: readonly string[]): void {
    for (const stream of this.streams)
      if (userIds?.includes(stream.userId) !== false)
        this.clock.after(HOP_MS, () => this.tell(stream, item));
  }

  private drop(stream: Stream): boolean {
    if (stream.isGreeted && this.streams.has(stream)) this.people.closed(stream.userId);
    return this.streams.delete(stream);
  }

  private tell(stream: Stream, item: StreamItem): boolean {
    if (!stream.isGreeted || !this.streams.has(stream) || this.nodes.get(stream.node) !== "up")
      return false;
    stream.listener.item(item, 100);
    return true;
  }

  private cut(stream: Stream, failure: WireFailure): void {
    if (this.drop(stream)) this.clock.after(0, () => stream.listener.ended(failure));
  }

  /** Ordered behind the events, whatever a frozen node kept back. */
  private beat(): void {
    for (const stream of this.streams) {
      this.clock.after(HOP_MS, () => {
        this.catchUp(stream);
        const { term, leader, hasMajority: quorum } = this;
        this.tell(stream, {
          kind: "heartbeat",
          appliedIndex: this.chat.index,
          term,
          leader,
          quorum,
        });
      });
    }
    this.clock.after(HEARTBEAT_MS, () => this.beat());
  }
}
