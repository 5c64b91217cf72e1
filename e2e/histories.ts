/** What each node itself holds of a conversation, read from it over gRPC, and whether everybody tells the same story. */
import { CallRunner } from "@parley/client/call-runner.ts";
import { systemChance, systemClock } from "@parley/client/system-clock.ts";
import { createChatClient } from "@parley/client/chat-client.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import { readWholeHistory } from "@parley/client/whole-history.ts";
import { expect } from "@playwright/test";
import type { ClusterUnderTest } from "./cluster-under-test.ts";
import type { Person } from "./person.ts";
import type { Talk } from "./talk.ts";
import type { TranscriptLine } from "./transcript.ts";

/** The conversation as each living node holds it, by node. */
export async function historiesOf(
  cluster: Pick<ClusterUnderTest, "living">,
  reader: Person,
): Promise<ReadonlyMap<string, readonly TranscriptLine[]>> {
  const { living } = cluster;
  const nodes = living.map(({ id, grpc }) => ({ name: id, address: grpc }));
  const client = createChatClient({ transport: new GrpcJsTransport({ nodes }) });
  const { token } = await client.logIn(reader.name, reader.password);
  client.close();
  const { conversationId } = reader;
  const histories = new Map<string, readonly TranscriptLine[]>();
  for (const { id, grpc } of living) {
    const own = new GrpcJsTransport({ nodes: [{ name: id, address: grpc }] });
    histories.set(id, await historyOf(own, { token, conversationId }));
    own.close();
  }
  return histories;
}

/**
 * After a fault: what was acknowledged is in every node's history; both screens and all living nodes tell the same
 * list; each text is there once; each sender's order is kept.
 */
export async function expectOneStory(
  cluster: Pick<ClusterUnderTest, "living">,
  talks: readonly Talk[],
): Promise<readonly TranscriptLine[]> {
  const readers = talks.map(({ person }) => person);
  const [first] = readers;
  if (first === undefined) throw new Error("nobody talked");
  const histories = await historiesOf(cluster, first);
  const [story = []] = histories.values();
  for (const [node, history] of histories) expect(history, `the history of ${node}`).toEqual(story);
  for (const reader of new Set(readers)) {
    expect(await reader.transcript(story.length), `what ${reader.name} sees`).toEqual(story);
  }
  const texts = story.map(({ text }) => text);
  for (const { person, said } of talks) {
    const acknowledged = person.guard
      .acknowledged(person.name)
      .filter((text) => said.includes(text));
    expect(texts, "everything acknowledged").toEqual(expect.arrayContaining([...acknowledged]));
    // Said once, told once, in the order of saying.
    expect(texts.filter((text) => said.includes(text))).toEqual(said);
  }
  expect(new Set(texts).size, "each text once").toBe(texts.length);
  return story;
}

/** As `transport` reaches only one node, this is that node's own copy. */
async function historyOf(
  transport: GrpcJsTransport,
  reading: { readonly token: string; readonly conversationId: string },
): Promise<readonly TranscriptLine[]> {
  const calls = new CallRunner({ transport, clock: systemClock, chance: systemChance });
  const { messages, accounts } = await readWholeHistory(calls, reading);
  return messages.map(({ seq, authorId, text }) => ({
    seq,
    author: accounts.get(authorId)?.name ?? authorId,
    text,
  }));
}
