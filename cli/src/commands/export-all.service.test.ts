/** `parley export --all` and back, on real nodes of which the leader dies while everything is exported. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { freshFolder, start } from "../../cluster-under-test.ts";
import { PersonUnderTest } from "../../person-under-test.ts";

const TEST_MS = 300_000;
const POLL = { timeout: 60_000, interval: 50 };
/** Far more than a pipe that nobody reads holds: the export cannot be over when the node dies. */
const MESSAGES = 900;
const FILLING = "x".repeat(1_000);

type Line = Readonly<Record<string, unknown>>;

const linesOf = (text: string): readonly Line[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line); // Our own program's lines.

test(
  "an owner exports what everybody said, each message once, while the leader dies; the import brings back what may be said again",
  { timeout: TEST_MS },
  async () => {
    const data = freshFolder();
    const cluster = await start(data, 3);
    const at = cluster.nodes.map(({ grpc }) => grpc).join(",");
    const [ada, bob, cy] = [1, 2, 3].map(() => new PersonUnderTest(at));
    if (ada === undefined || bob === undefined || cy === undefined) throw new Error("three people");
    await ada.signUp("ada");
    await bob.signUp("bob");
    await cy.signUp("cy");
    await bob.json("room", "create", "garden");
    await bob.json("room", "create", "den", "--private");
    await bob.json("room", "invite", "#den", "@cy");
    await bob.json("send", "@cy", "between us");
    await cy.json("send", "#den", "in the den");
    await ada.json("room", "create", "vault", "--private");
    await ada.json("send", "#vault", "mine");
    const bulk = join(bob.config, "bulk.jsonl");
    const texts = Array.from({ length: MESSAGES }, (_, number) => `${number} ${FILLING}`);
    const line = (text: string) =>
      JSON.stringify({ kind: "message", conversation: "#garden", own: true, text });
    writeFileSync(bulk, texts.map(line).join("\n"));
    expect(await bob.json("import", bulk)).toMatchObject({ sent: MESSAGES });

    expect(await bob.run(["export", "--all"])).toMatchObject({
      code: 4,
      out: "",
      err: "Only administrators may see this.\n",
    });
    expect(await ada.run(["export", "--all", "#garden"])).toMatchObject({ code: 2 });
    const { leader } = await ada.json("leader");
    const { child, said, code } = ada.start(["export", "--all"]);
    child.stdout.once("data", () => child.stdout.pause());
    await vi.waitUntil(() => said.out !== "", POLL);
    cluster.kill(String(leader));
    child.stdout.resume();
    expect([await code, said.err]).toEqual([0, ""]);

    const lines = linesOf(said.out);
    expect(lines[0]).toMatchObject({ kind: "parley-export", account: "ada", everything: true });
    expect(lines.at(-1)).toEqual({ kind: "end", conversations: 4, messages: MESSAGES + 3 });
    const messages = lines.filter(({ kind }) => kind === "message");
    const inGarden = messages.filter(({ conversation }) => conversation === "#garden");
    expect(inGarden.map(({ text }) => text)).toEqual(texts);
    expect(messages.filter(({ conversation }) => conversation !== "#garden")).toMatchObject([
      { conversation: "@bob,cy", text: "between us", author: "bob", own: false, ofOthers: true },
      { conversation: "#den", text: "in the den", author: "cy", ofOthers: true, private: true },
      { conversation: "#vault", text: "mine", author: "ada", own: true, private: true },
    ]);

    const logs = cluster.nodes.map(({ id }) =>
      readFileSync(join(data, id, "logs", "node.log"), "utf8"),
    );
    expect(logs.join("")).toContain("an administrator exports every conversation");

    const file = join(ada.config, "all.jsonl");
    writeFileSync(file, said.out);
    const back = await ada.json("import", file, "--others");
    expect(back).toMatchObject({ sent: MESSAGES + 1, before: 0, skipped: 0, closed: 2 });
    const { messages: again } = await ada.json("read", "#garden", "-n", "1");
    expect(again).toMatchObject([{ text: `bob: ${texts.at(-1)}`, author: { name: "ada" } }]);
    expect(await ada.json("read", "#vault")).toMatchObject({
      messages: [{ text: "mine" }, { text: "mine" }],
    });
    expect(await bob.json("read", "@cy")).toMatchObject({ messages: { length: 1 } });
    expect(await ada.run(["read", "#den"])).toMatchObject({ code: 4 });
  },
);
