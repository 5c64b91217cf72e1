/**
 * What waits for the next turn of the driver's loop. A loop that was held up finds all that the members said meanwhile,
 * so their messages have an end in count and bytes. One that finds no room is refused and counted, and is to the core
 * as if lost on the way: it is sent again, or its sender is behind. What this node set going itself (a write that is
 * done, a timer, a connection) always finds room: of each there is only so much at once, and none of it comes twice.
 */
import { LIMITS } from "../limits.ts";
import type { Message } from "../raft/messages.ts";
import type { Effect, Occurrence } from "../raft/types.ts";

/** About what a message takes beside its entries or its part of a snapshot, in bytes. */
const ENVELOPE_BYTES = 256;

type Refused = Extract<Effect, { kind: "refused" }>;

export class Inbox {
  readonly #refused: (refused: Refused) => void;
  #waiting: Occurrence[] = [];
  #messages = 0;
  #bytes = 0;

  constructor(refused: (refused: Refused) => void) {
    this.#refused = refused;
  }

  add(occurrence: Occurrence): void {
    if (occurrence.kind === "message" && !this.#admits(occurrence.message)) {
      const { from, type } = occurrence.message;
      return this.#refused({ kind: "refused", from, type, reason: "INBOX_FULL" });
    }
    this.#waiting.push(occurrence);
  }

  /** All of it, in order. */
  take(): readonly Occurrence[] {
    const taken = this.#waiting;
    this.#waiting = [];
    this.#messages = 0;
    this.#bytes = 0;
    return taken;
  }

  /** The first always finds room, however large. */
  #admits(message: Message): boolean {
    const bytes = bytesOf(message);
    const isFull =
      this.#messages >= LIMITS.inboxMessages || this.#bytes + bytes > LIMITS.inboxBytes;
    if (isFull && this.#messages > 0) return false;
    this.#messages += 1;
    this.#bytes += bytes;
    return true;
  }
}

function bytesOf(message: Message): number {
  if (message.type === "snapshotChunk") return ENVELOPE_BYTES + message.data.length;
  if (message.type !== "appendRequest") return ENVELOPE_BYTES;
  let bytes = ENVELOPE_BYTES;
  for (const { data } of message.entries) bytes += ENVELOPE_BYTES + data.length;
  return bytes;
}
