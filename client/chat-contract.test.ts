import { type People, testChat } from "./chat-contract.ts";
import { Page } from "./chat-client-page.ts";
import { testPeople } from "./people-contract.ts";
import { testSearch } from "./search-contract.ts";
import { repeatableChance } from "./virtual-clock.ts";

testChat("a cluster in memory", meet);
testSearch("a cluster in memory", meet);
testPeople("a cluster in memory", meet);

async function meet(): Promise<People> {
  const owner = new Page();
  const { clock, cluster } = owner;
  await owner.until(owner.client.createAccount("owner", "correct horse"));
  const chance = repeatableChance();
  const [ada, bob, cy] = await Promise.all(
    (["ada", "bob", "cy"] as const).map(async (name) => {
      const { client } = new Page({ clock, cluster, chance });
      await owner.until(client.createAccount(name, "correct horse"));
      return client;
    }),
  );
  if (ada === undefined || bob === undefined || cy === undefined) throw new Error("three people");
  return { ada, bob, cy, until: (promise) => owner.until(promise) };
}
