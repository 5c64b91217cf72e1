import { expect, test } from "vitest";
import { Page } from "./chat-client-page.ts";
import { failed } from "./wire-errors.ts";

/** Everything that was under way when the session ended is answered after the next log-in. */
async function loggedInAgain() {
  const page = new Page();
  const { cluster } = page;
  const endings: (() => void)[] = [];
  const subscribe = cluster.subscribe.bind(cluster);
  cluster.subscribe = (request, options, listener) => {
    const cancel = subscribe(request, options, listener);
    let isCancelled = false;
    endings.push(() => {
      if (!isCancelled) listener.ended(failed({ code: 16, reason: "BAD_SESSION" }));
    });
    return () => {
      isCancelled = true;
      cancel();
    };
  };
  await page.ready();
  page.updates.length = 0;
  cluster.chat.sessions.clear();
  const logIn = page.client.logIn("ada", "correct horse");
  const read = page.client.listMessages({ conversationId: page.roomId });
  const sent = page.send("in between");
  await page.until(logIn, 10);
  return { page, read, sent, endings };
}

test("a read of an earlier session is answered by the next one, and ends nothing", async () => {
  const { page, read } = await loggedInAgain();
  expect(await page.until(read, 50)).toMatchObject({ hasAfter: false });
  expect(page.line()).toBe("none");
});

test("a row of an earlier session goes again under the next one, and ends nothing", async () => {
  const { page, sent } = await loggedInAgain();
  expect(await page.until(sent, 50)).toMatchObject({ kind: "messageSent" });
  expect(page.texts()).toEqual(["in between"]);
  expect(page.updates.some(({ kind }) => kind === "signedOut")).toBe(false);
});

test("a stream of an earlier session is not heard any more", async () => {
  const { page, endings } = await loggedInAgain();
  await page.clock.pass(50);
  endings[0]?.();
  await page.clock.pass(50);
  expect(page.client.connection()).toMatchObject({ state: "LIVE", signedOut: false });
});
