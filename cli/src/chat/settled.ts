/** Waits for a write until it is known how it ended, or until patience is. */
import type { ChatClient, PendingWrite, WriteOutcome } from "@parley/client/connect.ts";
import { ChatFailure, EXIT } from "./exit-code.ts";

export const WAIT_MS = 30_000;

export type GoodOutcome = Exclude<WriteOutcome, { kind: "rejected" } | { kind: "discarded" }>;

/** Throws ChatFailure: with the reason of a refusal, TIMED_OUT when it was not executed, OUTCOME_UNKNOWN when it may have been. */
export async function settled(
  chat: Pick<ChatClient, "discard">,
  { row, outcome }: PendingWrite,
  waitMs = WAIT_MS,
): Promise<GoodOutcome> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), waitMs);
  const end = await Promise.race([outcome, late]).finally(() => clearTimeout(timer));
  if (end === null) throw overdue(chat.discard(row.id), waitMs);
  if (end.kind === "rejected") throw new ChatFailure(end.reason, end.message);
  if (end.kind === "discarded") throw overdue(true, waitMs);
  return end;
}

function overdue(isOut: boolean, waitMs: number): ChatFailure {
  const waited = `No majority of the nodes answered within ${waitMs / 1000} s`;
  if (isOut) return new ChatFailure("TIMED_OUT", `${waited}; nothing was sent. Try again.`);
  return new ChatFailure(
    "OUTCOME_UNKNOWN",
    `${waited}, and it may be executed yet. Look before you repeat it, or repeat it with the same --key.`,
    EXIT.unknown,
  );
}
