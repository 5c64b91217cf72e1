/** `parley room create|join|leave|list`. */
import type { RoomEntry } from "@parley/client/model.ts";
import type { Command } from "commander";
import { openConversation } from "../chat/conversation-name.ts";
import { ChatFailure } from "../chat/exit-code.ts";
import { atOption, type Chat, type ChatOptions, jsonOption, withChat } from "../chat/open-chat.ts";
import { settled } from "../chat/settled.ts";
import { count, printable } from "../chat/words.ts";
import type { PendingWrite } from "@parley/client/connect.ts";

export function addRoom(program: Command): void {
  const room = program.command("room").description("rooms: make, join, leave, list");
  const verb = (name: string, description: string): Command =>
    room.command(name).description(description).addOption(atOption()).addOption(jsonOption());
  verb("create", "make a public room and join it")
    .argument("<name>", "1 to 32 characters")
    .action((name: string, options: ChatOptions) =>
      withChat(options, (chat) =>
        change(chat, "roomCreated", chat.chat.createRoom(name.replace(/^#/, ""))),
      ),
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
  verb("list", "list the public rooms").action((options: ChatOptions) => withChat(options, list));
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
} as const;

async function change(
  { chat, say }: Chat,
  event: keyof typeof WORDS,
  pending: PendingWrite,
): Promise<void> {
  const end = await settled(chat, pending);
  const done = end.kind === "conversationChanged" ? end.conversation : null;
  const room =
    done === null ? null : { id: done.id, name: done.name, memberCount: done.memberCount };
  say(
    { event, room },
    room === null ? "Done before." : `#${printable(room.name)} ${WORDS[event]}.`,
  );
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
