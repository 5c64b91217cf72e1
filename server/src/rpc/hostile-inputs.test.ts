/** What hostile bytes do to a node: it says no, goes on, and holds what any other node holds that has the same log. */
import { ScalarType } from "@bufbuild/protobuf";
import type { DescField, DescMethod } from "@bufbuild/protobuf";
import { Client, credentials } from "@grpc/grpc-js";
import { OperatorService } from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { AccountService } from "@parley/proto/es/parley/v1/account_pb.js";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import { expect, onTestFinished, test } from "vitest";
import { ChatCore } from "../chat/chat-core.ts";
import type { About } from "./authorization-requests.ts";
import { ACTORS, type Actor } from "./authorization-table.ts";
import { AuthorizationWorld } from "./authorization-world.ts";
import { askAnything, bearer } from "./contract-calls.ts";
import { contractMethods } from "./contract-operations.ts";
import { HostileInputs, type Good, type HostileInput } from "./hostile-inputs.ts";
import { NODE } from "./memory-log.ts";
import { PASSWORD } from "./service-fixture.ts";
import { ERRORS } from "./status.ts";

const INPUTS = 22_000;
/** A world wears out: sessions are ended, people suspended, rooms archived. */
const INPUTS_OF_A_WORLD = 2_000;
/** What one input should take of the loop at most, ms of processor time, with the chat and the client that are in it here. */
const LOOP_MS = 50;
/** What fails: no input takes so long by chance, on the busiest machine. */
const HANG_MS = 1_000;
/** A name that patterns of many stars fit almost, in more ways than there is time for. */
const BAIT = "a".repeat(32);
const SEED = 20_261_125;

/** No input may bring these about. */
const MISTAKES = ["INTERNAL", "DRAINING", "OUTCOME_UNKNOWN", "NO_LEADER", "CORRUPT"];

const methods = await contractMethods();

test(
  "hostile inputs are refused in order, and change nothing beside the log",
  {
    timeout: 240_000,
  },
  async () => {
    const seen = new Seen();
    const unhandled = watchUnhandled();
    for (let first = 0; first < INPUTS; first += INPUTS_OF_A_WORLD) {
      const world = await AuthorizationWorld.build();
      const good = goodIn(world);
      await world.service.signUp(BAIT);
      const client = new Client(world.service.address, credentials.createInsecure());
      await expectServing(client);
      const all: Promise<void>[] = [];
      for (const input of inputsOf(good, first)) {
        const sent = send(client, world, input, seen);
        all.push(sent);
        // A stream that waits for an index that never comes does it beside the others.
        await (input.method.methodKind === "unary"
          ? sent
          : Promise.race([sent, expectServing(client)]));
      }
      await Promise.all(all);
      await expectSound(client, world);
      client.close();
    }
    console.log(seen.summary());
    expect(unhandled).toEqual([]);
    expect(seen.inputs).toBe(INPUTS);
    expect(seen.mistakes).toEqual([]);
    expect(seen.slowest[0]?.ms).toBeLessThan(HANG_MS);
    // They went deep enough to be granted, refused by a field, refused by the log, and not understood.
    const rare = ["ok", "INVALID", "FORBIDDEN", "NOT_FOUND", "BAD_SESSION", "TOO_LARGE"].filter(
      (answer) => (seen.answers.get(answer) ?? 0) < 50,
    );
    expect(rare).toEqual([]);
  },
);

/** What was answered, how long it took, and what must not be. */
class Seen {
  begun = 0;
  inputs = 0;
  readonly answers = new Map<string, number>();
  readonly mistakes: string[] = [];
  slowest: { readonly ms: number; readonly what: string }[] = [];
  #slow = 0;

  add(what: string, answer: string, ms: number): void {
    this.inputs += 1;
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
    const isKnown =
      ["ok", "waiting"].includes(answer) || (answer in ERRORS && !MISTAKES.includes(answer));
    if (!isKnown) this.mistakes.push(`${what}: ${answer}`);
    if (ms > LOOP_MS) this.#slow += 1;
    this.slowest = [...this.slowest, { ms, what }].toSorted((a, b) => b.ms - a.ms).slice(0, 3);
  }

  summary(): string {
    const answers = [...this.answers].toSorted(([, a], [, b]) => b - a);
    const slowest = this.slowest.map(({ ms, what }) => `${ms.toFixed(1)} ms ${what}`);
    return [
      `${this.inputs} hostile inputs: ${answers.map(([answer, times]) => `${times} ${answer}`).join(", ")}`,
      `${this.#slow} took the loop for more than ${LOOP_MS} ms; the longest: ${slowest.join("; ")}`,
    ].join("\n");
  }
}

function watchUnhandled(): unknown[] {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  return unhandled;
}

/** The part of all inputs that begins there: the planned ones first, then those of chance. */
function* inputsOf(good: Good, first: number): Generator<HostileInput> {
  const hostile = new HostileInputs(methods, good, SEED + first);
  let at = 0;
  for (const input of hostile.all()) {
    if (at >= first + INPUTS_OF_A_WORLD) return;
    if (at >= first) yield input;
    at += 1;
  }
}

