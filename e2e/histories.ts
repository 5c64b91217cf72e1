/** What each node itself holds of a conversation, read from it over gRPC, and whether everybody tells the same story. */
import { CallRunner, newCaller } from "@parley/client/call-runner.ts";
import { systemChance, systemClock } from "@parley/client/system-clock.ts";
import { createChatClient } from "@parley/client/chat-client.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import type { Message } from "@parley/client/model.ts";
import { expect } from "@playwright/test";
import type { ClusterUnderTest } from "./cluster-under-test.ts";
import type { Person } from "./person.ts";
import type { Talk } from "./talk.ts";
import type { TranscriptLine } from "./transcript.ts";

const PAGE_ROWS = 200;

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

interface Reading {
  readonly token: string;
  readonly conversationId: string;
}

async function historyOf(
  transport: GrpcJsTransport,
  { token, conversationId }: Reading,
): Promise<readonly TranscriptLine[]> {
  const calls = new CallRunner({ transport, clock: systemClock, chance: systemChance });
  const messages: Message[] = [];
  const names = new Map<string, string>();
  for (;;) {
    // afterSeq 0 would mean the newest page, so the first page is asked for by its end.
    const bounds =
      messages.length === 0
        ? { beforeSeq: PAGE_ROWS + 1 }
        : { afterSeq: messages.at(-1)?.seq ?? 0 };
    const request = { conversationId, ...bounds, pageSize: PAGE_ROWS };
    const page = await calls.run("listMessages", request, { caller: newCaller(), token });
    if (!page.ok) throw new Error(`no history: ${page.problem.message}`);
    messages.push(...page.value.messages);
    for (const { id, name } of page.value.accounts) names.set(id, name);
    if (!page.value.hasAfter || page.value.messages.length === 0) break;
  }
  return messages.map(({ seq, authorId, text }) => ({
    seq,
    author: names.get(authorId) ?? authorId,
    text,
  }));
}
