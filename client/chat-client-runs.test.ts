import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChatClient, createChatClient } from "./chat-client.ts";
import type { Change } from "./model.ts";
import { MemoryCluster } from "./memory-cluster.ts";
import { repeatableChance, VirtualClock } from "./virtual-clock.ts";

const NODES = ["n1", "n2", "n3", "n4", "n5"];

/** Ada writes, Bob listens, the nodes have bad luck. */
class Story {
  readonly clock = new VirtualClock();
  readonly cluster = new MemoryCluster(this.clock);
  readonly chance = repeatableChance();
  readonly heard = new Map<string, string>();
  readonly indexes: number[] = [];
  private written = 0;
  private roomId = "";
  private ada: ChatClient | null = null;

  async begin(): Promise<void> {
    this.ada = await this.person("ada", () => {});
    const made = this.ada.createRoom("lounge").outcome;
    await this.clock.pass(50);
    const outcome = await made;
    if (outcome.kind === "conversationChanged") this.roomId = outcome.conversation.id;
    const bob = await this.person("bob", (index, changes) => {
      if (changes.some(({ kind }) => kind === "message")) this.indexes.push(index);
      for (const change of changes)
        if (change.kind === "message") this.heard.set(change.message.id, change.message.text);
    });
    bob.joinRoom(this.roomId);
    await this.clock.pass(50);
  }

  private async person(
    name: string,
    told: (index: number, changes: readonly Change[]) => void,
  ): Promise<ChatClient> {
    const { clock, chance } = this;
    const client = createChatClient({ transport: this.cluster, clock, chance });
    const session = client.createAccount(name, "correct horse");
    await clock.pass(50);
    await session;
    client.start((update) => {
      if (update.kind === "changes") told(update.index, update.changes);
    });
    await clock.pass(50);
    return client;
  }

  send(): void {
    this.written += 1;
    this.ada?.send(this.roomId, `message ${this.written}`);
  }

  /** No snapshot happens in this story, so that every message must come through the feed. */
  async end(): Promise<void> {
    for (const node of NODES) this.cluster.revive(node);
    this.cluster.loseAnswers = 0;
    this.cluster.elect("n2");
    await this.clock.pass(30_000);
    const expected = Array.from({ length: this.written }, (_, at) => `message ${at + 1}`);
    expect(this.cluster.chat.messages.map(({ text }) => text)).toEqual(expected); // once, in order, nothing lost
    expect([...this.heard.values()]).toEqual(expected); // and heard the same
    expect(this.indexes).toEqual([...new Set(this.indexes)].toSorted((a, b) => a - b)); // each index once, upwards
    expect(this.ada?.outbox()).toEqual([]);
  }
}

type Luck = readonly [name: string, happens: (story: Story) => unknown];

const node = fc.constantFrom(...NODES);
const luck: fc.Arbitrary<Luck> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Luck>(["send", (story) => story.send()]) },
  {
    weight: 6,
    arbitrary: fc.nat(1_500).map<Luck>((ms) => [`pass ${ms}`, (story) => story.clock.pass(ms)]),
  },
  {
    weight: 2,
    arbitrary: node.map<Luck>((name) => [`kill ${name}`, ({ cluster }) => cluster.kill(name)]),
  },
  {
    weight: 1,
    arbitrary: node.map<Luck>((name) => [`freeze ${name}`, ({ cluster }) => cluster.freeze(name)]),
  },
  {
    weight: 3,
    arbitrary: node.map<Luck>((name) => [`revive ${name}`, ({ cluster }) => cluster.revive(name)]),
  },
  {
    weight: 3,
    arbitrary: node.map<Luck>((name) => [`elect ${name}`, ({ cluster }) => cluster.elect(name)]),
  },
  {
    weight: 1,
    arbitrary: fc
      .nat(4)
      .map<Luck>((lost) => [`lose ${lost}`, ({ cluster }) => (cluster.loseAnswers = lost)]),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Luck>(["lag", ({ cluster }) => cluster.cutStreams("LAGGING", 10)]),
  },
);

test("whatever happens to the nodes, both people end up with the same messages, once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(luck, { minLength: 10, maxLength: 40 }), async (events) => {
      const story = new Story();
      await story.begin();
      for (const [, happens] of events) await happens(story);
      await story.end();
    }),
    { numRuns: 60 },
  );
}, 60_000);
