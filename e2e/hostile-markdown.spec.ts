/** Five thousand texts that want to run something are read like any others, by the page as it is shipped. */
import { connect } from "@parley/client/connect.ts";
import type { BrowserContext } from "@playwright/test";
import { CALL, hostilePayloads } from "./hostile-payloads.ts";
import { expect, test } from "./parley-test.ts";

const PAYLOADS = 5_000;
/** Of them in one message, as blocks of their own. */
const AT_ONCE = 4;
const MESSAGES = PAYLOADS / AT_ONCE;
/** Through all of them, on a machine that does other things too. */
const SCROLL_MS = 60_000;
/** Few looks show all of them. */
test.use({ viewport: { width: 1280, height: 2_000 } });
const HIT = CALL.replace("()", "");

test("5,000 hostile messages run nothing, load nothing and leave nothing that could", async ({
  alice,
  cluster,
  chance,
}) => {
  const hits = await watchForHits(alice.context);
  await alice.signsUp();
  const mallory = await connect(new URL(cluster.url).host);
  const name = `Mallory ${alice.name}`;
  await mallory.createAccount(name, "the password of Mallory");
  const { id } = await mallory.getAccount({ name: alice.name });
  const opened = await mallory.openDirect(id).outcome;
  if (opened.kind !== "conversationChanged") throw new Error("no conversation");
  const { id: conversationId } = opened.conversation;
  const payloads = hostilePayloads(PAYLOADS, chance);
  const writes = Array.from({ length: MESSAGES }, (_, at) => {
    const some = payloads.slice(at * AT_ONCE, (at + 1) * AT_ONCE);
    return mallory.send(conversationId, some.join("\n\n"));
  });
  const outcomes = await Promise.all(writes.map(({ outcome }) => outcome));
  expect(outcomes.filter(({ kind }) => kind !== "messageSent")).toEqual([]);
  // Once this one is shown as Markdown, the others are.
  await mallory.send(conversationId, "**the last one**").outcome;
  mallory.close();

  await alice.opens(name);
  await expect(alice.message("the last one").locator("strong")).toBeVisible();
  const seen = new Set<string>();
  const look = async (): Promise<number> => {
    for (const seq of await alice.timeline.evaluate(scrollUp)) seen.add(seq);
    return seen.size;
  };
  await expect.poll(look, { timeout: SCROLL_MS, intervals: [1] }).toBe(MESSAGES + 1);
  expect(hits).toEqual([]);
});

/** Runs in the page: which messages are there, then most of a screen upward. */
async function scrollUp(log: Element): Promise<readonly string[]> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
  const rows = [...log.querySelectorAll<HTMLElement>("article[data-seq]")];
  log.scrollTop -= log.clientHeight * 0.8;
  return rows.map((row) => row.dataset["seq"] ?? "");
}

/** Collects every call of what the payloads call, and everything in a message that could have led to one. */
async function watchForHits(context: BrowserContext): Promise<readonly string[]> {
  const hits: string[] = [];
  await context.exposeBinding(HIT, () => void hits.push("executed"));
  await context.exposeBinding("parleyFound", (_source, what: string) => void hits.push(what));
  context.on("page", (page) => page.on("dialog", (dialog) => void hits.push(dialog.type())));
  await context.addInitScript(() => {
    const tell = (what: string): void => {
      const found = Reflect.get(globalThis, "parleyFound") as (what: string) => Promise<void>;
      void found(what);
    };
    const harmless = /^(?:p|div|strong|em|del|code|pre|span|bdi|ul|ol|li|blockquote|a)$/u;
    const judge = (element: Element): void => {
      const name = element.localName;
      if (!harmless.test(name)) tell(`<${name}>`);
      for (const attribute of element.attributes) {
        if (/^on|^src|^style$|^srcdoc$/u.test(attribute.name)) tell(`${name} ${attribute.name}`);
      }
      const href = element.getAttribute("href");
      if (href === null) return;
      if (!/^(?:https?|mailto):/u.test(href)) tell(`href ${href}`);
      if (element.getAttribute("rel")?.includes("noopener") !== true) tell(`rel of ${href}`);
    };
    new MutationObserver(() => {
      const fresh = document.querySelectorAll("[data-words] *:not([data-judged])");
      for (const element of fresh) {
        judge(element);
        (element as HTMLElement).dataset["judged"] = "";
      }
    }).observe(document, { subtree: true, childList: true });
  });
  return hits;
}
