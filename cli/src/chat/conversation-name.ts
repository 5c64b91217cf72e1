/** How conversations are named on the command line: `#room`, `@person`, `@person,person`, or an id. */
import type { ChatClient } from "@parley/client/connect.ts";
import { ChatError } from "@parley/client/connect.ts";
import type { Account, Conversation, ConversationSnapshot } from "@parley/client/model.ts";
import { ChatFailure } from "./exit-code.ts";
import { settled } from "./settled.ts";

export type Wanted =
  | { readonly kind: "room"; readonly name: string }
  | { readonly kind: "person"; readonly name: string }
  | { readonly kind: "id"; readonly id: string };

export interface Named {
  readonly conversation: Conversation;
  /** `#garden`, `@ada`. */
  readonly name: string;
}

/** A word without a sign is a room, unless it has the looks of an id. */
export function parseConversation(word: string): Wanted {
  if (word.startsWith("@")) return { kind: "person", name: required(word.slice(1), word) };
  if (word.startsWith("#")) return { kind: "room", name: required(word.slice(1), word) };
  if (/^[0-9]+(?:[.-][0-9]+)*$/.test(word)) return { kind: "id", id: word };
  return { kind: "room", name: required(word, word) };
}

function required(name: string, word: string): string {
  if (name.trim() !== "") return name;
  throw new ChatFailure("INVALID", `"${word}" names nothing: write #room, @person or an id.`);
}

/** `people`: every account that may be named. */
export function nameOf(
  conversation: Pick<Conversation, "name" | "peerIds">,
  meId: string,
  people: ReadonlyMap<string, Account>,
): string {
  if (conversation.name !== "") return `#${conversation.name}`;
  const others = conversation.peerIds.filter((id) => id !== meId);
  // A conversation with oneself names nobody else.
  const ids = others.length === 0 ? [meId] : others;
  return `@${ids.map((id) => people.get(id)?.name ?? id).join(",")}`;
}

export function peopleOf(accounts: readonly Account[]): Map<string, Account> {
  return new Map(accounts.map((account) => [account.id, account]));
}

/** Upper and lower case are one; the nodes decide what else is. */
export const sameName = (one: string, other: string): boolean =>
  one.normalize("NFKC").toLowerCase() === other.normalize("NFKC").toLowerCase();

/** One of the caller's own, or a public room. Undefined when there is none. */
export async function findConversation(
  chat: ChatClient,
  wanted: Wanted,
  { snapshot, meId }: { readonly snapshot: ConversationSnapshot; readonly meId: string },
): Promise<Named | undefined> {
  const people = peopleOf(snapshot.accounts);
  const own = snapshot.entries.map(({ conversation }) => conversation);
  const found = own.find((one) => isWanted(one, wanted, { meId, people }));
  if (found !== undefined) return { conversation: found, name: nameOf(found, meId, people) };
  if (wanted.kind === "person") return undefined;
  const room = await findRoom(chat, wanted);
  return room === undefined ? undefined : { conversation: room, name: `#${room.name}` };
}

/** The same, and a conversation with a person begins here. Throws NOT_FOUND. */
export async function openConversation(
  chat: ChatClient,
  word: string,
  meId: string,
): Promise<Named> {
  const wanted = parseConversation(word);
  const snapshot = await chat.listConversations();
  const found = await findConversation(chat, wanted, { snapshot, meId });
  if (found !== undefined) return found;
  if (wanted.kind !== "person") throw notFound(word);
  const group = await groupCalled(chat, wanted.name);
  if (group !== null) return { conversation: group, name: `@${wanted.name}` };
  const account = await personCalled(chat, wanted.name);
  const outcome = await settled(chat, chat.openDirect(account.id));
  if (outcome.kind !== "conversationChanged") throw notFound(word);
  return { conversation: outcome.conversation, name: `@${account.name}` };
}

/** `ada,bob`, unless somebody is called just that. The conversation of these people begins here. */
async function groupCalled(chat: ChatClient, names: string): Promise<Conversation | null> {
  const apart = names.split(",").map((name) => name.trim().replace(/^@/, ""));
  if (apart.length < 2 || (await isPerson(chat, names))) return null;
  const people = await Promise.all(apart.map((name) => personCalled(chat, name)));
  const outcome = await settled(chat, chat.openGroup(people.map(({ id }) => id)));
  return outcome.kind === "conversationChanged" ? outcome.conversation : null;
}

async function isPerson(chat: ChatClient, name: string): Promise<boolean> {
  try {
    await chat.getAccount({ name });
    return true;
  } catch (error) {
    const isNobody =
      error instanceof ChatError && ["NOT_FOUND", "INVALID", "TOO_LARGE"].includes(error.code);
    if (!isNobody) throw error;
    return false;
  }
}

export async function personCalled(chat: ChatClient, name: string): Promise<Account> {
  try {
    return await chat.getAccount({ name });
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== "NOT_FOUND") throw error;
    throw new ChatFailure("NOT_FOUND", `There is nobody called ${name}: see "parley accounts".`);
  }
}

/** `@ada`, `ada`, or an id, which no name looks like. Throws NOT_FOUND. */
export async function personNamed(chat: ChatClient, word: string): Promise<Account> {
  if (word.startsWith("#"))
    throw new ChatFailure("INVALID", `${word} is a room; a person is written @person.`);
  const isId = /^[0-9]+(?:[.-][0-9]+)*$/.test(word);
  return isId ? chat.getAccount({ id: word }) : personCalled(chat, word.replace(/^@/, ""));
}

export function notFound(word: string): ChatFailure {
  return new ChatFailure(
    "NOT_FOUND",
    `You have no conversation ${word}: "parley room list" and "parley unread --all" show what there is.`,
  );
}

function isWanted(
  conversation: Conversation,
  wanted: Wanted,
  { meId, people }: { readonly meId: string; readonly people: ReadonlyMap<string, Account> },
): boolean {
  switch (wanted.kind) {
    case "id":
      return conversation.id === wanted.id;
    case "room":
      return conversation.name !== "" && sameName(conversation.name, wanted.name);
    case "person":
      return (
        conversation.kind !== "room" &&
        sameName(inOrder(nameOf(conversation, meId, people).slice(1)), inOrder(wanted.name))
      );
  }
}

/** Whoever is named first: the people of a group are a set. */
const inOrder = (names: string): string =>
  names
    .toLowerCase()
    .split(",")
    .map((name) => name.trim().replace(/^@/, ""))
    .toSorted()
    .join(",");

async function findRoom(
  chat: ChatClient,
  wanted: Exclude<Wanted, { kind: "person" }>,
): Promise<Conversation | undefined> {
  for (let cursor = ""; ;) {
    const page = await chat.browseRooms({ pageSize: 200, cursor });
    for (const { conversation } of page.rooms)
      if (
        wanted.kind === "id"
          ? conversation.id === wanted.id
          : sameName(conversation.name, wanted.name)
      )
        return conversation;
    if (page.nextCursor === "") return undefined;
    cursor = page.nextCursor;
  }
}
