/** One page on five nodes, for tests: everything in virtual time. */
import {
  type ChatClient,
  createChatClient,
  type LiveUpdate,
  type WriteOutcome,
} from "./chat-client.ts";
import { connectionLine } from "./connection-line.ts";
import { MemoryCluster } from "./memory-cluster.ts";
import { MemoryOutboxStore } from "./memory-outbox-store.ts";
import { MemoryTabs } from "./memory-tabs.ts";
import type { OutboxStore } from "./outbox-store.ts";
import { quietSignals, type Signals } from "./signals.ts";
import { repeatableChance, VirtualClock } from "./virtual-clock.ts";

export class Page {
  readonly clock: VirtualClock;
  readonly cluster: MemoryCluster;
  readonly client: ChatClient;
  readonly updates: LiveUpdate[] = [];
  roomId = "";

  constructor(
    given: {
      clock?: VirtualClock;
      cluster?: MemoryCluster;
      outbox?: OutboxStore;
      tabs?: MemoryTabs;
      token?: string;
      chance?: ReturnType<typeof repeatableChance>;
      signals?: Signals;
    } = {},
  ) {
    this.clock = given.clock ?? new VirtualClock();
    this.cluster = given.cluster ?? new MemoryCluster(this.clock);
    const {
      outbox = new MemoryOutboxStore(),
      tabs = new MemoryTabs(),
      token = "",
      chance = repeatableChance(),
      signals = quietSignals,
    } = given;
    this.client = createChatClient({
      transport: this.cluster,
      clock: this.clock,
      chance,
      outbox,
      tabs,
      token,
      signals,
    });
  }

  /** Lets time pass until the promise settles; fails when `withinMs` do not suffice. */
  async until<Value>(promise: Promise<Value>, withinMs = 20_000): Promise<Value> {
    let isDone = false;
    const watched = promise.finally(() => {
      isDone = true;
    });
    watched.catch(() => {});
    for (let passedMs = 0; !isDone && passedMs <= withinMs; passedMs += 5) await this.clock.pass(5);
    if (!isDone) throw new Error(`nothing settled within ${withinMs} ms`);
    return watched;
  }

  /** Signed up, live, and member of a room. */
  async ready(): Promise<this> {
    await this.until(this.client.createAccount("ada", "correct horse"));
    this.client.start((update) => this.updates.push(update));
    const made = await this.until(this.client.createRoom("lounge").outcome);
    if (made.kind === "conversationChanged") this.roomId = made.conversation.id;
    await this.clock.pass(20);
    return this;
  }

  send(text: string): Promise<WriteOutcome> {
    return this.client.send(this.roomId, text).outcome;
  }

  texts(): readonly string[] {
    return this.cluster.chat.messages.map(({ text }) => text);
  }

  /** Texts as the feed told them, without repeats of one message. */
  seen(): readonly string[] {
    const seen = new Map<string, string>();
    for (const update of this.updates) {
      if (update.kind !== "changes") continue;
      for (const change of update.changes)
        if (change.kind === "message") seen.set(change.message.id, change.message.text);
    }
    return [...seen.values()];
  }

  line(): string {
    return connectionLine(this.client.connection(), this.clock.wall()).kind;
  }
}
