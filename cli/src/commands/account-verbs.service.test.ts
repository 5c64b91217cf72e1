/** The verbs of accounts, sessions, invites and bots at a command line, on a real node. */
import { expect, test } from "vitest";
import { freshFolder, start } from "../../cluster-under-test.ts";
import { PASSWORD, PersonUnderTest, shapeOf } from "../../person-under-test.ts";

const TEST_MS = 300_000;
const OTHER = "another password for a test";

test(
  "an owner and a member use every verb about accounts; each prints one stable shape of JSON",
  { timeout: TEST_MS },
  async () => {
    const cluster = await start(freshFolder(), 1);
    const at = cluster.nodes[0]?.grpc ?? "";
    const [ada, bob] = [new PersonUnderTest(at), new PersonUnderTest(at)];
    const shapes: Record<string, unknown> = {};
    const say = async (who: PersonUnderTest, args: readonly string[], input = `${PASSWORD}\n`) => {
      const { code, out, err } = await who.run([...args, "--json"], input);
      expect({ args, code, err }).toEqual({ args, code: 0, err: "" });
      const json = JSON.parse(out) as Record<string, unknown>; // Our own line.
      shapes[args.slice(0, 2).join(" ")] = shapeOf(json);
      return json;
    };
    const failing = async (who: PersonUnderTest, args: readonly string[], input = "") => {
      const { code, err } = await who.run(args, input);
      return [code, err];
    };
    const secretOf = (json: Record<string, unknown>, field = "secret") => String(json[field]);
    const idOf = (json: unknown) => (json as { readonly id: string }).id; // Our own line.

    await ada.signUp("ada");
    await say(ada, ["admin", "signup", "invite"]);
    expect(await failing(bob, ["signup", "bob", "--password-stdin"], `${PASSWORD}\n`)).toEqual([
      4,
      expect.stringContaining("invite"),
    ]);
    const invited = await say(ada, ["invite", "create", "--uses", "2"]);
    const invite = secretOf(invited);
    await bob.json("signup", "bob", "--invite", invite, "--password-stdin");
    expect(await say(ada, ["invite", "list"])).toMatchObject({ invites: [{ usesLeft: 1 }] });
    await say(ada, ["invite", "revoke", idOf(invited["invite"])]);
    await say(ada, ["admin", "signup", "open"]);

    expect(await say(bob, ["account", "name", "Bob the Builder"])).toMatchObject({
      account: { name: "bob", displayName: "Bob the Builder" },
    });
    expect(await say(ada, ["account", "show", "@bob"])).toMatchObject({
      account: { displayName: "Bob the Builder", role: "member" },
    });
    expect((await ada.run(["accounts"])).out).toBe("ada  (owner)\nbob  Bob the Builder\n");

    const away = new PersonUnderTest(at);
    await away.json("login", "bob", "--password-stdin");
    const listed = await say(bob, ["session", "list"]);
    expect(listed).toMatchObject({ sessions: [{ current: false }, { current: true }] });
    const [newest] = listed["sessions"] as readonly unknown[]; // Our own line.
    await say(bob, ["session", "end", idOf(newest)]);
    expect(await failing(away, ["unread"])).toEqual([3, expect.stringContaining("not signed in")]);
    await away.json("login", "bob", "--password-stdin");
    expect(await bob.json("session", "end", "--others")).toMatchObject({ count: 1 });
    expect(await failing(bob, ["session", "end"])).toEqual([
      2,
      expect.stringContaining("--others"),
    ]);

    await away.json("login", "bob", "--password-stdin");
    const both = `${PASSWORD}\n${OTHER}\n`;
    expect(await say(bob, ["account", "password", "--password-stdin"], both)).toMatchObject({
      endedSessions: 1,
    });
    expect(await failing(bob, ["account", "password", "--password-stdin"], both)).toEqual([
      3,
      expect.stringContaining("wrong"),
    ]);
    expect(await failing(bob, ["admin", "reset", "@ada"])).toEqual([4, expect.any(String)]);
    const reset = secretOf(await say(ada, ["admin", "reset", "@bob"]));
    const fresh = `${reset}\n${PASSWORD}\n`;
    await say(bob, ["account", "reset", "--password-stdin"], fresh);
    expect(await bob.json("unread")).toMatchObject({ total: 0 });

    expect(await failing(bob, ["admin", "role", "@bob", "owner"])).toEqual([4, expect.any(String)]);
    await say(ada, ["admin", "role", "@bob", "admin"]);
    await ada.json("admin", "role", "@bob", "member");
    await say(ada, ["admin", "suspend", "@bob"]);
    expect(await failing(bob, ["unread"])).toEqual([3, expect.any(String)]);
    expect(await failing(bob, ["login", "bob", "--password-stdin"], `${PASSWORD}\n`)).toEqual([
      4,
      expect.stringContaining("suspended"),
    ]);
    await ada.json("admin", "suspend", "@bob", "--undo");
    await bob.json("login", "bob", "--password-stdin");

    await say(ada, ["bot", "create", "deployer"]);
    const issued = await say(ada, ["bot", "token", "@deployer", "--label", "deploys"]);
    const token = secretOf(issued, "token");
    await ada.json("room", "create", "garden");
    const nobody = new PersonUnderTest(at);
    await nobody.json("room", "join", "#garden", "--token", token);
    await nobody.json("send", "#garden", "deployed", "--key", "42", "--token", token);
    await nobody.json("send", "#garden", "deployed", "--key", "42", "--token", token);
    expect(await ada.json("read", "#garden")).toMatchObject({
      messages: [{ text: "deployed", author: { name: "deployer" } }],
    });
    expect(await say(ada, ["bot", "tokens", "deployer"])).toMatchObject({
      tokens: [{ label: "deploys" }],
    });
    await say(ada, ["bot", "revoke", "deployer", idOf(issued["session"])]);
    expect(await failing(nobody, ["unread", "--token", token])).toEqual([
      3,
      expect.stringContaining("revoked"),
    ]);

    await say(bob, ["account", "delete", "--password-stdin"]);
    expect(await failing(bob, ["unread"])).toEqual([3, expect.stringContaining("not signed in")]);
    expect(await failing(ada, ["account", "delete", "--password-stdin"], `${PASSWORD}\n`)).toEqual([
      4,
      expect.stringContaining("last owner"),
    ]);
    const golden = "json-shapes-accounts.json";
    await expect(`${JSON.stringify(shapes, null, 2)}\n`).toMatchFileSnapshot(golden);
  },
);

