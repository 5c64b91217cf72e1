import type { LeaveRoom } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { noSuchRoom, placeOf } from "../access.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { ROOM } from "../rows.ts";

/** The caller's row stays, marked as removed, so that all its devices learn of it. Leaving twice is no error. */
export function leaveRoom(occasion: WriteOccasion, command: LeaveRoom): Outcome {
  const { state, index, userId } = occasion;
  const place = placeOf(state, userId, command.conversationId);
  if (place === undefined) return noSuchRoom();
  const { conversation: room, member } = place;
  if (member === undefined) return refuse("FORBIDDEN", "You are not in this conversation.");
  if (room.kind !== ROOM)
    return refuse("INVALID", "A direct conversation cannot be left.", "conversation_id");
  if (member.removed !== 0) return { kind: "conversationChanged", conversation: room, member };
  const memberCount = room.memberCount - 1;
  const conversation = state.conversations.update(room, { memberCount, changedAtIndex: index });
  const left = state.members.update(member, { removed: 1, changedAtIndex: index });
  return { kind: "conversationChanged", conversation, member: left };
}
