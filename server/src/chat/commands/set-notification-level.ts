import type { SetNotificationLevel } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { NotificationLevel } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { placeOf } from "../access.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";

const LEVELS: readonly number[] = [
  NotificationLevel.EVERYTHING,
  NotificationLevel.MENTIONS,
  NotificationLevel.NOTHING,
  NotificationLevel.INVISIBLE,
];

/** On the caller's own membership, so it holds on all devices. */
export function setNotificationLevel(
  occasion: WriteOccasion,
  command: SetNotificationLevel,
): Outcome {
  const { state, index, userId } = occasion;
  const place = placeOf(state, userId, command.conversationId);
  if (place === undefined) return refuse("NOT_FOUND", "There is no such conversation.");
  const { conversation, member, isMember } = place;
  if (member === undefined || !isMember)
    return refuse("FORBIDDEN", "You are not in this conversation.");
  if (!LEVELS.includes(command.level))
    return refuse("INVALID", "There is no such level of notification.", "level");
  if (member.notificationLevel === command.level)
    return { kind: "conversationChanged", conversation, member };
  const notificationLevel = command.level;
  const changed = state.members.update(member, { notificationLevel, changedAtIndex: index });
  return { kind: "conversationChanged", conversation, member: changed };
}