test(
  "people name groups, levels, messages and leaders; the oldest unread are read in one step",
  { timeout: TEST_MS },
  async () => {
    const cluster = await start(freshFolder(), 1);
    const at = cluster.nodes[0]?.grpc ?? "";
    const [ada, bob, cy] = [1, 2, 3].map(() => new PersonUnderTest(at));
    if (ada === undefined || bob === undefined || cy === undefined) throw new Error("three people");
    const shapes: Record<string, unknown> = {};
    const say = async (who: PersonUnderTest, ...args: readonly string[]) => {
      const json = await who.json(...args);
      shapes[args[0] === "group" ? args.slice(0, 2).join(" ") : (args[0] ?? "")] = shapeOf(json);
      return json;
    };
    await ada.signUp("ada");
    await bob.signUp("bob");
    await cy.signUp("cy");
    const made = await say(ada, "group", "create", "@cy", "@bob");
    expect(made).toMatchObject({ group: { name: "@bob,cy", memberCount: 3 } });
    const { id } = made["group"] as { readonly id: string }; // Our own line.
    expect(await bob.json("send", "@cy,ada", "all of us")).toMatchObject({ conversationId: id });
    expect(await ada.json("send", "@cy,@bob", "yes")).toMatchObject({ conversationId: id });
    expect(await say(cy, "group", "list")).toMatchObject({ groups: [{ name: "@ada,bob" }] });
    expect(await say(cy, "notify", "@ada,bob", "mentions")).toMatchObject({ level: "mentions" });
    expect(await cy.run(["notify", "@ada,bob", "sometimes"])).toMatchObject({ code: 2 });
    expect(await cy.json("read", "-n", "1", "--keep")).toMatchObject({
      messages: [{ text: "all of us", conversation: "@ada,bob" }],
    });
    expect(await say(cy, "info", "@ada,bob/1")).toMatchObject({ length: 9, read: false });
    expect(await cy.json("read", "-n", "1")).toMatchObject({ messages: [{ text: "all of us" }] });
    expect(await cy.json("info", "@ada,bob/1")).toMatchObject({ read: true });
    expect(await cy.json("read")).toMatchObject({ messages: [{ text: "yes" }] });
    expect((await cy.run(["read"])).out).toBe("Nothing is unread.\n");
    expect(await ada.json("info", "@bob,cy/2")).toMatchObject({ readBy: [{ name: "cy" }] });
    expect(await say(ada, "leader", "--here")).toMatchObject({ isLeader: true, leader: "n1" });
    expect(await ada.run(["send", "@cy,nobody", "hello"])).toMatchObject({ code: 4 });
    const golden = "json-shapes-groups.json";
    await expect(`${JSON.stringify(shapes, null, 2)}\n`).toMatchFileSnapshot(golden);
  },
);
