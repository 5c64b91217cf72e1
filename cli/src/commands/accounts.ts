/** `parley accounts [PATTERN]`: the directory. */
import type { Account } from "@parley/client/model.ts";
import type { Command } from "commander";
import {
  atOption,
  type ChatOptions,
  jsonOption,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import { accountJson, accountWords } from "../chat/account-words.ts";

export function addAccounts(program: Command): void {
  program
    .command("accounts")
    .description("list the people here; * is any run of characters, ? one of them")
    .argument("[pattern]", "only names like this: 'jo*n?'", "")
    .addOption(atOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action((pattern: string, options: ChatOptions) =>
      withChat(options, async ({ chat, say }) => {
        const found: Account[] = [];
        for (let cursor = ""; ;) {
          const page = await chat.listAccounts({ pattern, pageSize: 200, cursor });
          found.push(...page.accounts);
          cursor = page.nextCursor;
          if (cursor === "") break;
        }
        const accounts = found.map(accountJson);
        say({ event: "accounts", accounts }, found.map(accountWords).join("\n"));
      }),
    );
}
