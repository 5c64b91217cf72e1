import type { JoinRoom } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { LIMITS } from "../../limits.ts";
import { findConversation, findMember } from "../membership.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { ROOM, type ConversationRow, type MemberRow } from "../rows.ts";

/**
 * Rooms are public: whoever joins sees the history from its start. What was written before counts as read.
 * Joining again changes nothing for a member and brings back somebody who left.
 */
export function joinRoom(occasion: WriteOccasion, command: JoinRoom): Outcome {
  const { state, index, userId } = occasion;
  const room = findConversation(state, command.conversationId);
  if (room === undefined) return refuse("NOT_FOUND", "There is no such room.");
  const earlier = findMember(state, userId, room.id);
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
  const member: MemberRow = {
    accountId: userId,
    conversationId: room.id,
    visibleFromSeq: 1,
    readEpoch: 0,
    ...changed,
  };
  state.members.insert(member);
  return member;
}
