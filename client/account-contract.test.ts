import { PASSWORD, testAccounts, type Workspace } from "./account-contract.ts";
import { Page } from "./chat-client-page.ts";

testAccounts("a cluster in memory", open);

async function open(): Promise<Workspace> {
  const page = new Page();
  const { cluster: transport, clock } = page;
  const { token: owner } = await page.until(page.client.createAccount("owner", PASSWORD));
  const name = (word: string) => word;
  return { transport, clock, owner, name, until: (promise) => page.until(promise) };
}
