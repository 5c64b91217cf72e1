/** Who may know of typing and presence, asked of the chat. */
import type { Chat } from "../chat/chat-port.ts";
import type { Log } from "../ports.ts";
import type { Company } from "../presence/people.ts";

/** A node that is further behind has nothing to tell of what people do now, ms. */
const BEHIND_MS = 1_000;

export function companyOf(chat: Pick<Chat, "query">, log: Pick<Log, "waitApplied">): Company {
  return {
    of: (accountId) => chat.query("companyOf", { accountId }),
    async hearing({ conversationId, accountId, index }) {
      await log.waitApplied(index, BEHIND_MS);
      return chat.query("typingHearers", { conversationId, accountId });
    },
  };
}
