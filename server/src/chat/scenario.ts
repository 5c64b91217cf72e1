/** For tests: a log written by hand, applied to one core entry by entry or in batches of one's own. */
import { hash } from "node:crypto";
import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import {
  CommandSchema,
  ResultSchema,
  type Result,
  type RowSchema,
} from "@parley/proto/es/parley/log/v1/command_pb.js";
import { SubscribeResponseSchema, type Event } from "@parley/proto/es/parley/v1/event_pb.js";
import { WriteResponseSchema, type WriteAnswer } from "@parley/proto/es/parley/v1/write_pb.js";
import type { Entry } from "../ports.ts";
import { ChatCore } from "./chat-core.ts";
import type { FeedEvent } from "./chat-port.ts";
import type { FeedOutput } from "./feed/feed.ts";
import { foldText } from "./fold-name.ts";
import { levelOf } from "./levels.ts";

export type CommandKind = NonNullable<MessageInitShape<typeof CommandSchema>["kind"]>;
export type RowInit = MessageInitShape<typeof RowSchema>;
export type Operation = NonNullable<RowInit["operation"]>;

export const START_MS = 1_800_000_000_000;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly token: Uint8Array;
}

export function tokenOf(name: string): Uint8Array {
  return new Uint8Array(hash("sha256", name, "buffer"));
}

export function keyOf(
  clientId: string,
  seq: number,
  options: { born?: number; ack?: number } = {},
) {
  const { born = START_MS, ack = 0 } = options;
  return { clientId, seq: BigInt(seq), bornMs: BigInt(born), ackUpto: BigInt(ack) };
}

export function entryOf(index: number, time: number, kind: CommandKind): Entry {
  const data = toBinary(CommandSchema, create(CommandSchema, { level: levelOf(kind), kind }));
  // The chat does not look at terms.
  return { index, term: 1, time, kind: "command", data };
}

export function decodeEvents(events: readonly FeedEvent[]): Event[] {
  return events.flatMap(({ bytes }) => {
    const { item } = fromBinary(SubscribeResponseSchema, bytes);
    return item.case === "event" ? [item.value] : [];
  });
}

export class Scenario {
  readonly core: ChatCore;
  /** Everything that was applied. */
  readonly log: Entry[] = [];
  outputs: FeedOutput[] = [];
  time = START_MS;
  #seqs = new Map<string, number>();

  /** `level`: the feature level that its first entry raises to; 1 takes no entry. */
  constructor(location: string | Uint8Array = ":memory:", level = 1) {
    this.core = new ChatCore(location, (output) => void this.outputs.push(output));
    if (level > 1) this.apply({ case: "raiseLevel", value: { level } });
  }

  get index(): number {
    return this.core.appliedIndex;
  }

  apply(kind: CommandKind): Result["kind"] {
    return this.applyEntry(entryOf(this.index + 1, this.time, kind));
  }

  applyEntry(entry: Entry): Result["kind"] {
    this.log.push(entry);
    const [result] = this.core.applyEntries([entry], true);
    this.core.publish();
    return fromBinary(ResultSchema, result ?? new Uint8Array()).kind;
  }

  /** No-ops up to and including `index`. */
  skipTo(index: number): void {
    const { time } = this;
    while (this.index < index) {
      const entry: Entry = {
        index: this.index + 1,
        term: 1,
        time,
        kind: "noop",
        data: new Uint8Array(),
      };
      this.applyEntry(entry);
    }
  }

  signUp(name: string): Person {
    const token = tokenOf(`token of ${name}`);
    const result = this.apply({
      case: "createAccount",
      value: {
        key: keyOf(`page-of-${name}`, this.nextSeq(`page-of-${name}`)),
        name,
        foldedName: foldText(name),
        passwordHash: `hash of ${name}`,
        tokenSha256: token,
      },
    });
    if (result.case !== "accountCreated") throw new Error(`sign-up came to ${result.case}`);
    return { id: result.value.accountId, name, token };
  }

  nextSeq(clientId: string): number {
    const seq = (this.#seqs.get(clientId) ?? 0) + 1;
    this.#seqs.set(clientId, seq);
    return seq;
  }

  batch(person: Pick<Person, "token">, rows: readonly RowInit[]): Result["kind"] {
    return this.apply({ case: "write", value: { tokenSha256: person.token, rows: [...rows] } });
  }

  answers(person: Pick<Person, "token">, rows: readonly RowInit[]): WriteAnswer[] {
    return decodeAnswers(this.batch(person, rows));
  }

  /** One row under a fresh key. */
  write(person: Person, operation: Operation): WriteAnswer["outcome"] {
    const clientId = `writes-of-${person.name}`;
    const seq = this.nextSeq(clientId);
    const [answer] = this.answers(person, [
      { key: keyOf(clientId, seq, { ack: seq - 1 }), operation },
    ]);
    if (answer === undefined) throw new Error("a row has an answer");
    return answer.outcome;
  }

  send(person: Person, conversationId: string, text: string): WriteAnswer["outcome"] {
    return this.write(person, { case: "sendMessage", value: { conversationId, text } });
  }

  /** Id of a new room with `person` in it. */
  room(person: Person, name: string): string {
    const outcome = this.write(person, {
      case: "createRoom",
      value: { name, foldedName: foldText(name) },
    });
    return conversationIdOf(outcome);
  }

  join(person: Person, conversationId: string): WriteAnswer["outcome"] {
    return this.write(person, { case: "joinRoom", value: { conversationId } });
  }

  direct(person: Person, peer: Person): string {
    return conversationIdOf(
      this.write(person, { case: "openDirect", value: { accountId: peer.id } }),
    );
  }

  takeOutputs(): FeedOutput[] {
    const { outputs } = this;
    this.outputs = [];
    return outputs;
  }
}

export function decodeAnswers(result: Result["kind"]): WriteAnswer[] {
  if (result.case !== "writeResponse")
    throw new Error(`the batch came to ${JSON.stringify(result)}`);
  return fromBinary(WriteResponseSchema, result.value).answers;
}

function conversationIdOf(outcome: WriteAnswer["outcome"]): string {
  if (outcome.case !== "conversationChanged")
    throw new Error(`it came to ${JSON.stringify(outcome.value)}`);
  return outcome.value.conversation?.id ?? "";
}

/** Reason of a refusal; empty when it was none. */
export function reasonOf(outcome: WriteAnswer["outcome"]): string {
  return outcome.case === "refusal" ? outcome.value.reason : "";
}
