import { fromBinary } from "@bufbuild/protobuf";
import { ListAccountsResponseSchema } from "@parley/proto/es/parley/v1/account_pb.js";
import { ListConversationsResponseSchema } from "@parley/proto/es/parley/v1/conversation_pb.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import type { Entry } from "../../ports.ts";
import { ChatCore } from "../chat-core.ts";
import { anyWrite, FIRST_STEP, PEOPLE, quietStart } from "../random-log.ts";
import {
  decodeEvents,
  entryOf,
  keyOf,
  Scenario,
  START_MS,
  tokenOf,
  type CommandKind,
  type Person,
} from "../scenario.ts";
import type { FeedOutput } from "./feed.ts";
import { ModelClient } from "./model-client.ts";

// ------------------------------------------------------------------------- what a subscriber comes to know

/** A core with three people, and clients by the id of their subscription. */
class Town {
  readonly core: ChatCore;
  readonly clients = new Map<number, { person: string; client: ModelClient }>();
  readonly #outputs: FeedOutput[] = [];
  #entries: Entry[] = [];
  #index = FIRST_STEP;
  #lastId = 0;

  constructor() {
    this.core = new ChatCore(":memory:", (output) => void this.#outputs.push(output));
    this.core.applyEntries(quietStart(), false);
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
  const mine = new Set(snapshot.entries.map(({ conversation }) => conversation?.id));
  const history = town.core.query("history", { afterId: "", limit: 5_000 });
  const texts = [...client.messages.values()].toSorted(byId).map(({ id, text }) => [id, text]);
  expect(texts).toEqual(
    history.filter((row) => mine.has(row.conversationId)).map(({ id, text }) => [id, text]),
  );
  const directory = { caller, pattern: "", pageSize: 200, cursor: "" };
  const { accounts } = fromBinary(
    ListAccountsResponseSchema,
    town.core.query("listAccounts", directory),
  );
  expect([...client.accounts.values()].toSorted(byId)).toEqual(accounts.toSorted(byId));
}

/** A count is of the moment at which it was told. */
function withoutUnread<Row extends { unread: number }>(row: Row): Row {
  return { ...row, unread: 0 };
}

const deed = fc.oneof(
  { weight: 6, arbitrary: anyWrite },
  { weight: 2, arbitrary: fc.constant("commit" as const) },
  { weight: 1, arbitrary: fc.constantFrom(...PEOPLE).map((person) => ({ connects: person })) },
  { weight: 2, arbitrary: fc.nat(3).map((which) => ({ restarts: which })) },
);

describe("a subscriber", { timeout: 60_000 }, () => {
  it("comes to know all it may see and nothing else, live or resumed at any moment", () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 5, maxLength: 60 }), (deeds) => {
        const town = new Town();
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
      }),
      { numRuns: 100 },
    );
  });
});

// -------------------------------------------------------------------------------------------- one by one

function follow(scenario: Scenario, person: Person, id: number, afterIndex = scenario.index): void {
  scenario.core.feed.subscribe(id, { tokenSha256: person.token, afterIndex });
  scenario.takeOutputs();
}

function toldTo(outputs: readonly FeedOutput[], id: number): string[] {
  return outputs.flatMap((output) => {
    if (output.kind !== "live" || !output.ids.includes(id)) return [];
    return decodeEvents(output.events).flatMap((event) =>
      event.changes.map(({ row }) => row.case ?? ""),
    );
  });
}

