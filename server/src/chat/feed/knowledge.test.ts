/** What subscribers come to know, against what the tables say. */
import { fromBinary } from "@bufbuild/protobuf";
import { ListAccountsResponseSchema } from "@parley/proto/es/parley/v1/account_pb.js";
import {
  ListConversationsResponseSchema,
  type ReadPosition,
} from "@parley/proto/es/parley/v1/conversation_pb.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../ports.ts";
import { ChatCore } from "../chat-core.ts";
import { anyConversationCommand, IN_AND_OUT, PRELUDE } from "../random-conversations.ts";
import { anyWrite, FIRST_STEP, PEOPLE, quietStart } from "../random-log.ts";
import { entryOf, START_MS, tokenOf, type CommandKind } from "../scenario.ts";
import type { FeedOutput } from "./feed.ts";
import { ModelClient, readAll } from "./model-client.ts";

/** A core with three people, and clients by the id of their subscription. */
class Town {
  readonly core: ChatCore;
  readonly clients = new Map<number, { person: string; client: ModelClient }>();
  readonly #outputs: FeedOutput[] = [];
  #entries: Entry[] = [];
  #index = FIRST_STEP;
  #lastId = 0;

  constructor(level = 1) {
    this.core = new ChatCore(":memory:", (output) => void this.#outputs.push(output));
    this.core.applyEntries(quietStart(level), false);
    this.core.publish();
  }

  add(kind: CommandKind): void {
    this.#entries.push(entryOf(this.#index, START_MS, kind));
    this.#index += 1;
  }

  commit(): void {
    this.core.applyEntries(this.#entries, false);
    this.core.publish();
    this.#entries = [];
    this.#deliver();
  }

  connect(person: string, client = new ModelClient(this.core, tokenOf(person))): number {
    this.#lastId += 1;
    const id = this.#lastId;
    this.clients.set(id, { person, client });
    this.core.feed.subscribe(id, { tokenSha256: tokenOf(person), afterIndex: client.cursor });
    this.#deliver();
    return id;
  }

  disconnect(id: number): ModelClient | undefined {
    const client = this.clients.get(id)?.client;
    this.core.feed.unsubscribe(id);
    this.clients.delete(id);
    client?.disconnect();
    return client;
  }

  #deliver(): void {
    for (let output = this.#outputs.shift(); output !== undefined; output = this.#outputs.shift()) {
      const ids = output.kind === "live" ? output.ids : [output.id];
      for (const id of ids)
        if (this.clients.get(id)?.client.hear(output) === true) this.core.feed.pull(id);
    }
  }
}

/** What the state says, against what the client was told. */
function expectToKnowAll(town: Town, person: string, client: ModelClient): void {
  const caller = { tokenSha256: tokenOf(person), time: START_MS };
  const snapshot = fromBinary(
    ListConversationsResponseSchema,
    town.core.query("listConversations", { caller, clusterId: "c" }),
  );
  const present = [...client.memberships.values()].filter((membership) => !membership.removed);
  const byId = (one: { id?: string; conversationId?: string }, other: typeof one) =>
    Number(one.id ?? one.conversationId) - Number(other.id ?? other.conversationId);
  expect(present.map(withoutUnread).toSorted(byId)).toEqual(
    snapshot.entries.flatMap(({ membership }) =>
      membership === undefined ? [] : [withoutUnread(membership)],
    ),
  );
  expect([...client.conversations.values()].toSorted(byId)).toEqual(
    snapshot.entries.map(({ conversation }) => conversation),
  );
  const mine = snapshot.entries.map(({ conversation }) => conversation?.id ?? "");
  const history = mine.flatMap((id) => readAll(town.core, tokenOf(person), id));
  expect([...client.messages.values()].toSorted(byId)).toEqual(history.toSorted(byId));
  const positions = snapshot.entries.flatMap(({ readPositions }) => readPositions);
  expect([...client.readPositions.values()].toSorted(byPlace)).toEqual(positions.toSorted(byPlace));
  const directory = { caller, pattern: "", pageSize: 200, cursor: "" };
  const { accounts } = fromBinary(
    ListAccountsResponseSchema,
    town.core.query("listAccounts", directory),
  );
  expect([...client.accounts.values()].toSorted(byId)).toEqual(accounts.toSorted(byId));
}

function byPlace(one: ReadPosition, other: ReadPosition): number {
  return (
    Number(one.conversationId) - Number(other.conversationId) ||
    Number(one.accountId) - Number(other.accountId)
  );
}

/** A count is of the moment at which it was told. */
function withoutUnread<Row extends { unread: number; unreadMentions: number }>(row: Row): Row {
  return { ...row, unread: 0, unreadMentions: 0 };
}

type Deed = CommandKind | "commit" | { connects: string } | { restarts: number };

const deedWith = (command: fc.Arbitrary<CommandKind>): fc.Arbitrary<Deed> =>
  fc.oneof(
    { weight: 6, arbitrary: command },
    { weight: 2, arbitrary: fc.constant("commit" as const) },
    { weight: 1, arbitrary: fc.constantFrom(...PEOPLE).map((person) => ({ connects: person })) },
    { weight: 2, arbitrary: fc.nat(3).map((which) => ({ restarts: which })) },
  );

describe("a subscriber", { timeout: 60_000 }, () => {
  it("comes to know all it may see and nothing else, live or resumed at any moment", () => {
    fc.assert(
      fc.property(fc.array(deedWith(anyWrite), { minLength: 5, maxLength: 60 }), (deeds) => {
        expectAllToKnow(new Town(), deeds);
      }),
      { numRuns: 100 },
    );
  });

  it("does so in private rooms, groups and direct conversations too, whatever is changed in them", () => {
    const anything = deedWith(anyConversationCommand);
    fc.assert(
      fc.property(fc.array(anything, { minLength: 10, maxLength: 80 }), (deeds) => {
        expectAllToKnow(furnished(), deeds);
      }),
      { numRuns: 200 },
    );
  });

  it("hears of a room that it has left since, which lets nobody read there any more", () => {
    expectAllToKnow(furnished(), IN_AND_OUT);
  });
});

/** With a conversation of each kind. */
function furnished(): Town {
  const town = new Town(2);
  for (const command of PRELUDE) town.add(command);
  town.commit();
  return town;
}

function expectAllToKnow(town: Town, deeds: readonly Deed[]): void {
  for (const person of PEOPLE) town.connect(person);
  const away: { person: string; client: ModelClient }[] = [];
  for (const next of deeds) {
    if (next === "commit") town.commit();
    else if ("connects" in next) town.connect(next.connects);
    else if (!("restarts" in next)) town.add(next);
    else if (away.length > next.restarts) {
      const back = away.shift();
      if (back !== undefined) town.connect(back.person, back.client);
    } else {
      const id = [...town.clients.keys()][next.restarts] ?? 1;
      const person = town.clients.get(id)?.person;
      const client = town.disconnect(id);
      if (person !== undefined && client !== undefined) away.push({ person, client });
    }
  }
  town.commit();
  for (const { person, client } of away) town.connect(person, client);
  for (const { person, client } of town.clients.values()) {
    expect(client.isLive).toBe(true);
    expectToKnowAll(town, person, client);
  }
}
