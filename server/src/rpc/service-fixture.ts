/** Test support: a node's client port on port 0, with the real chat behind a log of its own, and people on it. */
import { randomBytes } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { AccountService, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import type { WriteAnswer, WriteRowSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import { afterEach } from "vitest";
import { LocalChat } from "../chat/local-chat.ts";
import { raiseCommand } from "../chat/raise-command.ts";
import type { Logger } from "../lib/logger.ts";
import { silentLogger } from "../lib/logger.ts";
import type { PeerView } from "../node/node.ts";
import { systemClock } from "../node/system-clock.ts";
import type { Gossip } from "../ports.ts";
import { MemoryGossip } from "../presence/memory-gossip.ts";
import type { Backups } from "./backup-stream.ts";
import { MemoryLog } from "./memory-log.ts";
import { MemoryMembership } from "./memory-membership.ts";
import { tokenSha256 } from "./caller-token.ts";
import { Rates } from "./rates.ts";
import { RpcServer } from "./rpc-server.ts";
import { ServiceClient } from "./service-client.ts";

export const CLUSTER_ID = "0123456789abcdef0123456789abcdef";
/** 43 characters, as a real one. */
export const OPERATOR_TOKEN = "operator".padEnd(43, "-");
export const PASSWORD = "correct horse battery";

type Operation = NonNullable<MessageInitShape<typeof WriteRowSchema>["operation"]>;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly clientId: string;
  nextSeq: bigint;
}

export interface Service {
  readonly log: MemoryLog;
  readonly membership: MemoryMembership;
  readonly chat: LocalChat;
  readonly server: RpcServer;
  readonly client: ServiceClient;
  readonly address: string;
  /** What `fatal` was called with. */
  readonly fatal: unknown[];
  signUp(name: string): Promise<Person>;
  /** One row, under the person's next key; the answer of the log. */
  write(person: Person, operation: Operation): Promise<WriteAnswer>;
  /** The id of a new room with these people in it. */
  room(name: string, ...people: readonly Person[]): Promise<string>;
}

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** A second. */
const ENDLESS = 1_000_000;

interface Pace {
  readonly writeRowsPerSecond?: number;
  /** As many as anybody likes, if nothing is said. */
  readonly searchesPerSecond?: number;
  readonly readsPerSecond?: number;
  /** Monotone ms. */
  readonly now?: () => number;
}

function ratesFor(pace: Pace): Rates {
  const { now, writeRowsPerSecond, searchesPerSecond = ENDLESS, readsPerSecond = ENDLESS } = pace;
  return new Rates({
    now: now ?? (() => performance.now()),
    writeRowsPerSecond,
    searchesPerSecond,
    readsPerSecond,
  });
}

export async function startService(
  given: {
    readonly logger?: Logger;
    readonly peers?: readonly PeerView[];
    readonly state?: { readonly agreedIndex: number; readonly divergedAt: number };
    readonly hasOperatorToken?: boolean;
    readonly backups?: Backups;
    /** To the other nodes; without it this node is alone. */
    readonly gossip?: Gossip;
    /** Feature level in force; 1 takes no entry. */
    readonly level?: number;
  } & Pace = {},
): Promise<Service> {
  const chat = new LocalChat({ clock: { soon: setImmediate }, location: ":memory:" });
  await chat.open();
  const log = new MemoryLog(chat);
  if (given.level !== undefined) await log.propose(raiseCommand(given.level), 1_000);
  const membership = new MemoryMembership([1, 2, 3], (leader) => log.lead(leader));
  log.members = () => membership.configuration;
  const fatal: unknown[] = [];
  const server = new RpcServer({
    clusterId: CLUSTER_ID,
    log,
    chat,
    membership,
    rates: ratesFor(given),
    gossip: given.gossip ?? new MemoryGossip().of("n1"),
    clock: systemClock,
    backups: given.backups ?? { open: () => Promise.reject(new Error("nobody backs up here")) },
    addressed: (member) => ({ ...member, client: member.client.replace("127.0.0.1", "moved") }),
    operatorTokenSha256: () =>
      given.hasOperatorToken === false ? null : tokenSha256(OPERATOR_TOKEN),
    logger: given.logger ?? silentLogger,
    peers: () => given.peers ?? [],
    disk: () => ({ freeBytes: 1_000_000, isFull: false }),
    state: () => given.state ?? { agreedIndex: 0, divergedAt: 0 },
    fatal: (error) => fatal.push(error),
  });
  const address = await server.listen("127.0.0.1:0");
  const client = new ServiceClient(address);
  cleanUps.push(async () => {
    client.close();
    await server.close(0);
    await chat.close();
  });
  const service: Service = {
    log,
    membership,
    chat,
    server,
    client,
    address,
    fatal,
    signUp: (name) => signUp(client, log, name),
    write: (person, operation) => write(client, log, { person, operation }),
    async room(name, ...people) {
      const [maker, ...others] = people;
      if (maker === undefined) throw new Error("a room needs its maker");
      const made = await service.write(maker, { case: "createRoom", value: { name } });
      if (made.outcome.case !== "conversationChanged") throw new Error("no room was made");
      const conversationId = made.outcome.value.conversation?.id ?? "";
      for (const other of others) {
        await service.write(other, { case: "joinRoom", value: { conversationId } });
      }
      return conversationId;
    },
  };
  return service;
}

export function freshKey(log: MemoryLog, seq = 1n, clientId = freshClientId()) {
  return { clientId, seq, bornMs: BigInt(log.status().time), ackUpto: 0n };
}

function freshClientId(): string {
  return randomBytes(12).toString("base64url");
}

async function signUp(client: ServiceClient, log: MemoryLog, name: string): Promise<Person> {
  const { reply } = await client.ask(AccountService.method.createAccount, {
    key: freshKey(log),
    name,
    password: PASSWORD,
    delivery: TokenDelivery.BODY,
  });
  const { account, token = "" } = reply.session ?? {};
  return { id: account?.id ?? "", name, token, clientId: freshClientId(), nextSeq: 1n };
}

async function write(
  client: ServiceClient,
  log: MemoryLog,
  { person, operation }: { person: Person; operation: Operation },
): Promise<WriteAnswer> {
  const key = freshKey(log, person.nextSeq, person.clientId);
  person.nextSeq += 1n;
  const rows = [{ key, operation }];
  const { reply } = await client.ask(WriteService.method.write, { rows }, { token: person.token });
  const [answer] = reply.answers;
  if (answer === undefined) throw new Error("the node gave no answer");
  return answer;
}