/** Those who may do something come more often than those who may not. */
const CALLERS: readonly Actor[] = [...ACTORS, "ownr", "ownr", "admn", "memb", "auth", "makr"];
const OPERATORS: readonly Actor[] = ["oper", "ownr", "none"];
const { logOut } = AccountService.method;
const { write } = WriteService.method;
const { transferLeadership } = OperatorService.method;

async function send(
  client: Client,
  world: AuthorizationWorld,
  { method, bytes, headers, what }: HostileInput,
  seen: Seen,
): Promise<void> {
  const actor = callerOf(method, seen.begun);
  seen.begun += 1;
  const before = process.threadCpuUsage();
  const all = { ...bearer(world.token(actor)), ...headers };
  const answer = await askAnything({ client, method, request: bytes, headers: all });
  const { user, system } = process.threadCpuUsage(before);
  // What a stream takes is counted with the calls beside it.
  const ms = method.methodKind === "unary" ? (user + system) / 1_000 : 0;
  seen.add(`${what} by ${actor}`, answer, ms);
  if (method === transferLeadership) world.service.log.lead(NODE);
}

function callerOf(method: DescMethod, at: number): Actor {
  // Or nobody would be signed in for long.
  if (method === logOut && at % 20 !== 0) return "unkn";
  // Who is in every conversation gets furthest.
  if (method === write && at % 2 === 0) return "auth";
  const callers = method.parent === OperatorService ? OPERATORS : CALLERS;
  return callers[at % callers.length] ?? "none";
}

async function expectServing(client: Client): Promise<void> {
  const { now, getCluster } = ClusterService.method;
  const nothing = { client, request: new Uint8Array(), headers: {} };
  expect(await askAnything({ ...nothing, method: now })).toBe("ok");
  expect(await askAnything({ ...nothing, method: getCluster })).toBe("BAD_SESSION");
}

/** It answers, and another chat that applies the same entries comes to the same state. */
async function expectSound(client: Client, { service }: AuthorizationWorld): Promise<void> {
  await expectServing(client);
  expect(service.fatal).toEqual([]);
  const { entries } = service.log;
  expect(entries.length).toBeGreaterThan(50);
  const twin = new ChatCore(":memory:", () => undefined);
  for (let at = 0; at < entries.length; at += 50)
    twin.applyEntries(entries.slice(at, at + 50), false);
  expect(twin.query("stateHash", {})).toEqual(await service.chat.query("stateHash", {}));
  twin.close();
}

/** By the names of the fields; of each kind of thing one that exists and may be touched. */
function goodIn(world: AuthorizationWorld): Good {
  const about = (target: string): About => world.begin(target, "none");
  const rooms = ["private", "public", "archived", "direct", "group"].map(about);
  const people = ["member", "admin", "bot", "suspended"].map(about);
  const links = { invite: about("invited").secret, reset: about("link").secret };
  const inviteId = about("invite").inviteId;
  const bornMs = BigInt(world.service.log.status().time);
  let count = 0;
  const of = <Value>(values: readonly Value[]): Value | undefined => values[count % values.length];
  const texts: Readonly<Record<string, () => string | undefined>> = {
    client_id: () => `hostile-${count % 7}`,
    conversation_id: () => of(rooms)?.conversationId,
    message_id: () => of(rooms)?.messageId,
    reply_to_id: () => "",
    account_ids: () => of(people)?.accountId,
    session_id: () => of(people)?.sessionId,
    invite_id: () => inviteId,
    invite: () => of(["", links.invite]),
    reset: () => links.reset,
    name: () => `Name ${count}`,
    display_name: () => "Somebody",
    text: () => "hello @Mel",
    topic: () => "of this",
    emoji: () => of([":a:", ":b:", ":c:"]),
    pattern: () => "*a*",
    password: () => "wrong horse battery",
    old_password: () => PASSWORD,
    new_password: () => PASSWORD,
  };
  const numbers: Readonly<Record<string, () => bigint>> = {
    seq: () => BigInt(count),
    born_ms: () => bornMs,
    suspended: () => BigInt(count % 10 === 0),
    archived: () => 0n,
    policy: () => 1n,
  };
  return (field: DescField) => {
    count += 1;
    if (field.name === "account_id") {
      // Whom a request believes to be; elsewhere whom it is about.
      const isBelief = ["WriteRequest", "SubscribeRequest"].includes(field.parent.name);
      return isBelief ? "" : of(people)?.accountId;
    }
    return isNumber(field)
      ? (numbers[field.name]?.() ?? of([0n, 1n, 2n]))
      : (texts[field.name]?.() ?? "");
  };
}

function isNumber(field: DescField): boolean {
  return (
    field.fieldKind === "enum" ||
    (field.fieldKind === "scalar" && field.scalar !== ScalarType.STRING)
  );
}
