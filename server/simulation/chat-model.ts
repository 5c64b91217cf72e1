/**
 * What the chat promises, said once more in as few words as possible, for worlds that are about the log: the
 * same commands, each executed once, with the same answers. It knows only what simulated people do. Chat and
 * model are checked by the same book, so an error in either is found.
 */
import { crc32 } from "node:zlib";
import { fromBinary } from "@bufbuild/protobuf";
import { CommandSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { CheckState, Command, Row, Write } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { makeId } from "../src/chat/ids.ts";
import { compared, noted, NO_MEMORY } from "../src/chat/state-memory.ts";
import type { Entry, Index } from "../src/ports.ts";
import type { StateNotes } from "../src/state-notes.ts";
import { encodeAnswers } from "./model-answers.ts";
import type { Answered, ModelAnswer } from "./model-answers.ts";
import { must, Violation } from "./violation.ts";

export interface ModelMessage {
  readonly id: number;
  readonly room: string;
  readonly seq: number;
  readonly text: string;
  readonly clientId: string;
  readonly clientSeq: number;
}

interface Client {
  /** The newest executed write, and the newest whose answer was seen. */
  highest: number;
  ackUpto: number;
  /** Of the writes that are not acknowledged yet. */
  readonly answers: Map<number, KnownAnswer>;
}

interface KnownAnswer {
  readonly index: Index;
  readonly answer: ModelAnswer;
}

interface StoredClient extends Pick<Client, "highest" | "ackUpto"> {
  readonly id: string;
  readonly answers: readonly (readonly [number, KnownAnswer])[];
}

/** The same state as plain values. */
interface Stored {
  /** Not part of the content: what this copy of the model remembers of it. */
  readonly memory?: StateNotes;
  readonly index: Index;
  readonly time: number;
  readonly tokens: readonly string[];
  readonly clients: readonly StoredClient[];
  readonly rooms: readonly (readonly [string, readonly string[]])[];
  readonly messages: readonly ModelMessage[];
}

const NOTHING = new Uint8Array(0);
/** Decoded commands by their bytes: each is applied on every node, and again after restarts. */
const commands = new Map<string, Command>();
const COMMANDS_KEPT = 2_000;

export class ChatModel {
  #index: Index;
  #time: number;
  readonly #tokens: Set<string>;
  readonly #clients: Map<string, Client>;
  /** Members, by tokens. */
  readonly #rooms: Map<string, Set<string>>;
  readonly #messages: ModelMessage[] = [];
  /** The same as they are stored: they never change, and copies of the state are frequent. */
  #storedMessages = "";
  readonly #byRoom = new Map<string, ModelMessage[]>();
  readonly #noteEvery: number;
  #memory: StateNotes;

  /** `bytes`: what `toBytes` gave before. */
  constructor(bytes: Uint8Array | null, noteEvery: number) {
    this.#noteEvery = noteEvery;
    const empty: Stored = { index: 0, time: 0, tokens: [], clients: [], rooms: [], messages: [] };
    // Written by toBytes below.
    const stored =
      bytes === null ? empty : (JSON.parse(Buffer.from(bytes).toString("utf8")) as Stored);
    this.#memory = stored.memory ?? NO_MEMORY;
    this.#index = stored.index;
    this.#time = stored.time;
    this.#tokens = new Set(stored.tokens);
    this.#clients = new Map(
      stored.clients.map(({ id, highest, ackUpto, answers }) => [
        id,
        { highest, ackUpto, answers: new Map(answers) },
      ]),
    );
    this.#rooms = new Map(stored.rooms.map(([id, members]) => [id, new Set(members)]));
    for (const message of stored.messages) this.#keep(message);
  }

  get index(): Index {
    return this.#index;
  }

  get time(): number {
    return this.#time;
  }

  get memory(): StateNotes {
    return this.#memory;
  }

  /** Of the content: equal content gives an equal hash. */
  hash(): string {
    return crc32(this.#toText({})).toString(16);
  }

  get messages(): readonly ModelMessage[] {
    return this.#messages;
  }

  inRoom(room: string): ModelMessage[] {
    const known = this.#byRoom.get(room);
    if (known !== undefined) return known;
    const messages: ModelMessage[] = [];
    this.#byRoom.set(room, messages);
    return messages;
  }

  isMember(tokenSha256: Uint8Array, room: string): boolean {
    return this.#rooms.get(room)?.has(textOf(tokenSha256)) === true;
  }

  toBytes(): Uint8Array {
    return Buffer.from(this.#toText({ memory: this.#memory }));
  }

  #toText(more: Pick<Stored, "memory">): string {
    const stored: Stored = {
      ...more,
      index: this.#index,
      time: this.#time,
      tokens: [...this.#tokens],
      clients: [...this.#clients].map(([id, one]) => ({ id, ...one, answers: [...one.answers] })),
      rooms: [...this.#rooms].map(([id, members]) => [id, [...members]]),
      messages: [],
    };
    const text = JSON.stringify(stored);
    must(text.endsWith("[]}"), "the messages come last");
    return `${text.slice(0, -2)}${this.#storedMessages}]}`;
  }

  #keep(message: ModelMessage): void {
    this.inRoom(message.room).push(message);
    this.#messages.push(message);
    this.#storedMessages += `${this.#storedMessages === "" ? "" : ","}${JSON.stringify(message)}`;
  }

  apply(entry: Entry, wantResult: boolean): Uint8Array {
    const { index, time } = entry;
    must(index === this.#index + 1, "the model is given every entry, once");
    this.#index = index;
    this.#time = time;
    const result = this.#entry(entry, wantResult);
    if (index % this.#noteEvery === 0) {
      this.#memory = noted(this.#memory, { index, hash: this.hash() });
    }
    return result;
  }

  #entry({ kind, data }: Entry, wantResult: boolean): Uint8Array {
    if (kind !== "command") return NOTHING;
    const command = commandOf(data).kind;
    if (command.case === "checkState") return this.#check(command.value);
    if (command.case === "write") return this.#write(command.value, wantResult);
    must(command.case === "createAccount", "simulated people sign up and write");
    this.#tokens.add(textOf(command.value.tokenSha256));
    return NOTHING;
  }

  #check({ index: at, hash: expected }: CheckState): Uint8Array {
    const index = Number(at);
    this.#memory = compared(this.#memory, { index, hash: expected }, this.#time);
    return NOTHING;
  }

  #write({ tokenSha256, rows }: Write, wantResult: boolean): Uint8Array {
    const token = textOf(tokenSha256);
    must(this.#tokens.has(token), "who writes has signed up before");
    const answers = rows.map((row, ordinal) => this.#row(token, row, ordinal));
    return wantResult ? encodeAnswers(this.#index, answers) : NOTHING;
  }

  /** Once: a key that was seen gets the first answer again. */
  #row(token: string, { key, operation }: Row, ordinal: number): Answered {
    must(key !== undefined, "every row has a key");
    const seq = Number(key.seq);
    const client = this.#client(key.clientId);
    const ackUpto = Math.min(Number(key.ackUpto), seq - 1, client.highest);
    client.ackUpto = Math.max(client.ackUpto, ackUpto);
    for (const one of client.answers.keys()) {
      if (one <= client.ackUpto) client.answers.delete(one);
    }
    const known = client.answers.get(seq);
    if (known !== undefined) return { clientId: key.clientId, seq, ...known };
    const answer = this.#answer(client, operation, { token, clientId: key.clientId, seq, ordinal });
    return { clientId: key.clientId, seq, index: this.#index, answer };
  }

  #answer(client: Client, operation: Row["operation"], place: Place): ModelAnswer {
    const { seq } = place;
    if (seq <= client.highest) {
      return {
        kind: "refused",
        reason: seq <= client.ackUpto ? "ALREADY_ANSWERED" : "NEVER_APPLIED",
      };
    }
    const answer = this.#execute(operation, place);
    client.highest = seq;
    client.answers.set(seq, { index: this.#index, answer });
    return answer;
  }

  #execute(operation: Row["operation"], place: Place): ModelAnswer {
    const { token } = place;
    switch (operation.case) {
      case "createRoom": {
        const room = String(makeId(this.#index, place.ordinal));
        this.#rooms.set(room, new Set([token]));
        return { kind: "conversation", room };
      }
      case "joinRoom": {
        const room = operation.value.conversationId;
        const members = this.#rooms.get(room);
        if (members === undefined) return { kind: "refused", reason: "NOT_FOUND" };
        members.add(token);
        return { kind: "conversation", room };
      }
      case "sendMessage":
        return this.#send(operation.value, place);
      case "markRead":
        return this.#ifMember(token, operation.value.conversationId) ?? { kind: "marked" };
      default:
        throw new Violation(`the model does not know ${String(operation.case)}`);
    }
  }

  #send(
    { conversationId: room, text }: { readonly conversationId: string; readonly text: string },
    { token, clientId, seq: clientSeq, ordinal }: Place,
  ): ModelAnswer {
    const refused = this.#ifMember(token, room);
    if (refused !== null) return refused;
    const inRoom = this.inRoom(room);
    const id = makeId(this.#index, ordinal);
    const message = { id, room, seq: inRoom.length + 1, text, clientId, clientSeq };
    this.#keep(message);
    return { kind: "sent", room, seq: message.seq };
  }

  #ifMember(token: string, room: string): ModelAnswer | null {
    const members = this.#rooms.get(room);
    if (members === undefined) return { kind: "refused", reason: "NOT_FOUND" };
    return members.has(token) ? null : { kind: "refused", reason: "FORBIDDEN" };
  }

  #client(id: string): Client {
    const known = this.#clients.get(id);
    if (known !== undefined) return known;
    const client = { highest: 0, ackUpto: 0, answers: new Map() };
    this.#clients.set(id, client);
    return client;
  }
}

interface Place {
  /** Who asks. */
  readonly token: string;
  readonly clientId: string;
  readonly seq: number;
  readonly ordinal: number;
}

function commandOf(data: Uint8Array): Command {
  const text = textOf(data);
  const known = commands.get(text);
  if (known !== undefined) return known;
  const command = fromBinary(CommandSchema, data);
  if (commands.size >= COMMANDS_KEPT) commands.clear();
  commands.set(text, command);
  return command;
}

/** Bytes as a key of maps. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
