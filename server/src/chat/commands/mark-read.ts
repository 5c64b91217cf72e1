import type { MarkRead } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { placeOf } from "../access.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";

/**
 * Moves the caller's read position up to `seq`, never past the newest message. Within an epoch the larger
 * seq wins; an older epoch is ignored, so a late mark cannot undo "mark unread", which opens a new one.
 */
export function markRead(occasion: WriteOccasion, command: MarkRead): Outcome {
  const { state, index, userId } = occasion;
  const place = placeOf(state, userId, command.conversationId);
  if (place === undefined) return refuse("NOT_FOUND", "There is no such conversation.");
  const { conversation, member, isMember } = place;
  if (member === undefined || !isMember) {
    return refuse("FORBIDDEN", "You are not in this conversation.");
  }
  const epoch = Number(command.epoch);
  if (epoch > member.readEpoch) {
    return refuse("INVALID", "This read position is not of this conversation.", "epoch");
  }
  const readSeq = Math.min(Number(command.seq), state.lastSeq(conversation.id));
  if (epoch < member.readEpoch || readSeq <= member.readSeq) return { kind: "readMarked", member };
  const moved = state.members.update(member, { readSeq, changedAtIndex: index });
  return { kind: "readMarked", member: moved };
}
