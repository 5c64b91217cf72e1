import { Page } from "@parley/client/chat-client-page.ts";
import { repeatableChance } from "@parley/client/virtual-clock.ts";
import { expect, test } from "vitest";
import { LiveMessages } from "./live-messages.ts";

test("who types and who is there is told by name, once for each change, to who asks for it", async () => {
  const chance = repeatableChance();
  const ada = new Page({ chance });
  const { clock, cluster } = ada;
  const session = await ada.until(ada.client.createAccount("ada", "correct horse"));
  const bob = new Page({ clock, cluster, chance });
  const bobs = await ada.until(bob.client.createAccount("bob", "correct horse"));
  const made = await ada.until(ada.client.openDirect(bobs.account.id).outcome);
  if (made.kind !== "conversationChanged") throw new Error(`it ended ${made.kind}`);
  const told: string[] = [];
  new LiveMessages(ada.client, {
    meId: session.account.id,
    ready: () => told.push("ready"),
    message: ({ message }) => told.push(message.text),
    person: (news) =>
      told.push(
        news.kind === "typing"
          ? `${news.person.name} types in ${news.conversation}`
          : `${news.person.name} is ${news.presence}`,
      ),
    failed: (error) => told.push(String(error)),
  }).start();
  await clock.pass(100);
  bob.client.start(() => undefined);
  await clock.pass(100);
  bob.client.typing(made.conversation.id);
  await clock.pass(100);
  bob.client.typing(made.conversation.id, { stopped: true });
  await ada.until(bob.client.setPresence("away"));
  await clock.pass(100);
  bob.client.stop();
  await clock.pass(10_000);
  expect(told).toEqual([
    "ready",
    "ada is online",
    "bob is online",
    "bob types in @bob",
    "bob is away",
    "bob is offline",
  ]);
});
