/** `parley search`: messages by their words, in all that one may read. */
import type { Account, Message } from "@parley/client/model.ts";
import type { FoundPage } from "@parley/client/search-calls.ts";
import type { AsOf } from "@parley/client/transport.ts";
import { Option, type Command } from "commander";
import { nameOf } from "../chat/conversation-name.ts";
import {
  atOption,
  type Chat,
  type ChatOptions,
  jsonOption,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import { asOfWords, messageJson, messageWords, printable } from "../chat/words.ts";
import { parseCount } from "./read.ts";

const COUNT_DEFAULT = 50;
const PAGE = 200;
const HELP = `
All words must be there; case and accents do not count.
  word "a phrase" pre*        quote a phrase for the shell too: parley search '"red balloon" from:me'
  from:NAME from:me           who wrote it; names with spaces in quotes
  in:#ROOM in:@NAME           where
  before:DATE after:DATE      YYYY-MM-DD, UTC, the day itself left out
  has:link has:code has:reaction has:mention has:reply`;

interface SearchOptions extends ChatOptions {
  readonly limit: number;
  readonly stale: boolean;
}

interface Found {
  readonly message: Message;
  /** `#garden`, `@ada`. */
  readonly conversation: string;
  readonly people: ReadonlyMap<string, Account>;
}

export function addSearch(program: Command): void {
  program
    .command("search")
    .description("find messages in all that you may read, the newest first")
    .argument("<query...>", "words, and from: in: before: after: has:")
    .addOption(
      new Option("-n, --limit <count>", "how many messages at most")
        .default(COUNT_DEFAULT)
        .argParser(parseCount),
    )
    .option(
      "--stale",
      "without a majority: search what one node holds, and say as of when that is",
      false,
    )
    .addOption(atOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action((words: readonly string[], options: SearchOptions) =>
      withChat(options, (chat) => search(chat, words.join(" "), options), {
        stale: options.stale,
      }),
    );
}

async function search({ chat, me, say }: Chat, query: string, { limit, stale }: SearchOptions) {
  const found: Found[] = [];
  let cursor = "";
  let asOf: AsOf | null = null;
  do {
    const pageSize = Math.min(PAGE, limit - found.length);
    const request = { query, pageSize, cursor };
    const page = stale
      ? await chat.readStale("searchMessages", request)
      : { value: await chat.search(query, request), asOf: null };
    found.push(...foundIn(page.value, me.id));
    cursor = page.value.nextCursor;
    // Of the first page, which holds the newest.
    asOf ??= page.asOf;
  } while (cursor !== "" && found.length < limit);
  const lines = found.map(
    ({ message, ...shown }) =>
      `${printable(shown.conversation)}  ${messageWords(message, { meId: me.id, ...shown })}`,
  );
  if (asOf !== null) lines.unshift(asOfWords(asOf));
  if (found.length === 0) lines.push("Nothing was found.");
  if (cursor !== "") lines.push("There are older ones: ask for more with --limit.");
  say(
    {
      event: "found",
      query,
      messages: found.map(({ message, ...shown }) =>
        messageJson(message, { meId: me.id, ...shown }),
      ),
      hasMore: cursor !== "",
      asOf,
    },
    lines.join("\n"),
  );
}

function foundIn({ messages, places, accounts }: FoundPage, meId: string): Found[] {
  const people = new Map(accounts.map((account) => [account.id, account]));
  const names = new Map(places.map((place) => [place.conversationId, nameOf(place, meId, people)]));
  return messages.map((message) => ({
    message,
    conversation: names.get(message.conversationId) ?? message.conversationId,
    people,
  }));
}
