import type { DeleteMessage } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { messageFor, moderates, noSuchMessage } from "../access.ts";
import { deleteMentions } from "../mentions.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";

/** Leaves its place and its key, and nothing that was said: also in an archived room. Deleting again changes nothing. */
export function deleteMessage(occasion: WriteOccasion, command: DeleteMessage): Outcome {
  const { state, index, userId } = occasion;
  const found = messageFor(state, userId, command.messageId);
  if (found === undefined) return noSuchMessage();
  const { message, place } = found;
  if (message.authorId !== userId && !moderates(state, place)) {
    return refuse(
      "FORBIDDEN",
      "Only who wrote a message, and who moderates its room, can delete it.",
    );
  }
  if (message.deleted === 0) {
    deleteMentions(state, message);
    const gone = { deleted: 1, text: "", replyToId: null, reactions: null, mentions: null };
    state.messages.update(message, { ...gone, changedAtIndex: index });
  }
  return { kind: "messageChanged", messageId: message.id };
}
