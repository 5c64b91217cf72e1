import type { React } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { LIMITS } from "../../limits.ts";
import { messageFor, noSuchMessage, writingRefusal } from "../access.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome, type Refused } from "../outcome.ts";
import { reactionsIn, reactionsText, type Reaction } from "../reactions.ts";

/** Signs that hold the stored reactions apart, and controls. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const UNSTORABLE = /[\u0000-\u0020\u007f-\u009f]/;

/** Adds or takes back the caller's reaction. What is so already stays as it is, and nobody is told. */
export function react(occasion: WriteOccasion, command: React): Outcome {
  const { state, index, userId } = occasion;
  const { emoji, removed } = command;
  if (emoji === "" || Array.from(emoji).length > LIMITS.emojiCharacters || UNSTORABLE.test(emoji))
    return refuse("INVALID", "This is no emoji.", "emoji");
  const found = messageFor(state, userId, command.messageId);
  if (found === undefined) return noSuchMessage();
  const { message, place } = found;
  if (message.deleted !== 0) return refuse("FORBIDDEN", "This message was deleted.");
  const closed = writingRefusal(place);
  if (closed !== null) return closed;
  const before = reactionsIn(message);
  const after = removed ? without(before, emoji, userId) : withOne(before, emoji, userId);
  if ("kind" in after) return after;
  const reactions = reactionsText(after);
  if (reactions !== message.reactions)
    state.messages.update(message, { reactions, changedAtIndex: index });
  return { kind: "messageChanged", messageId: message.id };
}

function without(reactions: readonly Reaction[], emoji: string, userId: number): Reaction[] {
  return reactions.map((one) =>
    one.emoji === emoji ? { emoji, accountIds: one.accountIds.filter((id) => id !== userId) } : one,
  );
}

function withOne(
  reactions: readonly Reaction[],
  emoji: string,
  userId: number,
): readonly Reaction[] | Refused {
  const known = reactions.find((one) => one.emoji === emoji);
  if (known?.accountIds.includes(userId) === true) return reactions;
  const number = reactions.reduce((sum, { accountIds }) => sum + accountIds.length, 0);
  if (number >= LIMITS.messageReactions)
    return refuse("TOO_LARGE", "This message has all the reactions that it can have.", "emoji");
  if (known === undefined && reactions.length >= LIMITS.messageEmoji)
    return refuse("TOO_LARGE", "This message has all the different emoji it can have.", "emoji");
  if (known === undefined) return [...reactions, { emoji, accountIds: [userId] }];
  return reactions.map((one) =>
    one === known ? { emoji, accountIds: [...one.accountIds, userId] } : one,
  );
}
