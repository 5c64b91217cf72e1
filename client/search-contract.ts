/** What a search finds and for whom; a cluster in memory and real nodes run this same suite. */
import { describe, expect, test } from "vitest";
import type { ChatClient } from "./chat.ts";
import type { People } from "./chat-contract.ts";
import { PeopleScene } from "./people-scene.ts";
import type { FoundPage } from "./search-calls.ts";

export function testSearch(name: string, meet: () => Promise<People>): void {
  describe(`the search of ${name}`, () => {
    test.each(BEHAVIOURS)("$title", async ({ check }) => check(new Scene(await meet())));
  });
}

class Scene extends PeopleScene {
  async send(who: ChatClient, room: string, ...texts: readonly string[]): Promise<string> {
    let id = "";
    for (const text of texts) {
      const end = await this.people.until(who.send(room, text).outcome);
      if (end.kind !== "messageSent") throw new Error(`it ended ${end.kind}`);
      ({ id } = end.message);
    }
    return id;
  }

  search(who: ChatClient, query: string, page = {}): Promise<FoundPage> {
    return this.people.until(who.search(query, page));
  }

  async texts(who: ChatClient, query: string): Promise<readonly string[]> {
    return (await this.search(who, query)).messages.map(({ text }) => text);
  }

  async nameOf(who: ChatClient): Promise<string> {
    return (await this.people.until(who.session()))?.account.name ?? "";
  }
}

const BEHAVIOURS: readonly {
  readonly title: string;
  readonly check: (scene: Scene) => Promise<void>;
}[] = [
  {
    title: "finds words, phrases and prefixes, by whom and where, newest first, page by page",
    check: async (scene) => {
      const { ada, bob, cy } = scene.people;
      const room = await scene.room(ada.createRoom("search"));
      await scene.room(bob.joinRoom(room));
      await scene.send(ada, room, "quince jam", "jam of quinces");
      await scene.send(bob, room, "Quince tea");
      expect(await scene.texts(cy, "quince in:#search")).toEqual(["Quince tea", "quince jam"]);
      expect(await scene.texts(ada, '"jam of" quince*')).toEqual(["jam of quinces"]);
      expect(await scene.texts(ada, "quince* from:me")).toEqual(["jam of quinces", "quince jam"]);
      const him = `from:"${await scene.nameOf(bob)}"`;
      expect(await scene.texts(ada, `${him} quince`)).toEqual(["Quince tea"]);
      const first = await scene.search(ada, "quince*", { pageSize: 2 });
      expect(first.messages.map(({ seq }) => seq)).toEqual([3, 2]);
      expect(first.places).toEqual([{ conversationId: room, name: "search", peerIds: [] }]);
      const rest = await scene.search(ada, "quince*", { pageSize: 2, cursor: first.nextCursor });
      expect([rest.messages.map(({ seq }) => seq), rest.nextCursor]).toEqual([[1], ""]);
      for (const query of ["", "from:somebody-else-entirely", "in:#a-room-that-is-not"])
        await expect(scene.search(ada, query)).rejects.toMatchObject({ code: "INVALID" });
    },
  },
  {
    title: "follows edits and deletions, and gives a private room to its members alone",
    check: async (scene) => {
      const { ada, bob } = scene.people;
      const room = await scene.room(ada.createRoom("search den", { isPrivate: true }));
      const id = await scene.send(ada, room, "medlar");
      expect(await scene.texts(ada, "medlar")).toEqual(["medlar"]);
      expect(await scene.texts(bob, "medlar")).toEqual([]);
      await expect(scene.search(bob, 'in:"#search den" medlar')).rejects.toMatchObject({
        code: "INVALID",
      });
      await scene.people.until(ada.editMessage({ id, version: 0 }, "rowan").outcome);
      expect(await scene.texts(ada, "medlar")).toEqual([]);
      expect(await scene.texts(ada, "rowan")).toEqual(["rowan"]);
      await scene.people.until(ada.deleteMessage(id).outcome);
      expect(await scene.texts(ada, "rowan")).toEqual([]);
    },
  },
];
