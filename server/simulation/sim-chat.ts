/** The chat of one process: the real one on SQLite, or its model. */
import type { Chat } from "../src/chat/chat-port.ts";
import { LocalChat } from "../src/chat/local-chat.ts";
import type { Clock } from "../src/ports.ts";
import type { Dials } from "./dials.ts";
import { ModelChat } from "./model-chat.ts";

export interface SimChat extends Chat {
  /** A copy of the state as a disk would hold it now. */
  serialize(): Uint8Array;
  /** Goes on from a copy; live streams end without a word. */
  restore(copy: Uint8Array): void;
  /** Of the state as it is now: equal content gives an equal hash. */
  hash(): string;
}

export interface OpenChatOptions {
  readonly kind: Dials["chat"];
  readonly clock: Pick<Clock, "soon">;
  /** What `serialize` of the same kind gave; null for an empty chat. */
  readonly copy: Uint8Array | null;
  /** Entries between two notes of the state. */
  readonly noteEvery: number;
}

export function openChat({ kind, clock, copy, noteEvery }: OpenChatOptions): SimChat {
  if (kind === "model") return new ModelChat({ clock, copy, noteEvery });
  return new LocalChat({ clock, location: copy ?? ":memory:", noteEvery });
}
