import type { EditMessage } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { messageFor, noSuchMessage, writingRefusal, type MessageInPlace } from "../access.ts";
import { deleteMentions, insertMentions, mentionsText } from "../mentions.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome, type Refused } from "../outcome.ts";
import { textRefusal } from "../text-rule.ts";

/** Another text for one's own message, if it still is the version that was looked at. Whom it names is found anew. */
export function editMessage(occasion: WriteOccasion, command: EditMessage): Outcome {
  const { state, index, time, userId } = occasion;
  const badText = textRefusal(command.text);
  if (badText !== null) return badText;
  const found = messageFor(state, userId, command.messageId);
  if (found === undefined) return noSuchMessage();
  const refused = editRefusal(userId, found, command.version);
  if (refused !== null) return refused;
  const { message } = found;
  if (command.text === message.text) return { kind: "messageChanged", messageId: message.id };
  deleteMentions(state, message);
  const edited = state.messages.update(message, {
    text: command.text,
    editedMs: time,
    version: command.version + 1,
    mentions: mentionsText(state, message.conversationId, command),
    changedAtIndex: index,
  });
  insertMentions(state, edited);
  return { kind: "messageChanged", messageId: message.id };
}

function editRefusal(
  userId: number,
  { message, place }: MessageInPlace,
  version: number,
): Refused | null {
  if (message.authorId !== userId)
    return refuse("FORBIDDEN", "Only who wrote a message can edit it.");
  if (message.deleted !== 0) return refuse("FORBIDDEN", "This message was deleted.");
  const closed = writingRefusal(place);
  if (closed !== null) return closed;
  if (version === (message.version ?? 0)) return null;
  const sentence = "This message was edited meanwhile. Look at it, then edit it again.";
  return refuse("INVALID", sentence, "version");
}
