/**
 * All event streams of this node: so many and no more, told of new leaders, of who types and who is there, and sent away
 * before a stop.
 */
import type { TypingNote } from "../gossip-port.ts";
import { LIMITS } from "../limits.ts";
import { People } from "../presence/people.ts";
import type { PeopleOptions } from "../presence/people.ts";
import type { PersonPresence } from "../presence/presence-table.ts";
import { WholeLists } from "../presence/whole-lists.ts";
import { CallRefusal } from "./call-refusal.ts";
import { companyOf } from "./company.ts";
import { EventStream } from "./event-stream.ts";
import type { SubscribeCall } from "./event-stream.ts";
import type { RpcNode } from "./rpc-node.ts";
import { encodeLeaderNews, encodePresence, encodeTyping } from "./stream-items.ts";

/** When a stream that found this node full may come back, ms. */
const RETRY_MS = 1_000;

export class EventStreams {
  readonly people: People;
  private readonly node: RpcNode;
  private readonly open = new Set<EventStream>();
  /** Those of accounts that are signed in, by account. */
  private readonly byAccount = new Map<string, Set<EventStream>>();
  private readonly lists: WholeLists<EventStream>;
  private isDraining = false;

  constructor(node: RpcNode, { clock, gossip }: Pick<PeopleOptions, "clock" | "gossip">) {
    this.node = node;
    node.log.onLeaderChange((status) => {
      const news = encodeLeaderNews(status);
      for (const stream of this.open) stream.tell(news);
    });
    this.lists = new WholeLists({
      clock,
      ask: (accountId) => this.people.around(accountId),
      tell: (streams, people) => {
        const news = encodePresence(people, true);
        for (const stream of streams) stream.hearPeople(news);
      },
    });
    const { byAccount } = this;
    this.people = new People({
      clock,
      gossip,
      company: companyOf(node.chat, node.log),
      crowd: {
        get isEmpty() {
          return byAccount.size === 0;
        },
        tellTyping: (ids, note) => this.tellTyping(ids, note),
        tellPresence: (ids, people) => this.tellPresence(ids, people),
      },
    });
  }

  get count(): number {
    return this.open.size;
  }

  async serve(call: SubscribeCall): Promise<void> {
    const stream: EventStream = new EventStream(this.node, call, {
      admitted: (accountId) => this.admitted(accountId, stream),
      wantsPeople: (accountId) => this.lists.want(accountId, stream),
      ended: (accountId) => this.ended(accountId, stream),
    });
    const refusal = this.refusal();
    if (refusal !== null) return stream.fail(refusal);
    this.open.add(stream);
    await stream.run();
  }

  /** Asks every subscriber to open a stream elsewhere; ends what is left after `afterMs`. */
  async drain(afterMs: number): Promise<void> {
    this.isDraining = true;
    if (this.open.size === 0) return;
    for (const stream of this.open) stream.goAway(afterMs);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    for (const stream of this.open) stream.fail(draining());
  }

  private admitted(accountId: string, stream: EventStream): void {
    const streams = this.byAccount.get(accountId) ?? new Set();
    this.byAccount.set(accountId, streams.add(stream));
    this.people.opened(accountId);
  }

  private ended(accountId: string | null, stream: EventStream): void {
    this.open.delete(stream);
    if (accountId === null) return;
    this.lists.drop(accountId, stream);
    const streams = this.byAccount.get(accountId);
    streams?.delete(stream);
    if (streams?.size === 0) this.byAccount.delete(accountId);
    this.people.closed(accountId);
  }

  private tellTyping(accountIds: readonly string[], note: TypingNote): void {
    const news = encodeTyping(note);
    for (const stream of this.streamsOf(accountIds)) stream.hearTyping(news);
  }

  private tellPresence(accountIds: readonly string[], people: readonly PersonPresence[]): void {
    const news = encodePresence(people, false);
    for (const stream of this.streamsOf(accountIds)) stream.hearPeople(news);
  }

  private *streamsOf(accountIds: readonly string[]): Generator<EventStream> {
    for (const accountId of accountIds) yield* this.byAccount.get(accountId) ?? [];
  }

  private refusal(): CallRefusal | null {
    if (this.isDraining) return draining();
    if (this.open.size < LIMITS.streamsPerNode) return null;
    const sentence = "This node serves as many streams as it can; use another one.";
    return new CallRefusal("OVERLOADED", sentence, { retryMs: RETRY_MS });
  }
}

function draining(): CallRefusal {
  return new CallRefusal("DRAINING", "");
}
