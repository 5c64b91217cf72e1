/** `parley room`: make rooms and change them, bring people in and out. */
import type { Conversation, RoomEntry } from "@parley/client/model.ts";
import type { Command } from "commander";
import { openConversation, personCalled } from "../chat/conversation-name.ts";
import { ChatFailure } from "../chat/exit-code.ts";
import {
  atOption,
  type Chat,
  type ChatOptions,
  jsonOption,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import { settled } from "../chat/settled.ts";
import { count, printable } from "../chat/words.ts";
import type { PendingWrite } from "@parley/client/connect.ts";

interface CreateOptions extends ChatOptions {
  readonly private: boolean;
}

interface InviteOptions extends ChatOptions {
  readonly history: boolean;
}

interface ArchiveOptions extends ChatOptions {
  readonly undo: boolean;
}

type AddVerb = (name: string, description: string) => Command;

export function addRoom(program: Command): void {
  const room = program
    .command("room")
    .description("rooms: make, join, leave, list; invite, remove, topic, rename, archive");
  const verb: AddVerb = (name, description) =>
    room
      .command(name)
      .description(description)
      .addOption(atOption())
      .addOption(tokenOption())
      .addOption(jsonOption());
  addOwnPlace(verb);
  addPeople(verb);
  addRoomItself(verb);
  verb("list", "list the public rooms").action((options: ChatOptions) => withChat(options, list));
}

function addOwnPlace(verb: AddVerb): void {
  verb("create", "make a room and join it")
    .argument("<name>", "1 to 32 characters")
    .option("--private", "only who is invited sees that it exists", false)
    .action((name: string, options: CreateOptions) =>
      withChat(options, (chat) => {
        const isPrivate = options.private;
        return change(chat, "roomCreated", chat.chat.createRoom(bare(name), { isPrivate }));
      }),
    );
  verb("join", "join a public room")
    .argument("<room>", "#room or an id")
    .action((word: string, options: ChatOptions) =>
      withChat(options, async (chat) =>
        change(chat, "roomJoined", chat.chat.joinRoom(await roomId(chat, word))),
      ),
    );
  verb("leave", "leave a room")
    .argument("<room>", "#room or an id")
    .action((word: string, options: ChatOptions) =>
      withChat(options, async (chat) =>
        change(chat, "roomLeft", chat.chat.leaveRoom(await roomId(chat, word))),
      ),
    );
}

function addPeople(verb: AddVerb): void {
  verb("invite", "bring somebody into a room that one is in")
    .argument("<room>", "#room or an id")
    .argument("<person>", "@person")
    .option(
      "--history",
      "of a private room: shows what one sees oneself, not only what follows",
      false,
    )
    .action((word: string, person: string, options: InviteOptions) =>
      withChat(options, async (chat) => {
        const given = { shareHistory: options.history };
        const [id, accountId] = [await roomId(chat, word), await personId(chat, person)];
        await change(chat, "roomInvited", chat.chat.inviteToRoom(id, accountId, given));
      }),
    );
  verb("remove", "take somebody out of a room that one moderates")
    .argument("<room>", "#room or an id")
    .argument("<person>", "@person")
    .action((word: string, person: string, options: ChatOptions) =>
      withChat(options, async (chat) => {
        const [id, accountId] = [await roomId(chat, word), await personId(chat, person)];
        await change(chat, "roomRemoved", chat.chat.removeFromRoom(id, accountId));
      }),
    );
}

function addRoomItself(verb: AddVerb): void {
  verb("topic", "say what a room is about")
    .argument("<room>", "#room or an id")
    .argument("<topic>", 'at most 250 characters; "" for none')
    .action((word: string, topic: string, options: ChatOptions) =>
      withChat(options, async (chat) =>
        change(chat, "roomTopic", chat.chat.setTopic(await roomId(chat, word), topic)),
      ),
    );
  verb("rename", "give a room that one moderates another name")
    .argument("<room>", "#room or an id")
    .argument("<name>", "1 to 32 characters")
    .action((word: string, name: string, options: ChatOptions) =>
      withChat(options, async (chat) =>
        change(chat, "roomRenamed", chat.chat.renameRoom(await roomId(chat, word), bare(name))),
      ),
    );
  verb("archive", "make a room that one moderates read only")
    .argument("<room>", "#room or an id")
    .option("--undo", "let it be written in again", false)
    .action((word: string, { undo, ...options }: ArchiveOptions) =>
      withChat(options, async (chat) => {
        const write = chat.chat.archiveRoom(await roomId(chat, word), { archived: !undo });
        await change(chat, undo ? "roomUnarchived" : "roomArchived", write);
      }),
    );
}

const bare = (name: string): string => name.replace(/^#/, "");

async function personId({ chat }: Chat, word: string): Promise<string> {
  if (word.startsWith("#"))
    throw new ChatFailure("INVALID", `${word} is a room; a person is written @person.`);
  return (await personCalled(chat, word.replace(/^@/, ""))).id;
}

async function roomId({ chat, me }: Chat, word: string): Promise<string> {
  if (word.startsWith("@"))
    throw new ChatFailure("INVALID", `${word} is a person; a room is written #room.`);
  return (await openConversation(chat, word, me.id)).conversation.id;
}

const WORDS = {
  roomCreated: "is made, and you are in it",
  roomJoined: "is joined",
  roomLeft: "is left",
  roomInvited: "has them as a member",
  roomRemoved: "has them no more",
  roomTopic: "has this topic",
  roomRenamed: "is the name from now on",
  roomArchived: "is archived: it can be read, and nothing can be written",
  roomUnarchived: "can be written in again",
} as const;

async function change(
  { chat, say }: Chat,
  event: keyof typeof WORDS,
  pending: PendingWrite,
): Promise<void> {
  const end = await settled(chat, pending);
  const done = end.kind === "conversationChanged" ? end.conversation : null;
  const room = done === null ? null : roomJson(done);
  say(
    { event, room },
    room === null ? "Done before." : `#${printable(room.name)} ${WORDS[event]}.`,
  );
}

function roomJson({ id, name, memberCount, isPrivate, topic, archived }: Conversation) {
  return { id, name, memberCount, isPrivate, topic, archived };
}

async function list({ chat, say }: Chat): Promise<void> {
  const found: RoomEntry[] = [];
  for (let cursor = ""; ;) {
    const page = await chat.browseRooms({ pageSize: 200, cursor });
    found.push(...page.rooms);
    cursor = page.nextCursor;
    if (cursor === "") break;
  }
  const rooms = found.map(({ conversation: { id, name, memberCount }, joined }) => ({
    id,
    name,
    memberCount,
    joined,
  }));
  const lines = rooms.map(
    ({ name, memberCount, joined }) =>
      `${joined ? "*" : " "} #${printable(name)}  ${count(memberCount, "member")}`,
  );
  say({ event: "rooms", rooms }, lines.length === 0 ? "There are no rooms yet." : lines.join("\n"));
}
