/** Accounts on real nodes: what is decided at one index holds on all of them. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import { AccountService, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import { WriteService, type WriteRowSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import { expect, test } from "vitest";
import {
  freshKey,
  leaderOf,
  startMembers,
  stopMembers,
  type RunningMember,
} from "./chat-under-test.ts";
import { initCluster } from "./node-under-test.ts";

const PATIENCE_MS = 60_000;
const PASSWORD = "correct horse battery";
const { createAccount, getSession, listSessions, logIn } = AccountService.method;

const credentials = (name: string) => ({
  key: freshKey(),
  name,
  password: PASSWORD,
  delivery: TokenDelivery.BODY,
});

async function write(
  { client }: RunningMember,
  token: string,
  operation: MessageInitShape<typeof WriteRowSchema>["operation"] & {},
) {
  const rows = [{ key: freshKey(), operation }];
  const { reply } = await client.ask(WriteService.method.write, { rows }, { token });
  return reply.answers[0]?.outcome;
}

/** A new cluster raises its feature level by itself; until then the node says when to ask again. */
async function atNewestLevel(leader: RunningMember, token: string): Promise<number> {
  const startedAtMs = performance.now();
  for (;;) {
    try {
      await write(leader, token, { case: "endOtherSessions", value: {} });
      return performance.now() - startedAtMs;
    } catch (error) {
      if (!String(error).includes("newer version")) throw error;
    }
  }
}

test(
  "a session that is ended through one node is ended on every node, and two of one name are one account",
  { timeout: PATIENCE_MS },
  async () => {
    const { data } = await initCluster(3);
    const running = await startMembers(data, 3);
    const leader = await leaderOf(running);
    const { reply } = await leader.client.ask(createAccount, credentials("Ann"));
    const token = reply.session?.token ?? "";
    expect(await atNewestLevel(leader, token)).toBeLessThan(10_000);

    const second = await leader.client.ask(logIn, credentials("Ann"));
    const other = { token: second.reply.session?.token ?? "" };
    for (const { client } of running) await client.ask(getSession, {}, other);
    const { reply: list } = await leader.client.ask(listSessions, {}, other);
    const sessionId = list.sessions.find(({ current }) => current)?.id ?? "";
    const value = { sessionId, accountId: "" };
    const ended = await write(leader, token, { case: "endSession", value });
    expect(ended).toMatchObject({ case: "sessionsEnded", value: { count: 1 } });
    for (const { client } of running)
      expect((await client.refusal(getSession, {}, other)).reason).toBe("BAD_SESSION");

    const made = await Promise.all(
      running.map(async ({ client }) => {
        const request = credentials("Bob");
        const first = await client.ask(createAccount, request).catch(() => null);
        // Followers send whoever writes to the leader.
        const answer = first ?? (await leader.client.ask(createAccount, request).catch(() => null));
        return answer === null ? 0 : 1;
      }),
    );
    expect(made.filter((one) => one === 1)).toHaveLength(1);
    await stopMembers(running);
  },
);
