/**
 * What becomes of each kind of row, for who writes it and for others. A cluster in memory and real nodes run this same
 * suite, so that what is tested against the one holds at the other.
 */
import { describe, expect, test } from "vitest";
import type { ChatClient, PendingWrite, WriteOutcome } from "./chat.ts";
import type { Conversation, Membership, Message } from "./model.ts";

/** Three people who are no administrators; each call makes new ones. */
export interface People {
  readonly ada: ChatClient;
  readonly bob: ChatClient;
  readonly cy: ChatClient;
  /** Lets the cluster's time pass until it settles. */
  until<Value>(promise: Promise<Value>): Promise<Value>;
}

export function testChat(name: string, meet: () => Promise<People>): void {
  describe(`the chat of ${name}`, () => {
    test.each(BEHAVIOURS)("$title", async ({ check }) => check(new Scene(await meet())));
  });
}

/** The same in few words. */
class Scene {
  readonly ada: ChatClient;
  readonly bob: ChatClient;
  readonly cy: ChatClient;
  readonly until: People["until"];

  constructor(people: People) {
    this.ada = people.ada;
    this.bob = people.bob;
    this.cy = people.cy;
    this.until = (promise) => people.until(promise);
  }

  async end<K extends WriteOutcome["kind"]>(
    { outcome }: PendingWrite,
    kind: K,
  ): Promise<Extract<WriteOutcome, { kind: K }>> {
    const end = await this.until(outcome);
    expect(end).toMatchObject({ kind });
    return end as Extract<WriteOutcome, { kind: K }>; // Just compared.
  }

  async refused(write: PendingWrite, reason: string, field = ""): Promise<void> {
    const end = await this.end(write, "rejected");
    expect([end.reason, end.field.split(".").at(-1)]).toEqual([reason, field]);
  }

  async sent(who: ChatClient, room: string, text: string, replyToId = ""): Promise<Message> {
    return (await this.end(who.send(room, text, { replyToId }), "messageSent")).message;
  }

  async message(write: PendingWrite): Promise<Message | null> {
    return (await this.end(write, "messageChanged")).message;
  }

  async room(write: PendingWrite): Promise<Conversation> {
    return (await this.end(write, "conversationChanged")).conversation;
  }

  async read(write: PendingWrite): Promise<Membership> {
    return (await this.end(write, "readMarked")).membership;
  }

  async idOf(who: ChatClient): Promise<string> {
    return (await this.until(who.session()))?.account.id ?? "";
  }

  async texts(who: ChatClient, conversationId: string): Promise<readonly string[]> {
    const page = await this.until(who.listMessages({ conversationId }));
    return page.messages.map(({ text }) => text);
  }

  /** Ada's, with Bob in it. */
  async withBob(name: string): Promise<string> {
    const { id } = await this.room(this.ada.createRoom(name));
    await this.room(this.bob.joinRoom(id));
    return id;
  }
}

interface Behaviour {
  readonly title: string;
  readonly check: (scene: Scene) => Promise<void>;
}