describe("the live feed", () => {
  it("tells members of a message, nobody else", () => {
    const scenario = new Scenario();
    const [ann, bob, eve] = [
      scenario.signUp("Ann"),
      scenario.signUp("Bob"),
      scenario.signUp("Eve"),
    ];
    const direct = scenario.direct(ann, bob);
    const room = scenario.room(ann, "Garden");
    [ann, bob, eve].forEach((person, at) => follow(scenario, person, at + 1));
    scenario.send(ann, direct, "for Bob");
    const outputs = scenario.takeOutputs();
    expect([1, 2, 3].map((id) => toldTo(outputs, id))).toEqual([["message"], ["message"], []]);
    scenario.send(ann, room, "for nobody yet");
    expect([2, 3].map((id) => toldTo(scenario.outputs, id))).toEqual([[], []]);
  });

  it("encodes an event once for all who see the same of it", () => {
    const scenario = new Scenario();
    const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
    const direct = scenario.direct(ann, bob);
    [ann, bob, bob, ann].forEach((person, at) => follow(scenario, person, at + 1));
    scenario.send(ann, direct, "hello");
    const live = scenario.takeOutputs().filter((output) => output.kind === "live");
    expect(live).toHaveLength(1);
    expect(live[0]).toMatchObject({ ids: expect.arrayContaining([1, 2, 3, 4]) });
  });

  it("tells of a new room before the membership, and of both before the messages of its batch", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    follow(scenario, ann, 1);
    const room = String((scenario.index + 1) * LIMITS.batchRows);
    scenario.batch(ann, [
      {
        key: keyOf("page", 1),
        operation: { case: "createRoom", value: { name: "Garden", foldedName: "garden" } },
      },
      {
        key: keyOf("page", 2),
        operation: { case: "sendMessage", value: { conversationId: room, text: "hi" } },
      },
    ]);
    expect(toldTo(scenario.outputs, 1)).toEqual(["conversation", "membership", "message"]);
  });

  it("tells nobody but its owner of a membership, and everybody of a new account", () => {
    const scenario = new Scenario();
    const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
    const direct = scenario.direct(ann, bob);
    scenario.send(ann, direct, "hello");
    [ann, bob].forEach((person, at) => follow(scenario, person, at + 1));
    scenario.write(bob, {
      case: "markRead",
      value: { conversationId: direct, epoch: 0n, seq: 1n },
    });
    expect([1, 2].map((id) => toldTo(scenario.outputs, id))).toEqual([[], ["membership"]]);
    scenario.takeOutputs();
    scenario.signUp("Eve");
    expect([1, 2].map((id) => toldTo(scenario.outputs, id))).toEqual([["account"], ["account"]]);
  });

  it("tells somebody who leaves of the leaving only, also within one transaction", () => {
    const scenario = new Scenario();
    const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
    const room = scenario.room(ann, "Garden");
    scenario.join(bob, room);
    [ann, bob].forEach((person, at) => follow(scenario, person, at + 1));
    const { index } = scenario;
    const batch = (
      at: number,
      person: Person,
      operation: Parameters<Scenario["write"]>[1],
    ): Entry =>
      entryOf(index + at, START_MS, {
        case: "write",
        value: { tokenSha256: person.token, rows: [{ key: keyOf("page", at), operation }] },
      });
    const send = { case: "sendMessage", value: { conversationId: room, text: "secret" } } as const;
    const leave = { case: "leaveRoom", value: { conversationId: room } } as const;
    scenario.core.applyEntries(
      [batch(1, ann, send), batch(2, bob, leave), batch(3, ann, send)],
      false,
    );
    scenario.core.publish();
    expect(toldTo(scenario.outputs, 2)).toEqual(["membership"]);
    expect(toldTo(scenario.outputs, 1)).toEqual(["message", "conversation", "message"]);
  });

  it("ends with its session, at the index that ended it and at the log time that did", () => {
    const scenario = new Scenario();
    const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
    [ann, bob].forEach((person, at) => follow(scenario, person, at + 1));
    scenario.apply({ case: "logOut", value: { tokenSha256: ann.token } });
    expect(scenario.takeOutputs()).toEqual([{ kind: "ended", id: 1 }]);
    scenario.time += LIMITS.sessionAgeMs;
    scenario.skipTo(scenario.index + 1);
    expect(scenario.takeOutputs()).toEqual([{ kind: "ended", id: 2 }]);
  });

  it("does not begin without a session", () => {
    const scenario = new Scenario();
    scenario.core.feed.subscribe(1, { tokenSha256: tokenOf("nobody"), afterIndex: 0 });
    scenario.core.feed.pull(1);
    expect(scenario.takeOutputs()).toEqual([{ kind: "ended", id: 1 }]);
  });

  it("cuts a large event into parts, of which only the last moves the cursor", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const room = scenario.room(ann, "Garden");
    follow(scenario, ann, 1);
    const text = "x".repeat(LIMITS.textBytes);
    scenario.batch(
      ann,
      [1, 2, 3, 4, 5].map((seq) => ({
        key: keyOf("page", seq),
        operation: { case: "sendMessage", value: { conversationId: room, text } } as const,
      })),
    );
    const [live] = scenario.takeOutputs();
    const events = live?.kind === "live" ? decodeEvents(live.events) : [];
    expect(events.map(({ part, last }) => [part, last])).toEqual(
      [...events.keys()].map((part) => [part, part === events.length - 1]),
    );
    expect(events.length).toBeGreaterThan(2);
    expect(events.flatMap(({ changes }) => changes)).toHaveLength(5);
  });
});

describe("the catch-up", () => {
  it("comes in bounded pages, the next one only when it is asked for", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const room = scenario.room(ann, "Garden");
    for (let at = 0; at < 40; at += 1) scenario.send(ann, room, "y".repeat(8_000));
    scenario.core.feed.subscribe(1, { tokenSha256: ann.token, afterIndex: 0 });
    const pages: FeedOutput[][] = [];
    for (let turn = 0; turn < 100 && pages.at(-1)?.at(-1)?.kind !== "caughtUp"; turn += 1) {
      if (turn > 0) scenario.core.feed.pull(1);
      pages.push(scenario.takeOutputs());
    }
    expect(pages.length).toBeGreaterThan(4);
    for (const [output] of pages) {
      const bytes =
        output?.kind === "page"
          ? output.events.reduce((sum, event) => sum + event.bytes.length, 0)
          : 0;
      expect(bytes).toBeLessThan(LIMITS.catchUpPageBytes + 10_000);
    }
    scenario.core.feed.pull(1);
    expect(scenario.takeOutputs()).toEqual([]);
  });

  it("waits for the index that the subscriber knows already", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const ahead = scenario.index + 2;
    scenario.core.feed.subscribe(1, { tokenSha256: ann.token, afterIndex: ahead });
    scenario.skipTo(ahead - 1);
    expect(scenario.takeOutputs()).toEqual([]);
    scenario.skipTo(ahead);
    expect(scenario.takeOutputs().map(({ kind }) => kind)).toEqual(["page", "caughtUp"]);
  });

  it("loses nothing that is written while it goes on", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const room = scenario.room(ann, "Garden");
    const client = new ModelClient(scenario.core, ann.token);
    for (let at = 0; at < 300; at += 1) scenario.send(ann, room, `before ${at}`);
    scenario.core.feed.subscribe(1, { tokenSha256: ann.token, afterIndex: 0 });
    for (let at = 0; at < 10; at += 1) {
      scenario.send(ann, room, `during ${at}`);
      for (const output of scenario.takeOutputs())
        if (client.hear(output)) scenario.core.feed.pull(1);
    }
    for (const output of scenario.takeOutputs()) client.hear(output);
    expect(client.isLive).toBe(true);
    expect(client.messages.size).toBe(310);
  });
});
