/** Every message says which start of its sender it comes from, and what it is worth (foundations §1). */
import type { Core } from "./core.ts";
import type { Message } from "./messages.ts";

export function stamped(core: Core, message: Message): Message {
  const { standing } = core;
  // A claim says itself which start it is about.
  if (!standing.isKept || message.incarnation !== undefined) return message;
  const incarnation = standing.durableIncarnation;
  if (core.counts) return { ...message, incarnation };
  const worth = standing.isRecovering ? "recovering" : "uncounted";
  return { ...message, incarnation, worth };
}
