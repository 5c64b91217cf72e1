/** Who may know of typing and presence, asked of the chat. */
import type { Chat } from "../chat/chat-port.ts";
import { LIMITS } from "../limits.ts";
import type { Log } from "../ports.ts";
import type { Company } from "../presence/people.ts";

/** A node that is further behind has nothing to tell of what people do now, ms. */
const BEHIND_MS = 1_000;

export function companyOf(
  chat: Pick<Chat, "query">,
  log: Pick<Log, "status" | "waitApplied">,
): Company {
  return {
    of: (accountId) => chat.query("companyOf", { accountId }),
    async hearing({ conversationId, accountId, index }) {
      // So much is not applied within the time, if it is true at all: no use in waiting.
      if (index > log.status().appliedIndex + LIMITS.unappliedEntries) return [];
      await log.waitApplied(index, BEHIND_MS);
      return chat.query("typingHearers", { conversationId, accountId });
    },
  };
}
