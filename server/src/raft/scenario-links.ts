/** Which messages of a scenario a command is about. */
import type { Message } from "./messages.ts";
import type { RaftId } from "./types.ts";

/** A message on the link `1→2`, or any when null; the type may be asked for too. */
export function onLink(from: number | null, to: number | null, type: string | null) {
  const isOf = (id: RaftId, number: number | null): boolean =>
    number === null || Number(id) === number;
  return (message: Message): boolean =>
    isOf(message.from, from) && isOf(message.to, to) && (type === null || message.type === type);
}