const BEHAVIOURS: readonly Behaviour[] = [
  {
    title: "a message is edited by its author alone, and only the version that was looked at",
    check: async (scene) => {
      const { ada, bob } = scene;
      const room = await scene.withBob("edit");
      const first = await scene.sent(ada, room, "frist");
      const edited = await scene.message(ada.editMessage(first, "first"));
      expect(edited).toMatchObject({ id: first.id, seq: 1, text: "first", version: 1 });
      expect(edited?.editedMs).toBeGreaterThan(0);
      await scene.refused(ada.editMessage(first, "late"), "INVALID", "version");
      await scene.refused(bob.editMessage({ ...first, version: 1 }, "mine"), "FORBIDDEN");
      await scene.refused(ada.editMessage({ id: "4711471147", version: 0 }, "who"), "NOT_FOUND");
      await scene.refused(ada.editMessage({ ...first, version: 1 }, " "), "INVALID", "text");
      expect(await scene.texts(bob, room)).toEqual(["first"]);
    },
  },
  {
    title:
      "a message is deleted by its author or who made the room, stays as a tombstone, and twice is once",
    check: async (scene) => {
      const { ada, bob } = scene;
      const room = await scene.withBob("delete");
      const hers = await scene.sent(ada, room, "hers");
      const his = await scene.sent(bob, room, "his");
      await scene.refused(bob.deleteMessage(hers.id), "FORBIDDEN");
      const gone = { id: his.id, text: "", deleted: true, seq: 2 };
      const first = await scene.message(ada.deleteMessage(his.id));
      expect(first).toMatchObject(gone);
      expect(await scene.message(bob.deleteMessage(his.id))).toEqual(first);
      await scene.refused(bob.editMessage(his, "back"), "FORBIDDEN");
      await scene.refused(bob.react(his.id, "👍"), "FORBIDDEN");
      const info = await scene.until(bob.getMessage(his.id));
      expect(info.message).toMatchObject(gone);
    },
  },
  {
    title: "an answer names a message of the same conversation that its author can see",
    check: async (scene) => {
      const { ada, bob } = scene;
      const room = await scene.withBob("answer");
      const { id: other } = await scene.room(ada.createRoom("answer elsewhere"));
      const asked = await scene.sent(ada, room, "tea?");
      const answer = await scene.sent(bob, room, "yes", asked.id);
      expect(answer).toMatchObject({ replyToId: asked.id, seq: 2 });
      const info = await scene.until(ada.getMessage(answer.id));
      expect([info.quoted?.text, info.length]).toEqual(["tea?", 3]);
      await scene.refused(ada.send(other, "yes", { replyToId: asked.id }), "NOT_FOUND");
    },
  },
  {
    title: "a reaction counts once for each person and emoji, and is taken back",
    check: async (scene) => {
      const { ada, bob, cy } = scene;
      const room = await scene.withBob("react");
      const { id } = await scene.sent(ada, room, "good news");
      const [adaId, bobId] = [await scene.idOf(ada), await scene.idOf(bob)];
      await scene.message(bob.react(id, "🎉"));
      await scene.message(bob.react(id, "🎉"));
      await scene.message(ada.react(id, ":ship:"));
      const both = await scene.message(ada.react(id, "🎉"));
      expect(both?.reactions).toEqual([
        { emoji: "🎉", accountIds: [bobId, adaId] },
        { emoji: ":ship:", accountIds: [adaId] },
      ]);
      await scene.message(ada.react(id, ":ship:", { removed: true }));
      const one = await scene.message(bob.react(id, "🎉", { removed: true }));
      expect(one?.reactions).toEqual([{ emoji: "🎉", accountIds: [adaId] }]);
      await scene.refused(cy.react(id, "🎉"), "FORBIDDEN");
      await scene.refused(bob.react(id, "two words"), "INVALID", "emoji");
    },
  },
  {
    title: "marking unread opens a new epoch, in which marks of before change nothing",
    check: async (scene) => {
      const { ada, bob } = scene;
      const room = await scene.withBob("unread");
      for (const text of ["one", "two", "three"]) await scene.sent(ada, room, text);
      const start = await scene.read(bob.markRead(room, { epoch: 0, seq: 2 }));
      expect(start).toMatchObject({ readEpoch: 0, readSeq: 2, unread: 1 });
      const back = await scene.read(bob.markUnread(room, { epoch: 0, seq: 2 }));
      expect(back).toMatchObject({ readEpoch: 1, readSeq: 1, unread: 2 });
      const late = await scene.read(bob.markRead(room, { epoch: 0, seq: 3 }));
      expect(late).toMatchObject({ readEpoch: 1, readSeq: 1, unread: 2 });
      const all = await scene.read(bob.markRead(room, { epoch: 1, seq: 99 }));
      expect(all).toMatchObject({ readEpoch: 1, readSeq: 3, unread: 0 });
      await scene.refused(bob.markUnread(room, { epoch: 1, seq: 4 }), "INVALID", "seq");
      await scene.refused(bob.markRead(room, { epoch: 7, seq: 1 }), "INVALID", "epoch");
    },
  },
  {
    title: "the oldest unread are read in the order of the log, over all conversations or of one",
    check: async (scene) => {
      const { ada, bob } = scene;
      const [one, two] = [await scene.withBob("read one"), await scene.withBob("read two")];
      for (const text of ["a", "b", "c", "d"])
        await scene.sent(ada, text === "b" ? two : one, text);
      const texts = async (write: PendingWrite) =>
        (await scene.end(write, "messagesRead")).messages.map(({ text }) => text);
      expect(await texts(bob.readMessages(2))).toEqual(["a", "b"]);
      expect(await texts(bob.readMessages(1, two))).toEqual([]);
      expect(await texts(bob.readMessages(100, one))).toEqual(["c", "d"]);
      const { entries } = await scene.until(bob.listConversations());
      expect(entries.map(({ membership }) => membership.unread)).toEqual([0, 0]);
      await scene.refused(bob.readMessages(101), "INVALID", "count");
    },
  },
  {
    title: "three people have one group, whoever opens it; nobody leaves it",
    check: async (scene) => {
      const { ada, bob, cy } = scene;
      const ids = await Promise.all([ada, bob, cy].map((who) => scene.idOf(who)));
      const group = await scene.room(ada.openGroup(ids.slice(1)));
      expect(group).toMatchObject({ kind: "group", memberCount: 3 });
      expect(group.peerIds.toSorted()).toEqual(ids.toSorted());
      expect((await scene.room(cy.openGroup(ids))).id).toBe(group.id);
      await scene.refused(bob.leaveRoom(group.id), "INVALID", "conversation_id");
      await scene.refused(bob.setTopic(group.id, "us"), "INVALID", "conversation_id");
      await scene.refused(ada.openGroup([ids[0] ?? "", ids[1] ?? ""]), "INVALID", "account_ids");
      await scene.refused(ada.openGroup(["4711471147", ids[1] ?? ""]), "NOT_FOUND");
    },
  },
  {
    title:
      "a private room does not exist for who is not in it; the invited see as much as was shared",
    check: async (scene) => {
      const { ada, bob, cy } = scene;
      const [bobId, cyId] = [await scene.idOf(bob), await scene.idOf(cy)];
      const room = await scene.room(ada.createRoom("private", { isPrivate: true }));
      expect(room).toMatchObject({
        isPrivate: true,
        memberCount: 1,
        creatorId: await scene.idOf(ada),
      });
      const secret = await scene.sent(ada, room.id, "before");
      await scene.refused(bob.joinRoom(room.id), "NOT_FOUND");
      await scene.refused(bob.send(room.id, "hello?"), "NOT_FOUND");
      await scene.refused(bob.react(secret.id, "👀"), "NOT_FOUND");
      const { rooms } = await scene.until(bob.browseRooms({ pageSize: 200 }));
      expect(rooms.map(({ conversation }) => conversation.id)).not.toContain(room.id);
      await scene.room(ada.inviteToRoom(room.id, bobId));
      await scene.room(ada.inviteToRoom(room.id, cyId, { shareHistory: true }));
      await scene.sent(bob, room.id, "after");
      expect(await scene.texts(bob, room.id)).toEqual(["after"]);
      expect(await scene.texts(cy, room.id)).toEqual(["before", "after"]);
      await scene.refused(bob.react(secret.id, "👀"), "NOT_FOUND");
      await scene.refused(bob.removeFromRoom(room.id, cyId), "FORBIDDEN");
      const left = await scene.room(ada.removeFromRoom(room.id, bobId));
      expect(left).toMatchObject({ memberCount: 2 });
      await scene.refused(bob.send(room.id, "still here?"), "NOT_FOUND");
      await scene.refused(
        ada.removeFromRoom(room.id, await scene.idOf(ada)),
        "INVALID",
        "account_id",
      );
    },
  },
  {
    title:
      "members set a room's topic; who made it renames and archives it; archived it is read only",
    check: async (scene) => {
      const { ada, bob, cy } = scene;
      const room = await scene.withBob("change");
      const { id } = await scene.sent(bob, room, "hello");
      expect(await scene.room(bob.setTopic(room, "tulips"))).toMatchObject({ topic: "tulips" });
      await scene.refused(cy.setTopic(room, "roses"), "FORBIDDEN");
      await scene.refused(bob.renameRoom(room, "bob's"), "FORBIDDEN");
      await scene.refused(bob.archiveRoom(room), "FORBIDDEN");
      await scene.room(ada.createRoom("change taken"));
      await scene.refused(ada.renameRoom(room, "Change taken"), "TAKEN", "name");
      expect(await scene.room(ada.renameRoom(room, "changed"))).toMatchObject({ name: "changed" });
      expect(await scene.room(ada.archiveRoom(room))).toMatchObject({ archived: true });
      await scene.refused(bob.send(room, "still?"), "FORBIDDEN");
      await scene.refused(bob.react(id, "👍"), "FORBIDDEN");
      await scene.refused(bob.setTopic(room, ""), "FORBIDDEN");
      const back = await scene.room(ada.archiveRoom(room, { archived: false }));
      expect(back).toMatchObject({ archived: false, topic: "tulips", name: "changed" });
      await scene.sent(bob, room, "again");
    },
  },
  {
    title: "each member says what to be told of",
    check: async (scene) => {
      const { ada, bob, cy } = scene;
      const room = await scene.withBob("levels");
      const end = await scene.end(
        bob.setNotificationLevel(room, "mentions"),
        "conversationChanged",
      );
      expect(end.membership).toMatchObject({ notificationLevel: "mentions" });
      const { entries } = await scene.until(ada.listConversations());
      expect(entries.map(({ membership }) => membership.notificationLevel)).toEqual(["everything"]);
      await scene.refused(cy.setNotificationLevel(room, "nothing"), "FORBIDDEN");
    },
  },
];
