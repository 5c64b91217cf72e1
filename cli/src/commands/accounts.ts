/** `parley accounts [PATTERN]`: the directory. */
import type { Account } from "@parley/client/model.ts";
import type { Command } from "commander";
import { atOption, type ChatOptions, jsonOption, withChat } from "../chat/open-chat.ts";
import { printable } from "../chat/words.ts";

export function addAccounts(program: Command): void {
  program
    .command("accounts")
    .description("list the people here; * is any run of characters, ? one of them")
    .argument("[pattern]", "only names like this: 'jo*n?'", "")
    .addOption(atOption())
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
        const accounts = found.map(({ id, name, createdMs, deleted }) => ({
          id,
          name,
          createdMs,
          deleted,
        }));
        say({ event: "accounts", accounts }, found.map(({ name }) => printable(name)).join("\n"));
      }),
    );
}
