import type { JoinRoom } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { LIMITS } from "../../limits.ts";
import { noSuchRoom, placeOf } from "../access.ts";
import { newMember } from "../new-member.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { ROOM, type ConversationRow, type MemberRow } from "../rows.ts";

/**
 * Whoever joins a public room sees the history from its start. What was written before counts as read.
 * Joining again changes nothing for a member and brings back somebody who left.
 */
export function joinRoom(occasion: WriteOccasion, command: JoinRoom): Outcome {
  const { state, index, userId } = occasion;
  const place = placeOf(state, userId, command.conversationId);
  if (place === undefined) return noSuchRoom();
  const { conversation: room, member: earlier } = place;
  if (earlier !== undefined && earlier.removed === 0 && room.kind === ROOM) {
    return { kind: "conversationChanged", conversation: room, member: earlier };
  }
  if (room.kind !== ROOM) return refuse("FORBIDDEN", "A direct conversation cannot be joined.");
  if (room.memberCount >= LIMITS.conversationMembers) {
    return refuse("TOO_LARGE", "This room is full.", "conversation_id");
  }
  const member = enter(occasion, room, earlier);
  const memberCount = room.memberCount + 1;
  const conversation = state.conversations.update(room, { memberCount, changedAtIndex: index });
  return { kind: "conversationChanged", conversation, member };
}

function enter(
  { state, index, userId }: WriteOccasion,
  room: ConversationRow,
  earlier: MemberRow | undefined,
): MemberRow {
  const changed = { removed: 0, readSeq: state.lastSeq(room.id), changedAtIndex: index };
  if (earlier !== undefined) return state.members.update(earlier, changed);
  const member = newMember(userId, room.id, index, { readSeq: changed.readSeq });
  state.members.insert(member);
  return member;
}
