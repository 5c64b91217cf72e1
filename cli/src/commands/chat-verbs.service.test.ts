/** The verbs of the chat at a command line, on real nodes: at the edge, at a node, and while nodes die. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { freshFolder, start } from "../../cluster-under-test.ts";
import { PASSWORD, PersonUnderTest, shapeOf } from "../../person-under-test.ts";

const TEST_MS = 300_000;
const POLL = { timeout: 20_000, interval: 50 };

test(
  "two people use every verb, one at the edge and one at a node; each prints one stable shape of JSON",
  { timeout: TEST_MS },
  async () => {
    const cluster = await start(freshFolder(), 3);
    const ada = new PersonUnderTest(new URL(cluster.url).host);
    const bob = new PersonUnderTest(cluster.nodes[1]?.grpc ?? "");
    const shapes: Record<string, unknown> = {};
    const say = async (who: PersonUnderTest, ...args: readonly string[]) => {
      const json = await who.json(...args);
      shapes[
        args
          .filter((word) => /^[a-z]/.test(word))
          .slice(0, args[0] === "room" ? 2 : 1)
          .join(" ")
      ] = shapeOf(json);
      return json;
    };

    await say(ada, "signup", "ada", "--password-stdin");
    await bob.signUp("bob");
    expect(statSync(join(ada.config, "sessions.json")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(ada.config, "sessions.json"), "utf8")).not.toContain(PASSWORD);
    expect(await say(ada, "accounts", "b?b")).toMatchObject({ accounts: [{ name: "bob" }] });
    await say(ada, "room", "create", "garden");
    await say(bob, "room", "join", "#garden");
    expect(await say(bob, "room", "list")).toMatchObject({
      rooms: [{ name: "garden", joined: true, memberCount: 2 }],
    });
    expect(await say(ada, "send", "#garden", "hello")).toMatchObject({
      conversation: "#garden",
      message: { seq: 1 },
    });
    await ada.json("send", "@bob", "for you alone");
    await bob.json("react", "#garden/1", ":wave:");
    expect(await say(bob, "unread")).toMatchObject({
      total: 2,
      messages: [{ author: { name: "ada" } }, {}],
    });

    // The oldest first, and they count as read from then on.
    expect(await say(bob, "read", "-n", "1")).toMatchObject({
      messages: [{ text: "hello", own: false }],
    });
    expect(await bob.json("unread")).toMatchObject({
      total: 1,
      conversations: [{ name: "@ada", unread: 1 }],
    });
    expect(await bob.json("read", "@ada")).toMatchObject({
      conversation: "@ada",
      messages: [{ text: "for you alone" }],
    });
    expect(await say(bob, "mark", "@ada")).toMatchObject({ readSeq: 1, unread: 0 });

    const once = ["send", "#garden", "only once", "--key", "deploy-42"];
    expect(await bob.json(...once)).toMatchObject({ message: { seq: 2 } });
    expect(await bob.json(...once)).toMatchObject({ message: { seq: 2 } });
    const piped = await bob.run(["send", "#garden"], "from\nstdin\n");
    expect(piped.out).toBe("Sent to #garden as message 3.\n");

    const file = join(bob.config, "mine.jsonl");
    await say(bob, "export", "-o", file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await say(bob, "import", file)).toMatchObject({ sent: 2, skipped: 2 });
    const again = await bob.json("import", file);
    expect(Number(again["sent"]) + Number(again["before"])).toBe(2);
    const { messages } = await ada.json("read", "#garden");
    expect(messages).toMatchObject([
      { text: "hello", own: true },
      { text: "only once" },
      { text: "from\nstdin" },
      { text: "only once" },
      { text: "from\nstdin" },
    ]);

    expect(await say(bob, "edit", "#garden/2", "once, really")).toMatchObject({
      message: { text: "once, really", version: 1 },
    });
    await ada.json("react", "#garden/2", "🎉");
    expect(await say(bob, "react", "#garden/2", "🎉")).toMatchObject({
      message: { reactions: [{ emoji: "🎉", accountIds: { length: 2 } }] },
    });
    const shown = await bob.run(["react", "#garden/2", "🎉", "--remove"]);
    expect(shown.out).toBe("Message 2 of #garden has 🎉 1.\n");
    const mine = await bob.json("send", "#garden", "a slip", "--reply-to", "#garden/1");
    const { id } = mine["message"] as { readonly id: string }; // Our own line.
    expect(await say(bob, "rm", id)).toMatchObject({
      conversation: "#garden",
      seq: 6,
      message: { text: "", deleted: true },
    });
    expect(await say(ada, "search", "hello", "from:me")).toMatchObject({
      event: "found",
      messages: [{ text: "hello", conversation: "#garden", own: true }],
      hasMore: false,
    });
    const limited = await ada.run(["search", "really OR from*", "in:#garden", "--limit", "1"]);
    expect(limited.out).toBe("Nothing was found.\n");
    const newest = await ada.run(["search", '"from stdin"', "--limit", "1"]);
    expect(newest.out).toMatch(/^#garden  .* bob: from\n {4}stdin\nThere are older ones/);
    expect(await bob.json("search", "alone in:@ada")).toMatchObject({
      messages: [{ conversation: "@ada" }],
    });
    expect(await bob.json("mark", "#garden", "--unread-from", "1")).toMatchObject({
      readSeq: 0,
      unread: 1,
    });

    await ada.json("room", "create", "den", "--private");
    expect(await bob.run(["room", "join", "#den"])).toMatchObject({ code: 4 });
    expect(await say(ada, "room", "invite", "#den", "@bob")).toMatchObject({
      room: { memberCount: 2, isPrivate: true },
    });
    expect(await say(bob, "room", "topic", "#den", "what we plan")).toMatchObject({
      room: { topic: "what we plan" },
    });
    expect(await bob.run(["room", "rename", "#den", "lair"])).toMatchObject({ code: 4 });
    await say(ada, "room", "rename", "#den", "lair");
    expect(await say(ada, "room", "archive", "#lair")).toMatchObject({ room: { archived: true } });
    const late = await bob.run(["send", "#lair", "too late"]);
    expect([late.code, late.err]).toEqual([4, expect.stringContaining("archived")]);
    expect(await ada.json("room", "archive", "#lair", "--undo")).toMatchObject({
      event: "roomUnarchived",
      room: { archived: false },
    });
    await say(ada, "room", "remove", "#lair", "@bob");
    expect(await bob.run(["send", "#lair", "hello?"])).toMatchObject({ code: 4 });

    await say(bob, "room", "leave", "garden");
    await say(bob, "logout");
    await say(bob, "login", "bob", "--password-stdin");
    await expect(`${JSON.stringify(shapes, null, 2)}\n`).toMatchFileSnapshot("json-shapes.json");

    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [["send", "@nobody", "hello"], 4, /There is nobody called nobody/],
      [["read", "#nowhere"], 4, /You have no conversation #nowhere/],
      [["room", "create", "garden"], 4, /room of this name already/],
      [["send", "#garden", " "], 2, /Write something first/],
      [["read", "-n", "0"], 2, /whole number/],
      [["search", "before:soon"], 2, /is no date. Write one like before:2026-01-31/],
      [["search", "in:#lair", "plan"], 2, /no room, and no conversation of yours, called "#lair"/],
      [["edit", "#garden/1", "mine now"], 4, /Only who wrote/],
      [["rm", "#garden/99"], 4, /no message 99 in #garden/],
      [["rm", "#garden"], 2, /names no message/],
      [["react", "#garden/1", "two words"], 2, /one emoji/],
      [["mark", "@ada", "--upto", "1", "--unread-from", "1"], 2, /cannot be used with/],
      [["room", "invite", "#garden", "#garden"], 2, /is a room/],
      [["signup", "ada", "--password-stdin"], 4, /taken/],
      [["login", "ada", "--password-stdin"], 3, /Name or password is wrong/],
      [["unread", "--at", "127.0.0.1:1"], 3, /You are not signed in at 127.0.0.1:1/],
      [
        ["login", "ada", "--password-stdin", "--at", "127.0.0.1:1"],
        5,
        /Nobody answers at 127.0.0.1:1/,
      ],
    ];
    for (const [args, code, sentence] of cases) {
      const said = await bob.run(args, "another password\n");
      expect({ args, code: said.code, err: said.err }).toEqual({
        args,
        code,
        err: expect.stringMatching(sentence),
      });
    }
    const failed = await bob.run(["send", "@nobody", "hello", "--json"]);
    expect(JSON.parse(failed.err)).toMatchObject({ event: "failed", reason: "NOT_FOUND" });
  },
);

test(
  "tail shows every message once and in order while the leader and another node die; without a majority reads say as of when",
  { timeout: TEST_MS },
  async () => {
    const cluster = await start(freshFolder(), 5);
    const names = cluster.nodes.map(({ grpc }) => grpc).join(",");
    const ada = new PersonUnderTest(names);
    const bob = new PersonUnderTest(new URL(cluster.url).host);
    await ada.signUp("ada");
    await bob.signUp("bob");
    await ada.json("room", "create", "garden");
    await bob.json("room", "join", "#garden");
    const tail = bob.start(["tail", "#garden", "--count", "6", "--json"]);
    await vi.waitUntil(() => tail.said.out.includes('"ready"'), POLL);

    const kill = async (id: string) => void cluster.kill(id);
    const leader = String((await leaderOf(cluster.nodes.map(({ grpc }) => grpc))) ?? "n1");
    const [one, two] = cluster.nodes.map(({ id }) => id).filter((id) => id !== leader);
    for (let number = 1; number <= 6; number += 1) {
      if (number === 3) await kill(leader);
      if (number === 5) await kill(one ?? "");
      expect(await ada.json("send", "#garden", `message ${number}`)).toMatchObject({
        message: { seq: number },
      });
    }
    expect([await tail.code, tail.said.err]).toEqual([0, ""]);
    const lines = tail.said.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>); // Our own lines.
    expect(lines.slice(1)).toMatchObject(
      Array.from({ length: 6 }, (_, at) => ({
        event: "message",
        message: { seq: at + 1, text: `message ${at + 1}` },
      })),
    );

    await kill(two ?? "");
    const refused = await ada.run(["send", "#garden", "too few are left", "--wait", "3"]);
    expect([5, 6]).toContain(refused.code);
    const fresh = await ada.run(["read", "#garden"]);
    expect(fresh.code).toBe(5);
    expect(fresh.err).toContain("--stale");
    const stale = await ada.json("read", "#garden", "--stale");
    expect(stale).toMatchObject({ asOf: { index: expect.any(Number) } });
    expect(stale["messages"]).toHaveLength(6);
    const found = await ada.json("search", "in:#garden", "--stale");
    expect(found).toMatchObject({ asOf: { index: expect.any(Number) } });
    expect(found["messages"]).toHaveLength(6);
  },
);

async function leaderOf(addresses: readonly string[]): Promise<string | undefined> {
  const { openNodeProbe } = await import("../cluster/node-probe.ts");
  for (const address of addresses) {
    const probe = openNodeProbe(address);
    const now = await probe.now(2_000);
    probe.close();
    if (now !== null && now.leader !== "") return now.leader;
  }
  return undefined;
}
