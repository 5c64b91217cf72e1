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

/** `copy`: what `serialize` of the same kind gave; null for an empty chat. */
export function openChat(
  kind: Dials["chat"],
  clock: Pick<Clock, "soon">,
  copy: Uint8Array | null,
): SimChat {
  if (kind === "model") return new ModelChat({ clock, copy });
  return new LocalChat({ clock, location: copy ?? ":memory:" });
}
