/** Test support: people who chat with nodes that run as processes. */
import { randomBytes } from "node:crypto";
import { AccountService, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import { WriteService, type WriteAnswer } from "@parley/proto/es/parley/v1/write_pb.js";
import { onTestFinished } from "vitest";
import { type Program, runProgram } from "./node-under-test.ts";
import { ServiceClient } from "./rpc/service-client.ts";

export interface RunningMember {
  readonly name: string;
  readonly program: Program;
  readonly client: ServiceClient;
}

export interface Room {
  readonly token: string;
  readonly conversationId: string;
}

export async function startMember(data: string, name: string): Promise<RunningMember> {
  const program = runProgram(["run", "--data", data, "--node", name]);
  const { grpc } = await program.listening;
  const client = new ServiceClient(grpc);
  onTestFinished(() => client.close());
  return { name, program, client };
}

export function startMembers(data: string, count: number): Promise<readonly RunningMember[]> {
  const names = Array.from({ length: count }, (_, at) => `n${at + 1}`);
  return Promise.all(names.map((name) => startMember(data, name)));
}

export async function stopMembers(running: readonly RunningMember[]): Promise<void> {
  for (const { program } of running) program.signal("SIGTERM");
  await Promise.all(running.map(({ program }) => program.ended));
}

/** Asks until a node says that it leads. */
export async function leaderOf(running: readonly RunningMember[]): Promise<RunningMember> {
  const startedAtMs = performance.now();
  while (performance.now() - startedAtMs < 15_000) {
    for (const one of running) {
      const { reply } = await one.client.ask(ClusterService.method.now, {});
      if (reply.leader === one.name) return one;
    }
  }
  throw new Error("nobody leads");
}

export function freshKey(bornMs = BigInt(Date.now())) {
  return { clientId: randomBytes(12).toString("base64url"), seq: 1n, bornMs, ackUpto: 0n };
}

/** By the time of its log, which may be far from ours. */
export async function freshKeyOn({ client }: RunningMember) {
  const { reply } = await client.ask(ClusterService.method.now, {});
  return freshKey(reply.timeMs);
}

export type Key = ReturnType<typeof freshKey>;

/** Somebody new in a room of their own. */
export async function openRoom(member: RunningMember, name = "Ann"): Promise<Room> {
  const { client } = member;
  const password = "correct horse battery";
  const request = { key: await freshKeyOn(member), name, password, delivery: TokenDelivery.BODY };
  const { reply } = await client.ask(AccountService.method.createAccount, request);
  const token = reply.session?.token ?? "";
  const operation = { case: "createRoom", value: { name: `Room of ${name}` } } as const;
  const rows = [{ key: await freshKeyOn(member), operation }];
  const made = await client.ask(WriteService.method.write, { rows }, { token });
  const outcome = made.reply.answers[0]?.outcome;
  if (outcome?.case !== "conversationChanged") throw new Error("no room was made");
  return { token, conversationId: outcome.value.conversation?.id ?? "" };
}

/** Says one thing under this key; the answer of the log. */
export async function say(
  member: RunningMember,
  { token, conversationId }: Room,
  text: string,
  key?: Key,
): Promise<WriteAnswer["outcome"] | undefined> {
  const operation = { case: "sendMessage", value: { conversationId, text } } as const;
  const rows = [{ key: key ?? (await freshKeyOn(member)), operation }];
  const { reply } = await member.client.ask(WriteService.method.write, { rows }, { token });
  return reply.answers[0]?.outcome;
}

/** The newest page, oldest first. */
export async function textsOn(
  { client }: RunningMember,
  { token, conversationId }: Room,
): Promise<readonly string[]> {
  const request = { conversationId, pageSize: 200 };
  const { reply } = await client.ask(MessageService.method.listMessages, request, { token });
  return reply.messages.map((message) => message.text);
}
