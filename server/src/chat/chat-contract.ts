/** What the driver and rpc rely on, for both twins: the state thread and the chat in the caller's thread. */
import { fromBinary } from "@bufbuild/protobuf";
import { ResultSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { GetSessionResponseSchema } from "@parley/proto/es/parley/v1/account_pb.js";
import {
  ListMessagesResponseSchema,
  SearchMessagesResponseSchema,
} from "@parley/proto/es/parley/v1/message_pb.js";
import { afterEach, describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import type { Entry } from "../ports.ts";
import type { Chat } from "./chat-port.ts";
import { FeedRecorder } from "./feed-recorder.ts";
import { Scenario, START_MS, tokenOf, type Person } from "./scenario.ts";

/** One place on a disk, and the chats that are opened on it one after the other. */
export interface ChatHome {
  create(): Chat;
  dispose(): Promise<void>;
}

/** Each test starts threads; on a busy machine that takes its time. */
const TIMEOUT_MS = 30_000;

/** A log of two people who talk, and who they are. */
function conversation(messages: number) {
  const scenario = new Scenario();
  const ann = scenario.signUp("Ann");
  const bob = scenario.signUp("Bob");
  const direct = scenario.direct(ann, bob);
  for (let at = 1; at <= messages; at += 1) scenario.send(ann, direct, `message ${at}`);
  return {
    log: scenario.log,
    hash: scenario.core.query("stateHash", {}),
    ann,
    bob,
    direct,
    scenario,
  };
}

function apply(
  chat: Chat,
  entries: readonly Entry[],
  wantResults = false,
): Promise<readonly Uint8Array[]> {
  return new Promise((resolve) => chat.apply(entries, wantResults, resolve));
}

function callerOf(person: Person) {
  return { tokenSha256: person.token, time: START_MS };
}

export function chatContract(name: string, createHome: () => Promise<ChatHome>): void {
  describe(`${name} as a Chat`, { timeout: TIMEOUT_MS }, () => {
    const cleanups: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
    });

    async function home(): Promise<ChatHome> {
      const made = await createHome();
      cleanups.push(() => made.dispose());
      return made;
    }

    async function opened(from?: ChatHome) {
      const chat = (from ?? (await home())).create();
      cleanups.push(() => chat.close());
      const { appliedIndex } = await chat.open();
      return { chat, appliedIndex };
    }

    test("starts empty, and after a restart where it was", async () => {
      const place = await home();
      const { log, hash } = conversation(3);
      const first = await opened(place);
      expect(first.appliedIndex).toBe(0);
      await apply(first.chat, log);
      await first.chat.close();
      const second = await opened(place);
      expect(second.appliedIndex).toBe(log.length);
      expect(await second.chat.query("stateHash", {})).toEqual(hash);
    });

    test("gives one result for each entry when they are wanted, and none when not", async () => {
      const { chat } = await opened();
      const { log } = conversation(2);
      const noop: Entry = {
        index: 1,
        term: 1,
        time: START_MS,
        kind: "noop",
        data: new Uint8Array(),
      };
      expect(await apply(chat, [noop], true)).toEqual([new Uint8Array()]);
      const moved = log.map((entry) => ({ ...entry, index: entry.index + 1 }));
      const results = await apply(chat, moved.slice(0, 3), true);
      expect(results.map((result) => fromBinary(ResultSchema, result).kind.case)).toEqual([
        "accountCreated",
        "accountCreated",
        "writeResponse",
      ]);
      expect(await apply(chat, moved.slice(3), false)).toEqual([]);
    });

    test("leaves the caller's entries as they were", async () => {
      const { chat } = await opened();
      const { log } = conversation(1);
      const backing = new Uint8Array(10_000);
      const views = log.map((entry, at) => {
        const data = backing.subarray(at * 1_000, at * 1_000 + entry.data.length);
        data.set(entry.data);
        return { ...entry, data };
      });
      await apply(chat, views);
      expect(views.map(({ data }) => data)).toEqual(log.map(({ data }) => data));
    });

    test("answers queries in the order of the calls, between apply jobs", async () => {
      const { chat } = await opened();
      const { log } = conversation(4);
      const seen: string[] = [];
      const index = () =>
        chat.query("stateHash", {}).then((reply) => void seen.push(`at ${reply.index}`));
      const before = index();
      const applied = apply(chat, log.slice(0, 3)).then(() => void seen.push("applied"));
      const after = index();
      await Promise.all([before, applied, after]);
      expect(seen).toEqual(["at 0", "applied", "at 3"]);
    });

    test("answers with encoded messages, and refuses with a reason", async () => {
      const { chat } = await opened();
      const { log, ann, bob, direct } = conversation(3);
      await apply(chat, log);
      const request = {
        caller: callerOf(bob),
        conversationId: direct,
        beforeSeq: 0,
        afterSeq: 0,
        pageSize: 0,
      };
      const page = fromBinary(
        ListMessagesResponseSchema,
        await chat.query("listMessages", request),
      );
      expect(page.messages.map(({ text }) => text)).toEqual([
        "message 1",
        "message 2",
        "message 3",
      ]);
      const session = fromBinary(
        GetSessionResponseSchema,
        await chat.query("getSession", { caller: callerOf(bob) }),
      );
      expect(session.session).toMatchObject({ account: { name: "Bob" }, unread: 3, token: "" });
      const unknown = { tokenSha256: tokenOf("nobody"), time: START_MS };
      await expect(
        chat.query("listMessages", { ...request, caller: unknown }),
      ).rejects.toMatchObject({
        name: "ChatRefusal",
        reason: "BAD_SESSION",
      });
      await expect(
        chat.query("listMessages", { ...request, caller: callerOf(ann), pageSize: 201 }),
      ).rejects.toMatchObject({ name: "ChatRefusal", reason: "INVALID", field: "page_size" });
      expect(await chat.query("sessionByToken", unknown)).toBeNull();
    });

    test("searches what was applied before the call, and goes on after a restart", async () => {
      const place = await home();
      const { log, scenario, ann, bob, direct } = conversation(410);
      const first = await opened(place);
      const search = async (chat: Chat, query: string) => {
        const request = { caller: callerOf(bob), query, pageSize: 0, cursor: "" };
        const bytes = await chat.query("searchMessages", request);
        const reply = fromBinary(SearchMessagesResponseSchema, bytes);
        return { texts: reply.messages.map(({ text }) => text), index: Number(reply.index) };
      };
      await apply(first.chat, log);
      const last = "message 410";
      expect(await search(first.chat, `"${last}"`)).toEqual({ texts: [last], index: log.length });
      await first.chat.close();
      const second = await opened(place);
      scenario.send(ann, direct, "goodbye");
      await apply(second.chat, log.slice(-1));
      expect((await search(second.chat, "goodbye")).texts).toEqual(["goodbye"]);
      expect((await search(second.chat, '"message 7"')).texts).toEqual(["message 7"]);
      await expect(search(second.chat, "from:nobody")).rejects.toMatchObject({
        name: "ChatRefusal",
        reason: "INVALID",
        field: "query",
      });
    });

    test("feeds the catch-up page by page, then live, with its index never ahead of what was given", async () => {
      const { chat } = await opened();
      const { log, bob } = conversation(LIMITS.catchUpPageIndices + 50);
      await apply(chat, log.slice(0, -1));
      const sink = new FeedRecorder();
      const subscription = chat.subscribe({ tokenSha256: bob.token, afterIndex: 0 }, sink);
      expect([sink.calls, subscription.index]).toEqual([[], 0]);
      await sink.until("page");
      expect(subscription.index).toBe(sink.events.at(-1)?.index);
      expect(sink.calls).toEqual(["page"]);
      subscription.pull();
      await sink.until(`caughtUp ${log.length - 1}`);
      expect(sink.calls).toEqual(["page", "page", `caughtUp ${log.length - 1}`]);
      expect(subscription.index).toBe(log.length - 1);
      await apply(chat, log.slice(-1)).then(() => void sink.calls.push("answered"));
      expect(sink.calls.slice(-2)).toEqual([`live ${log.length}`, "answered"]);
      expect(subscription.index).toBe(log.length);
      expect(sink.texts()).toEqual(
        Array.from({ length: LIMITS.catchUpPageIndices + 50 }, (_, at) => `message ${at + 1}`),
      );
    });

    test("moves a live subscriber's index with entries of which it sees nothing", async () => {
      const { chat } = await opened();
      const { log, scenario, ann } = conversation(1);
      const eve = scenario.signUp("Eve");
      scenario.room(ann, "Garden");
      await apply(chat, log.slice(0, -1));
      const sink = new FeedRecorder();
      const subscription = chat.subscribe(
        { tokenSha256: eve.token, afterIndex: log.length - 1 },
        sink,
      );
      await sink.until(`caughtUp ${log.length - 1}`);
      await apply(chat, log.slice(-1));
      expect(sink.calls).toEqual(["page", `caughtUp ${log.length - 1}`]);
      expect(subscription.index).toBe(log.length);
    });

    test("hears nothing after it has closed its subscription, and ends one whose session is not there", async () => {
      const { chat } = await opened();
      const { log, bob } = conversation(2);
      await apply(chat, log.slice(0, -1));
      const closed = new FeedRecorder();
      const open = new FeedRecorder();
      const subscription = chat.subscribe({ tokenSha256: bob.token, afterIndex: 0 }, closed);
      chat.subscribe({ tokenSha256: bob.token, afterIndex: 0 }, open);
      await closed.until(`caughtUp ${log.length - 1}`);
      subscription.close();
      const stranger = new FeedRecorder();
      chat.subscribe({ tokenSha256: tokenOf("nobody"), afterIndex: 0 }, stranger);
      await apply(chat, log.slice(-1));
      await open.until(`live ${log.length}`);
      await stranger.until("ended");
      expect(closed.calls.at(-1)).toBe(`caughtUp ${log.length - 1}`);
      expect(subscription.index).toBe(log.length - 1);
      expect(stranger.calls).toEqual(["ended"]);
    });

    test("says once that it cannot go on, and answers nothing any more", async () => {
      const place = await home();
      const { chat } = await opened(place);
      const failures: string[] = [];
      const failed = new Promise<void>((resolve) => {
        chat.onFailure((error) => {
          failures.push(error.message);
          resolve();
        });
      });
      const { log } = conversation(1);
      await apply(chat, log);
      const answered: unknown[] = [];
      const unknown: Entry = {
        ...(log[0] as Entry),
        index: log.length + 1,
        data: Uint8Array.of(8, 9),
      };
      chat.apply([unknown], true, (results) => void answered.push(results));
      await failed;
      await expect(chat.query("stateHash", {})).rejects.toMatchObject({ code: "CHAT_CLOSED" });
      expect(failures).toEqual([
        expect.stringMatching(/^Entry \d+ cannot be applied: .*feature level 9/),
      ]);
      expect(answered).toEqual([]);
      await chat.close();
      const again = await opened(place);
      expect(again.appliedIndex).toBe(log.length);
    });

    test("refuses queries once it is closed, those that wait too", async () => {
      const { chat } = await opened();
      const waiting = chat.query("stateHash", {});
      const outcome = waiting.then(
        () => "answered",
        (error: { code?: string }) => error.code,
      );
      await chat.close();
      expect(await outcome).toBe("CHAT_CLOSED");
      await expect(chat.query("stateHash", {})).rejects.toMatchObject({ code: "CHAT_CLOSED" });
      await chat.close();
    });
  });
}
