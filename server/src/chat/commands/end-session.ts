import type { EndSession } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { adminsOnly } from "../callers.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { isAdmin, livingAccount } from "../ranks.ts";
import { BOT } from "../rows.ts";
import { endSessionsOf, sessionIdOf, sessionsOf } from "../sessions.ts";

/** One of the caller's own, or a bot's token by an administrator: on every node at this index. */
export function endSession(occasion: WriteOccasion, command: EndSession): Outcome {
  const { state, userId } = occasion;
  const ownId = String(userId);
  const { sessionId, accountId } = command;
  if (accountId !== "" && accountId !== ownId) {
    const caller = livingAccount(state, ownId);
    const bot = livingAccount(state, accountId);
    if (caller === undefined || !isAdmin(caller)) return adminsOnly();
    if (bot === undefined || bot.kind !== BOT)
      return refuse("NOT_FOUND", "There is no such bot.", "account_id");
    return endOne(occasion, bot.id, sessionId);
  }
  return endOne(occasion, userId, sessionId);
}

function endOne({ state }: WriteOccasion, accountId: number, sessionId: string): Outcome {
  const found = sessionsOf(state, accountId).find((row) => sessionIdOf(row) === sessionId);
  if (found === undefined)
    return refuse("NOT_FOUND", "There is no such session; it may have ended.", "session_id");
  state.sessions.delete(found);
  return { kind: "sessionsEnded", count: 1 };
}

/** All of the caller's but the one that writes this. */
export function endOtherSessions({ state, userId, tokenSha256 }: WriteOccasion): Outcome {
  return { kind: "sessionsEnded", count: endSessionsOf(state, userId, tokenSha256) };
}
