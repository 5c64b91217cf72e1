/**
 * Data folders as earlier versions left them, each a whole cluster of one node with five messages. They are never written
 * anew: what was once on somebody's disk is read for ever.
 */
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { AccountService, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import { ConversationService } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { expect, test } from "vitest";
import { inspectState } from "./chat/inspect-state.ts";
import { freshKey, leaderOf, say, startMember, stopMembers, textsOn } from "./chat-under-test.ts";
import { findPort, freshFolder, runProgram } from "./node-under-test.ts";
import { readIdentity } from "./storage/identity-file.ts";
import { restoreBackup } from "./storage/restore-backup.ts";
import { verify } from "./storage/verify.ts";

const FIXTURES = join(import.meta.dirname, "storage", "fixtures");
const FORMATS = readdirSync(FIXTURES).filter((name) => name.startsWith("data-"));
const PATIENCE_MS = 60_000;

const look = (path: string) => verify({ path, inspect: inspectState });

function textsOf(format: string): readonly string[] {
  const number = format.replace("data-", "");
  return [1, 2, 3, 4, 5].map((at) => `written by format ${number}, ${at}`);
}

test("there is a folder of every format that ever was", () => {
  expect(FORMATS.toSorted()).toEqual(["data-1", "data-2"]);
});

test.each(FORMATS)(
  "the folder %s is sound, a node goes on with it, and it is sound in today's formats afterwards",
  { timeout: PATIENCE_MS },
  async (format) => {
    const data = join(freshFolder(), "data");
    cpSync(join(FIXTURES, format), data, { recursive: true });
    const before = look(data);
    expect(before.findings.filter(({ level }) => level === "unsound")).toEqual([]);
    expect(before.members[0]?.state?.messages).toBe(5);

    const port = String(await findPort(1));
    expect(await runProgram(["init", "--data", data, "--port", port]).ended).toMatchObject({
      code: 0,
    });
    const node = await startMember(data, "n1");
    const leader = await leaderOf([node]);
    const account = { name: "Ann", password: "correct horse battery" };
    const request = { key: freshKey(), ...account, delivery: TokenDelivery.BODY };
    const { reply } = await leader.client.ask(AccountService.method.logIn, request);
    const token = reply.session?.token ?? "";
    const mine = await leader.client.ask(
      ConversationService.method.listConversations,
      {},
      { token },
    );
    const conversationId = mine.reply.entries[0]?.conversation?.id ?? "";
    const room = { token, conversationId };
    expect(await textsOn(leader, room)).toEqual(textsOf(format));
    expect((await say(leader, room, "written today"))?.case).toBe("messageSent");
    await stopMembers([node]);

    const after = look(data);
    expect(after.findings.filter(({ level }) => level === "unsound")).toEqual([]);
    expect(after.members[0]?.state?.messages).toBe(6);
    expect(readIdentity(join(data, "n1", "identity.json"))?.name).toBe("n1");
  },
);

test("a backup of the first format is sound, and becomes a cluster", async () => {
  const snapshots = join(FIXTURES, "data-2", "n1", "snapshots");
  const [name = ""] = readdirSync(snapshots);
  // Byte by byte what `parley backup` made of that cluster.
  const file = join(snapshots, name);
  expect(look(file)).toMatchObject({ what: "backup", isSound: true });
  const dataDir = join(freshFolder(), "data");
  const restored = await restoreBackup({ dataDir, file, nodes: 3, inspect: inspectState });
  expect(restored).toMatchObject({ messages: 5, index: 9 });
  expect(look(dataDir).isSound).toBe(true);
});
