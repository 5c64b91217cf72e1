/** For tests: a cluster in memory and the pages of several people on it, in virtual time. */
import type { PendingWrite } from "@parley/client/chat.ts";
import { createChatClient } from "@parley/client/chat-client.ts";
import { MemoryOutboxStore } from "@parley/client/memory-outbox-store.ts";
import { MemoryCluster } from "@parley/client/memory-cluster.ts";
import { repeatableChance, VirtualClock } from "@parley/client/virtual-clock.ts";

import { ChatSession } from "./chat-session.ts";

/** Pages of several people on one cluster of five nodes, in virtual time. */
export class Office {
  readonly clock = new VirtualClock();
  readonly cluster = new MemoryCluster(this.clock);
  readonly chance = repeatableChance();

  /** Somebody's page, before sign-in. */
  async page(): Promise<ChatSession> {
    const client = createChatClient({
      transport: this.cluster,
      clock: this.clock,
      chance: this.chance,
      outbox: new MemoryOutboxStore(),
    });
    const session = new ChatSession(() => Promise.resolve(client));
    await this.until(session.open());
    return session;
  }

  async person(name: string): Promise<ChatSession> {
    const session = await this.page();
    await this.until(session.signUp(name, "correct horse"));
    await this.clock.pass(50);
    return session;
  }

  /** Lets time pass until the promise settles. */
  async until<Value>(promise: Promise<Value>): Promise<Value> {
    let isDone = false;
    const watched = promise.finally(() => {
      isDone = true;
    });
    watched.catch(() => undefined);
    for (let passedMs = 0; !isDone && passedMs < 20_000; passedMs += 5) await this.clock.pass(5);
    if (!isDone) throw new Error("Nothing settled within 20 s");
    return watched;
  }
}

/** All that was begun has long settled. */
export const PATIENCE_MS = 10_000;

export function say(session: ChatSession, room: string, text: string): PendingWrite {
  return session.write((client) => client.send(room, text));
}

/** Ada and Grace, both in one room. */
export async function two(): Promise<{
  office: Office;
  ada: ChatSession;
  grace: ChatSession;
  room: string;
}> {
  const office = new Office();
  const ada = await office.person("Ada");
  const grace = await office.person("Grace");
  const room = await office.until(ada.createRoom("general"));
  await office.until(grace.joinRoom(room));
  await office.clock.pass(50);
  return { office, ada, grace, room };
}
