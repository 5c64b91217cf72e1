/** The model of the chat behind the port of the chat: what it costs is next to nothing, so worlds are many. */
import { create, toBinary } from "@bufbuild/protobuf";
import { ListMessagesResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import { ChatClosed } from "../src/chat/chat-closed.ts";
import type { Queries, QueryName, Subscription } from "../src/chat/chat-port.ts";
import type { Clock, Entry, Index } from "../src/ports.ts";
import type { StateNotes } from "../src/state-notes.ts";
import { ChatModel } from "./chat-model.ts";
import type { ModelMessage } from "./chat-model.ts";
import type { SimChat } from "./sim-chat.ts";
import { must, Violation } from "./violation.ts";

export interface ModelChatOptions {
  readonly clock: Pick<Clock, "soon">;
  /** What `serialize` gave before; null for an empty chat. */
  readonly copy: Uint8Array | null;
  readonly noteEvery: number;
}

export class ModelChat implements SimChat {
  readonly #clock: Pick<Clock, "soon">;
  readonly #noteEvery: number;
  #model: ChatModel;
  readonly #failed: ((error: Error) => void)[] = [];
  #isClosed = false;

  constructor({ clock, copy, noteEvery }: ModelChatOptions) {
    this.#clock = clock;
    this.#noteEvery = noteEvery;
    this.#model = new ChatModel(copy, noteEvery);
  }

  open(): Promise<{ readonly appliedIndex: Index }> {
    return Promise.resolve({ appliedIndex: this.#model.index });
  }

  apply(
    entries: readonly Entry[],
    wantResults: boolean,
    done: (results: readonly Uint8Array[]) => void,
  ): void {
    this.#clock.soon(() => {
      if (this.#isClosed) return;
      let results: readonly Uint8Array[] = [];
      try {
        results = entries.map((entry) => this.#model.apply(entry, wantResults));
      } catch (error) {
        this.#isClosed = true;
        const failure = error instanceof Error ? error : new Error(String(error));
        for (const listener of this.#failed) listener(failure);
        return;
      }
      done(wantResults ? results : []);
    });
  }

  query<Name extends QueryName>(
    name: Name,
    request: Queries[Name]["request"],
  ): Promise<Queries[Name]["reply"]> {
    return new Promise((resolve, reject) => {
      this.#clock.soon(() => {
        if (this.#isClosed) return reject(new ChatClosed());
        try {
          // Each answer has the type that the port gives to its name.
          resolve(this.#answer(name, request) as Queries[Name]["reply"]);
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  subscribe(): Subscription {
    throw new Violation("nobody listens in a world whose chat is a model");
  }

  isWatched(): boolean {
    return false;
  }

  onFailure(listener: (error: Error) => void): void {
    this.#failed.push(listener);
  }

  serialize(): Uint8Array {
    return this.#model.toBytes();
  }

  restore(copy: Uint8Array): void {
    this.#model = new ChatModel(copy, this.#noteEvery);
  }

  hash(): string {
    return this.#model.hash();
  }

  /** Nobody raises it here. */
  level(): number {
    return 1;
  }

  notes(): StateNotes {
    return this.#model.memory;
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  #answer(name: QueryName, request: unknown): Queries[QueryName]["reply"] {
    switch (name) {
      case "listMessages":
        return this.#page(request as Queries["listMessages"]["request"]);
      case "history":
        return this.#model.messages.map(historyRow);
      case "stateHash": {
        const { index, time } = this.#model;
        return { index, time, hash: this.hash() };
      }
      default:
        throw new Violation(`the model does not know the query ${name}`);
    }
  }

  /** The newest page: simulated people ask for no other. */
  #page({ caller, conversationId, pageSize }: Queries["listMessages"]["request"]): Uint8Array {
    // It was told of its membership before it asked, so a node that does not know of it is stale.
    must(
      this.#model.isMember(caller.tokenSha256, conversationId),
      `no stale read: the reader is in room ${conversationId}`,
    );
    return Buffer.concat(this.#model.inRoom(conversationId).slice(-pageSize).map(pageOfOne));
  }
}

const pages = new WeakMap<ModelMessage, Uint8Array>();

/** Bytes of a longer page are those of its messages one after another, and the same ones are asked for again and again. */
function pageOfOne(message: ModelMessage): Uint8Array {
  const known = pages.get(message);
  if (known !== undefined) return known;
  const { seq, text, clientId, clientSeq } = message;
  const one = { seq: BigInt(seq), text, clientId, clientSeq: BigInt(clientSeq) };
  const page = create(ListMessagesResponseSchema, { messages: [one] });
  const bytes = toBinary(ListMessagesResponseSchema, page);
  pages.set(message, bytes);
  return bytes;
}

function historyRow({ id, room, seq, text, clientId, clientSeq }: ModelMessage) {
  return {
    id: String(id),
    conversationId: room,
    seq,
    authorId: "",
    text,
    deleted: false,
    clientId,
    clientSeq,
    sentMs: 0,
    changedAtIndex: 0,
  };
}
