import { execFileSync } from "node:child_process";
import { Command } from "commander";
import { expect, test } from "vitest";
import { addAccount, addSessions } from "./account.ts";
import { addAdmin, addBot, addInvite } from "./admin.ts";
import { addCompletion, wordsByVerb } from "./completion.ts";
import { addGroup } from "./group.ts";
import { addMessage } from "./message.ts";
import { addRoom } from "./room.ts";
import { addSearch } from "./search.ts";
import { addSend } from "./send.ts";

function program(): Command {
  const made = new Command("parley");
  for (const add of [
    addRoom,
    addSend,
    addSearch,
    addMessage,
    addAccount,
    addSessions,
    addAdmin,
    addInvite,
    addBot,
    addGroup,
    addCompletion,
  ])
    add(made);
  return made;
}

test("verbs, their verbs and their flags are known from the program itself", () => {
  const words = wordsByVerb(program());
  expect(words.get("")).toEqual(expect.arrayContaining(["room", "send", "completion", "help"]));
  expect(words.get("room")).toEqual(
    expect.arrayContaining(["create", "join", "leave", "list", "invite", "remove", "archive"]),
  );
  expect(words.get("send")).toEqual(expect.arrayContaining(["--key", "--json", "--at"]));
  expect(words.get("completion")).toEqual(expect.arrayContaining(["bash", "zsh"]));
});

test.each([
  ["parley sen", "send"],
  ["parley sea", "search"],
  ["parley search --li", "--limit"],
  ["parley room cr", "create"],
  ["parley room create --pr", "--private"],
  ["parley ed", "edit"],
  ["parley react --re", "--remove"],
  ["parley send --js", "--json"],
  ["parley account pass", "password"],
  ["parley session end --oth", "--others"],
  ["parley admin role ow", "owner"],
  ["parley invite create --us", "--uses"],
  ["parley bot tokens --tok", "--token"],
  ["parley notify ment", "mentions"],
  ["parley send room --js", "--json"],
])("bash completes %o with %o", (typed, word) => {
  let script = "";
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (text: string | Uint8Array) => {
    script += String(text);
    return true;
  };
  try {
    program().parse(["completion", "bash"], { from: "user" });
  } finally {
    process.stdout.write = write;
  }
  const words = typed.split(" ");
  const ask = `COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _parley; echo "\${COMPREPLY[@]}"`;
  const said = execFileSync("bash", ["-c", `${script}\n${ask}`], { encoding: "utf8" });
  expect(said.trim()).toBe(word);
});
