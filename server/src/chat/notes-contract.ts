/** What the comparison of states relies on, for both twins of the chat. */
import { afterEach, describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import type { Entry } from "../ports.ts";
import type { ChatHome } from "./chat-contract.ts";
import type { Chat } from "./chat-port.ts";
import { entryOf, Scenario, START_MS } from "./scenario.ts";

/** Each test starts threads; on a busy machine that takes its time. */
const TIMEOUT_MS = 30_000;

function talked(): Scenario {
  const scenario = new Scenario();
  const ann = scenario.signUp("Ann");
  scenario.send(ann, scenario.room(ann, "Garden"), "hello");
  return scenario;
}

function apply(
  chat: Chat,
  entries: readonly Entry[],
  wantResults = false,
): Promise<readonly Uint8Array[]> {
  return new Promise((resolve) => chat.apply(entries, wantResults, resolve));
}

export function notesContract(name: string, createHome: () => Promise<ChatHome>): void {
  describe(`${name}, as one of several that are compared`, { timeout: TIMEOUT_MS }, () => {
    const cleanups: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
    });

    async function home(): Promise<ChatHome> {
      const made = await createHome();
      cleanups.push(() => made.dispose());
      return made;
    }

    async function opened(place: ChatHome) {
      const chat = place.create();
      cleanups.push(() => chat.close());
      await chat.open();
      return { chat };
    }

    test("notes its hash at every 1,000th index, and still knows it after a restart", async () => {
      const place = await home();
      const { chat } = await opened(place);
      const scenario = talked();
      scenario.skipTo(LIMITS.stateNoteEntries - 1);
      scenario.signUp("Eve");
      const { hash } = scenario.core.query("stateHash", {});
      scenario.signUp("Dan");
      const nothing = { notes: [], checkedIndex: 0, agreedIndex: 0 };
      expect(chat.notes()).toEqual(nothing);
      await apply(chat, scenario.log);
      const noted = { ...nothing, notes: [{ index: LIMITS.stateNoteEntries, hash }] };
      expect(chat.notes()).toEqual(noted);
      await chat.close();
      const again = await opened(place);
      expect(again.chat.notes()).toEqual(noted);
      const value = { index: BigInt(LIMITS.stateNoteEntries), hash };
      const check = entryOf(scenario.index + 1, START_MS, { case: "checkState", value });
      expect(await apply(again.chat, [check], true)).toEqual([new Uint8Array()]);
      expect(again.chat.notes()).toMatchObject({ checkedIndex: 1_000, agreedIndex: 1_000 });
    });

    test("ends, and says where it differs, when a majority had another hash, also after a restart", async () => {
      const place = await home();
      const scenario = talked();
      scenario.skipTo(LIMITS.stateNoteEntries);
      const first = await opened(place);
      await apply(first.chat, scenario.log);
      await first.chat.close();
      const { chat } = await opened(place);
      const own = chat.notes().notes[0]?.hash;
      const failed = new Promise<Error>((resolve) => chat.onFailure(resolve));
      const expected = "0".repeat(32);
      const value = { index: BigInt(LIMITS.stateNoteEntries), hash: expected };
      chat.apply(
        [entryOf(scenario.index + 1, START_MS + 5, { case: "checkState", value })],
        true,
        () => {
          throw new Error("the odd one answers nothing");
        },
      );
      expect(await failed).toMatchObject({
        name: "StateDiverged",
        divergence: { index: 1_000, agreedIndex: 0, own, expected, time: START_MS + 5 },
      });
      await expect(chat.query("stateHash", {})).rejects.toMatchObject({ code: "CHAT_CLOSED" });
    });
  });
}
