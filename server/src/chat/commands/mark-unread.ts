import type { MarkUnread } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { placeOf } from "../access.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { seenSeqOf } from "../proto-rows.ts";

/** Puts the read position before `seq` and opens a new epoch, so that no late mark of before can undo it. */
export function markUnread(occasion: WriteOccasion, command: MarkUnread): Outcome {
  const { state, index, userId } = occasion;
  const place = placeOf(state, userId, command.conversationId);
  if (place === undefined) return refuse("NOT_FOUND", "There is no such conversation.");
  const { member, isMember } = place;
  if (member === undefined || !isMember)
    return refuse("FORBIDDEN", "You are not in this conversation.");
  const epoch = Number(command.epoch);
  if (epoch > member.readEpoch)
    return refuse("INVALID", "This read position is not of this conversation.", "epoch");
  const seq = Number(command.seq);
  if (seq < member.visibleFromSeq || seq > state.lastSeq(place.conversation.id))
    return refuse("INVALID", "There is no message at this place.", "seq");
  if (epoch < member.readEpoch) return { kind: "readMarked", member };
  const moved = state.members.update(member, {
    readEpoch: epoch + 1,
    readSeq: seq - 1,
    seenSeq: seenSeqOf(member),
    changedAtIndex: index,
  });
  return { kind: "readMarked", member: moved };
}
