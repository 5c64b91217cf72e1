import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chatContract } from "./chat-contract.ts";
import type { ChatHome } from "./chat-contract.ts";
import { LocalChat } from "./local-chat.ts";
import { notesContract } from "./notes-contract.ts";
import { Scenario } from "./scenario.ts";

const clock = { soon: (run: () => void): void => void setImmediate(run) };

async function newHome(): Promise<ChatHome> {
  const folder = await mkdtemp(join(tmpdir(), "parley-local-chat-"));
  return {
    create: () => new LocalChat({ clock, location: join(folder, "state.db") }),
    dispose: () => rm(folder, { recursive: true }),
  };
}

chatContract("LocalChat", newHome);
notesContract("LocalChat", newHome);

test("LocalChat does nothing outside the clock's turns, and takes them in the order of the calls", () => {
  const turns: (() => void)[] = [];
  const chat = new LocalChat({
    clock: { soon: (run) => void turns.push(run) },
    location: ":memory:",
  });
  const seen: string[] = [];
  const scenario = new Scenario();
  const ann = scenario.signUp("Ann");
  chat.apply(scenario.log, false, () => void seen.push("applied"));
  chat.subscribe(
    { tokenSha256: ann.token, afterIndex: 0 },
    {
      page: () => void seen.push("page"),
      caughtUp: () => void seen.push("caught up"),
      live: () => void seen.push("live"),
      ended: () => void seen.push("ended"),
      interrupted: () => void seen.push("interrupted"),
    },
  );
  expect(seen).toEqual([]);
  for (const run of turns.splice(0)) run();
  expect(seen).toEqual(["applied", "page", "caught up"]);
  scenario.signUp("Bob");
  chat.apply(scenario.log.slice(-1), false, () => void seen.push("applied"));
  for (const run of turns) run();
  expect(seen.slice(3)).toEqual(["applied", "live"]);
});

test("LocalChat goes on from a copy of its state", async () => {
  const scenario = new Scenario();
  scenario.signUp("Ann");
  const first = new LocalChat({ clock, location: ":memory:" });
  await new Promise((resolve) => first.apply(scenario.log, false, resolve));
  const second = new LocalChat({ clock, location: first.serialize() });
  expect(await second.open()).toEqual({ appliedIndex: 1 });
  expect(await second.query("stateHash", {})).toEqual(scenario.core.query("stateHash", {}));
});
