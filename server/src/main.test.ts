import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { AccountService, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import type { WriteAnswer } from "@parley/proto/es/parley/v1/write_pb.js";
import { describe, expect, onTestFinished, test } from "vitest";
import { freshFolder, initCluster, runProgram } from "./node-under-test.ts";
import type { Program } from "./node-under-test.ts";
import { ServiceClient } from "./rpc/service-client.ts";

const PATIENCE_MS = 30_000;
const PASSWORD = "correct horse battery";

interface Running {
  readonly name: string;
  readonly program: Program;
  readonly client: ServiceClient;
  readonly http: string;
}

async function start(data: string, name: string): Promise<Running> {
  const program = runProgram(["run", "--data", data, "--node", name]);
  const { grpc, http } = await program.listening;
  const client = new ServiceClient(grpc);
  onTestFinished(() => client.close());
  return { name, program, client, http };
}

async function startCluster(nodes: number) {
  const { data } = await initCluster(nodes);
  const names = Array.from({ length: nodes }, (_, at) => `n${at + 1}`);
  return { data, running: await Promise.all(names.map((name) => start(data, name))) };
}

/** Asks until a node says that it leads. */
async function leaderOf(running: readonly Running[]): Promise<Running> {
  const startedAtMs = performance.now();
  while (performance.now() - startedAtMs < 10_000) {
    for (const one of running) {
      const { reply } = await one.client.ask(ClusterService.method.now, {});
      if (reply.leader === one.name) return one;
    }
  }
  throw new Error("nobody leads");
}

function freshKey(seq = 1n, clientId = randomBytes(12).toString("base64url")) {
  return { clientId, seq, bornMs: BigInt(Date.now()), ackUpto: 0n };
}

async function signUp({ client }: Running, name: string): Promise<string> {
  const request = { key: freshKey(), name, password: PASSWORD, delivery: TokenDelivery.BODY };
  const { reply } = await client.ask(AccountService.method.createAccount, request);
  return reply.session?.token ?? "";
}

async function createRoom({ client }: Running, token: string): Promise<string> {
  const rows = [
    { key: freshKey(), operation: { case: "createRoom", value: { name: "Garden" } } as const },
  ];
  const { reply } = await client.ask(WriteService.method.write, { rows }, { token });
  const outcome = reply.answers[0]?.outcome;
  return outcome?.case === "conversationChanged" ? (outcome.value.conversation?.id ?? "") : "";
}

interface Text {
  readonly token: string;
  readonly conversationId: string;
  readonly text: string;
  readonly key: ReturnType<typeof freshKey>;
}

async function say({ client }: Running, { token, conversationId, text, key }: Text) {
  const operation = { case: "sendMessage", value: { conversationId, text } } as const;
  const { reply } = await client.ask(
    WriteService.method.write,
    { rows: [{ key, operation }] },
    { token },
  );
  return reply.answers[0]?.outcome as WriteAnswer["outcome"];
}

async function textsOn(
  { client }: Running,
  token: string,
  conversationId: string,
): Promise<string[]> {
  const { reply } = await client.ask(
    MessageService.method.listMessages,
    { conversationId },
    { token },
  );
  return reply.messages.map((message) => message.text);
}

describe("a cluster of real processes", () => {
  test(
    "keeps what it acknowledged when its leader is killed, and stops in order",
    { timeout: PATIENCE_MS },
    async () => {
      const { data, running } = await startCluster(3);
      const first = await leaderOf(running);
      const token = await signUp(first, "Ann");
      const conversationId = await createRoom(first, token);
      const before = { token, conversationId, text: "before", key: freshKey() };
      expect((await say(first, before)).case).toBe("messageSent");

      first.program.signal("SIGKILL");
      expect(await first.program.ended).toMatchObject({ signal: "SIGKILL" });
      const others = running.filter((one) => one !== first);
      const second = await leaderOf(others);
      expect(
        (await say(second, { token, conversationId, text: "after", key: freshKey() })).case,
      ).toBe("messageSent");
      // The same key again, on another leader: the first answer, and nothing twice.
      expect((await say(second, before)).case).toBe("messageSent");
      const back = await start(data, first.name);
      for (const one of [...others, back]) {
        expect(await textsOn(one, token, conversationId)).toEqual(["before", "after"]);
      }

      for (const one of [...others, back]) one.program.signal("SIGTERM");
      for (const one of [...others, back]) {
        expect(await one.program.ended).toMatchObject({ code: 0, stderr: "" });
        const log = readFileSync(join(data, one.name, "logs/node.log"), "utf8");
        const { clusterKey } = JSON.parse(
          readFileSync(join(data, one.name, "identity.json"), "utf8"),
        );
        expect(log).toContain('"stopped"');
        for (const secret of [token, PASSWORD, clusterKey]) expect(log).not.toContain(secret);
      }
    },
  );

  test("of one works, and a session outlives a kill", { timeout: PATIENCE_MS }, async () => {
    const { data, running } = await startCluster(1);
    const only = await leaderOf(running);
    const token = await signUp(only, "Ann");
    only.program.signal("SIGKILL");
    await only.program.ended;
    const again = await start(data, "n1");
    await leaderOf([again]);
    const { reply } = await again.client.ask(AccountService.method.getSession, {}, { token });
    expect(reply.session?.account?.name).toBe("Ann");
    const health = await fetch(`http://${again.http}/healthz`);
    expect(health.status).toBe(200);
    expect(await (await fetch(`http://${again.http}/metrics`)).text()).toMatch(
      /parley_raft_is_leader\{node="n1"\} 1/,
    );
  });

  test("two signals stop it once, in order", { timeout: PATIENCE_MS }, async () => {
    const { data } = await initCluster(1);
    const program = runProgram(["run", "--data", data, "--node", "n1"]);
    await program.listening;
    program.signal("SIGINT");
    program.signal("SIGTERM");
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
  });
});

describe("what cannot be done is one sentence and an exit code", () => {
  test.each([
    { what: "no verb", args: () => [] },
    { what: "an unknown flag", args: () => ["run", "--nod", "n1"] },
    { what: "no cluster there", args: () => ["run", "--data", freshFolder(), "--node", "n1"] },
    {
      what: "a number of nodes that is none",
      args: () => ["init", "--data", freshFolder(), "--nodes", "many"],
    },
  ])("2 for $what", { timeout: PATIENCE_MS }, async ({ args }) => {
    const { code, stderr, stdout } = await runProgram(args()).ended;
    expect(code).toBe(2);
    expect(stderr.trim()).not.toBe("");
    expect(stderr).not.toContain("    at ");
    expect(stdout).toEqual([]);
  });

  test(
    "0 for init again, 2 for another number of nodes, 2 for a folder in use, 1 for a taken port",
    { timeout: PATIENCE_MS },
    async () => {
      const { data, port } = await initCluster(1);
      expect((await runProgram(["init", "--data", data]).ended).code).toBe(0);
      const other = await runProgram(["init", "--data", data, "--nodes", "3"]).ended;
      expect(other).toMatchObject({ code: 2 });

      const run = ["run", "--data", data, "--node", "n1"];
      const running = await start(data, "n1");
      const second = await runProgram(run).ended;
      expect(second.code).toBe(2);
      expect(second.stderr).toContain("in use by another process");
      running.program.signal("SIGTERM");
      await running.program.ended;

      const client = port + 7101 - 8080;
      const squatter = createServer();
      onTestFinished(() => void squatter.close());
      await new Promise<void>((resolve) => squatter.listen(client, "127.0.0.1", resolve));
      const refused = await runProgram(run).ended;
      expect(refused.code).toBe(1);
      expect(refused.stderr).toBe(
        `127.0.0.1:${client} is in use. Stop what listens there, or move the whole cluster with --port.\n`,
      );
    },
  );
});
