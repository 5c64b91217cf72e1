/** Who hears of typing and presence; a cluster in memory and real nodes run this same suite. */
import { describe, expect, test } from "vitest";
import type { ChatClient, LiveUpdate } from "./chat.ts";
import type { People } from "./chat-contract.ts";
import { PeopleScene } from "./people-scene.ts";
import type { Presence, TypingNews } from "./people-model.ts";

export function testPeople(name: string, meet: () => Promise<People>): void {
  describe(`typing and presence of ${name}`, () => {
    test.each(BEHAVIOURS)("$title", async ({ check }) => check(new Scene(await meet())));
  });
}

/** What one of them heard. */
class Ear {
  readonly updates: LiveUpdate[] = [];
  private wake: () => void = () => undefined;

  constructor(who: ChatClient) {
    who.start((update) => {
      this.updates.push(update);
      this.wake();
    });
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  typing(): TypingNews[] {
    return this.updates.filter((update) => update.kind === "typing");
  }

  /** Undefined: never heard of. */
  presenceOf(id: string): Presence | undefined {
    let presence: Presence | undefined;
    for (const update of this.updates) {
      if (update.kind !== "presence") continue;
      const told = update.people.find(({ accountId }) => accountId === id);
      if (told !== undefined) ({ presence } = told);
      else if (update.whole && presence !== undefined) presence = "offline";
    }
    return presence;
  }

  get isReady(): boolean {
    return this.updates.some(({ kind }) => kind === "presence");
  }
}

class Scene extends PeopleScene {
  async idOf(who: ChatClient): Promise<string> {
    return (await this.people.until(who.session()))?.account.id ?? "";
  }

  async listening(who: ChatClient): Promise<Ear> {
    const ear = new Ear(who);
    await this.hears(ear, () => ear.isReady);
    return ear;
  }

  hears(ear: Ear, holds: () => boolean): Promise<void> {
    return this.people.until(ear.until(holds));
  }
}

const BEHAVIOURS: readonly {
  readonly title: string;
  readonly check: (scene: Scene) => Promise<void>;
}[] = [
  {
    title: "the other members hear who types, once in a while; nobody else does",
    check: async (scene) => {
      const { ada, bob, cy } = scene.people;
      const room = await scene.room(ada.createRoom("people", { isPrivate: true }));
      await scene.room(ada.inviteToRoom(room, await scene.idOf(bob)));
      const [adas, bobs, cys] = [
        await scene.listening(ada),
        await scene.listening(bob),
        await scene.listening(cy),
      ];
      for (let key = 0; key < 20; key += 1) ada.typing(room);
      cy.typing(room);
      await scene.hears(bobs, () => bobs.typing().length > 0);
      ada.typing(room, { stopped: true });
      await scene.hears(bobs, () => bobs.typing().length > 1);
      const accountId = await scene.idOf(ada);
      expect(bobs.typing()).toMatchObject([
        { conversationId: room, accountId },
        { conversationId: room, accountId, forMs: 0 },
      ]);
      expect(bobs.typing()[0]?.forMs).toBeGreaterThan(3_000);
      expect([...adas.typing(), ...cys.typing()]).toEqual([]);
    },
  },
  {
    title: "whoever was removed hears of typing no more",
    check: async (scene) => {
      const { ada, bob, cy } = scene.people;
      const room = await scene.room(ada.createRoom("people leave"));
      await scene.room(bob.joinRoom(room));
      await scene.room(cy.joinRoom(room));
      const [bobs, cys] = [await scene.listening(bob), await scene.listening(cy)];
      await scene.room(ada.removeFromRoom(room, await scene.idOf(bob)));
      ada.typing(room);
      await scene.hears(cys, () => cys.typing().length > 0);
      await scene.room(ada.setTopic(room, "of something"));
      await scene.hears(cys, () => cys.updates.some(({ kind }) => kind === "changes"));
      expect(bobs.typing()).toEqual([]);
    },
  },
  {
    title: "who shares a conversation sees who is there, and as what they want to be shown",
    check: async (scene) => {
      const { ada, bob, cy } = scene.people;
      const [adaId, bobId] = [await scene.idOf(ada), await scene.idOf(bob)];
      await scene.room(ada.openDirect(bobId));
      const [adas, cys] = [await scene.listening(ada), await scene.listening(cy)];
      expect([adas.presenceOf(adaId), adas.presenceOf(bobId)]).toEqual(["online", undefined]);
      const bobs = await scene.listening(bob);
      await scene.hears(adas, () => adas.presenceOf(bobId) === "online");
      await scene.people.until(bob.setPresence("dnd"));
      await scene.hears(adas, () => adas.presenceOf(bobId) === "dnd");
      await scene.hears(bobs, () => bobs.presenceOf(bobId) === "dnd");
      expect(bobs.presenceOf(adaId)).toBe("online");
      expect([cys.presenceOf(adaId), cys.presenceOf(bobId)]).toEqual([undefined, undefined]);
      bob.stop();
      await scene.hears(adas, () => adas.presenceOf(bobId) === "offline");
    },
  },
];
