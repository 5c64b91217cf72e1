/**
 * `parley export` and `parley import`: what one can read, or all there is, as JSON lines, and back under one's own name.
 */
import { createHash } from "node:crypto";
import { createWriteStream, readFileSync } from "node:fs";
import { once } from "node:events";
import type { Account, ConversationEntry } from "@parley/client/model.ts";
import type { Command } from "commander";
import {
  nameOf,
  openConversation,
  parseConversation,
  findConversation,
  notFound,
  peopleOf,
} from "../chat/conversation-name.ts";
import { ChatFailure } from "../chat/exit-code.ts";
import {
  atOption,
  type Chat,
  type ChatOptions,
  jsonOption,
  reach,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import { type Exported, exportEverything } from "../chat/export-everything.ts";
import { settled } from "../chat/settled.ts";
import {
  conversationLine,
  endLine,
  type ExportedMessage,
  headLine,
  messageLine,
  parseTransferLine,
} from "../chat/transfer-lines.ts";
import { count } from "../chat/words.ts";
import { Sentence } from "../sentence.ts";

const EXPORT_HELP = `
One JSON object a line: first "parley-export", then conversations and their messages, and last "end", without which it was cut.
--all is for administrators. It holds every conversation of everybody, direct ones and private rooms too, so it is as secret
as the data folder; the nodes log which account asked for it.`;
const IMPORT_HELP = `
Everything is sent now and by you: times, ids, reactions, and who wrote it cannot be had back. Rooms that are missing are made,
private ones private. Left out is what was said in direct conversations and private rooms that whoever exported was not in.`;

type Write = (line: string) => Promise<void>;

interface ExportOptions extends ChatOptions {
  readonly output?: string;
  readonly all: boolean;
}

interface ImportOptions extends ChatOptions {
  readonly others: boolean;
}

export function addTransfer(program: Command): void {
  program
    .command("export")
    .description("write what you can read as JSON lines, all of your conversations or one")
    .argument("[conversation]", "#room, @person or an id")
    .option("-o, --output <file>", "into this file, for you alone, instead of stdout")
    .option("--all", "for administrators: every conversation of everybody", false)
    .addOption(atOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText("after", EXPORT_HELP)
    .action((word: string | undefined, options: ExportOptions) =>
      withChat(options, (chat) => exportLines(chat, word, options)),
    );
  program
    .command("import")
    .description(
      "send the messages of an export under your name; given again it goes on and doubles nothing",
    )
    .argument("<file>", 'an export; "-" is stdin')
    .option("--others", "messages by others too, with their names before the text", false)
    .addOption(atOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText("after", IMPORT_HELP)
    .action((file: string, options: ImportOptions) =>
      withChat(options, (chat) => importAll(chat, file, options)),
    );
}

async function exportLines(
  chat: Chat,
  word: string | undefined,
  options: ExportOptions,
): Promise<void> {
  if (options.all && word !== undefined)
    throw new Sentence("--all exports every conversation: leave out the name of one.");
  const { output } = options;
  const out =
    output === undefined ? process.stdout : createWriteStream(output, { mode: 0o600, flags: "wx" });
  const write: Write = async (line) => {
    if (!out.write(`${line}\n`)) await once(out, "drain");
  };
  const exported = options.all
    ? await exportEverything(chat, write)
    : await exportOwn(chat, word, write);
  await write(endLine(exported));
  if (output === undefined) return;
  out.end();
  await once(out, "finish");
  const { conversations, messages } = exported;
  chat.say(
    { event: "exported", file: output, conversations, messages },
    `${count(messages, "message")} of ${count(conversations, "conversation")} are in ${output}.`,
  );
}

async function exportOwn(chat: Chat, word: string | undefined, write: Write): Promise<Exported> {
  const { me } = chat;
  const snapshot = await chat.chat.listConversations();
  const { index, clusterId } = snapshot;
  const entries = word === undefined ? snapshot.entries : await one(chat, word, snapshot);
  await write(headLine({ clusterId, account: me.name, index }));
  let messages = 0;
  for (const entry of entries)
    messages += await exportOne(chat, entry, { write, people: peopleOf(snapshot.accounts) });
  return { conversations: entries.length, messages };
}

async function one(
  { chat, me }: Chat,
  word: string,
  snapshot: Awaited<ReturnType<Chat["chat"]["listConversations"]>>,
): Promise<readonly ConversationEntry[]> {
  const found = await findConversation(chat, parseConversation(word), { snapshot, meId: me.id });
  const entries = snapshot.entries.filter(
    ({ conversation }) => conversation.id === found?.conversation.id,
  );
  if (entries.length === 0) throw notFound(word);
  return entries;
}

/** Resolves with how many messages it had. */
async function exportOne(
  { chat, me }: Chat,
  { conversation, membership, lastSeq }: ConversationEntry,
  { write, people }: { readonly write: Write; readonly people: Map<string, Account> },
): Promise<number> {
  const name = nameOf(conversation, me.id, people);
  const { isPrivate } = conversation;
  await write(conversationLine(name, conversation, lastSeq));
  if (membership.removed) return 0;
  let messages = 0;
  for (let afterSeq = 0; ;) {
    const bounds = afterSeq === 0 ? { beforeSeq: 201 } : { afterSeq };
    const page = await chat.listMessages({
      conversationId: conversation.id,
      ...bounds,
      pageSize: 200,
    });
    for (const account of page.accounts) people.set(account.id, account);
    for (const message of page.messages)
      await write(messageLine(name, message, { meId: me.id, people, isPrivate }));
    messages += page.messages.length;
    const last = page.messages.at(-1);
    if (last === undefined || !page.hasAfter) return messages;
    afterSeq = last.seq;
  }
}

async function importAll(chat: Chat, file: string, { others }: ImportOptions): Promise<void> {
  const text = readFileSync(file === "-" ? 0 : file, "utf8");
  const messages = messagesOf(text);
  const open = messages.filter(({ isOfOthers }) => !isOfOthers);
  const wanted = open.filter(({ own }) => own || others);
  const secret = new Set(wanted.flatMap((one) => (one.isPrivate ? [one.conversation] : [])));
  const ids = new Map<string, string>();
  for (const name of new Set(wanted.map(({ conversation }) => conversation)))
    ids.set(name, await target(chat, name, secret.has(name)));
  // The bytes name the client id and the order the sequence: a second run carries the same write keys.
  const clientId = createHash("sha256")
    .update(`${chat.me.id}\nimport ${String(others)}\n${text}`)
    .digest("hex")
    .slice(0, 32);
  const { chat: sender } = await reach(chat.place, {
    token: chat.place.token,
    clientId,
  });
  try {
    if ((await sender.session()) === null)
      throw new ChatFailure("BAD_SESSION", "The session ended just now: sign in again.");
    const { sent, before } = await sendAll(sender, wanted, ids);
    const closed = messages.length - open.length;
    const skipped = open.length - wanted.length;
    const ofOthers = closed === 0 ? "" : ` ${closed} left out of conversations of others.`;
    chat.say(
      { event: "imported", sent, before, skipped, closed },
      `${count(sent, "message")} sent, ${before} were there before, ${skipped} by others left out.${ofOthers}`,
    );
  } finally {
    sender.close();
  }
}

function messagesOf(text: string): readonly ExportedMessage[] {
  try {
    return text
      .split("\n")
      .map((line, at) => (line.trim() === "" ? null : parseTransferLine(line, at + 1)))
      .filter((one) => one !== null);
  } catch (error) {
    throw new ChatFailure("INVALID", error instanceof Error ? error.message : String(error));
  }
}

/** A room that is not there yet is made, and private if it was. */
async function target({ chat, me }: Chat, name: string, isPrivate: boolean): Promise<string> {
  const wanted = parseConversation(name);
  const snapshot = await chat.listConversations();
  const found = await findConversation(chat, wanted, { snapshot, meId: me.id });
  if (found === undefined && wanted.kind === "room") {
    const end = await settled(chat, chat.createRoom(wanted.name, { isPrivate }));
    if (end.kind === "conversationChanged") return end.conversation.id;
  }
  const { conversation } = found ?? (await openConversation(chat, name, me.id));
  const isMember = snapshot.entries.some(
    ({ conversation: { id }, membership }) => id === conversation.id && !membership.removed,
  );
  if (conversation.kind === "room" && !isMember)
    await settled(chat, chat.joinRoom(conversation.id));
  return conversation.id;
}

/** As many at once as one batch holds; order is the outbox's. */
const AT_ONCE = 64;

async function sendAll(
  sender: Chat["chat"],
  messages: readonly ExportedMessage[],
  ids: ReadonlyMap<string, string>,
): Promise<{ readonly sent: number; readonly before: number }> {
  const done = { sent: 0, before: 0 };
  for (let first = 0; first < messages.length; first += AT_ONCE) {
    const rows = messages
      .slice(first, first + AT_ONCE)
      .map(({ conversation, own, author, text }) =>
        sender.send(ids.get(conversation) ?? "", own ? text : `${author}: ${text}`),
      );
    for (const row of rows) {
      const end = await settled(sender, row);
      if (end.kind === "messageSent") done.sent += 1;
      else done.before += 1;
    }
  }
  return done;
}
