import type { WriteOutcome } from "@parley/client/chat.ts";
import type { Change } from "@parley/client/model.ts";

/** The rows that a write has changed, as the feed will tell them too. */
export function changesOf(outcome: WriteOutcome): readonly Change[] {
  switch (outcome.kind) {
    case "messageSent":
      return [{ kind: "message", message: outcome.message }];
    case "readMarked":
      return [{ kind: "membership", membership: outcome.membership }];
    case "conversationChanged":
      return [
        { kind: "conversation", conversation: outcome.conversation },
        { kind: "membership", membership: outcome.membership },
      ];
    case "rejected":
    case "settled":
    case "discarded":
      return [];
  }
}
