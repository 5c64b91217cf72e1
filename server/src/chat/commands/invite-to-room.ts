import type { InviteToRoom } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { LIMITS } from "../../limits.ts";
import { isPublicRoom, noSuchRoom, onlyRooms, placeOf, writingRefusal } from "../access.ts";
import { findMember } from "../membership.ts";
import { newMember } from "../new-member.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { livingAccount } from "../ranks.ts";
import { ROOM, type ConversationRow, type MemberRow } from "../rows.ts";

/**
 * Brings somebody into a room, by any of its members. Of a private room the invited sees what is written from now on, or
 * as far back as the inviter does; what was there before counts as read.
 */
export function inviteToRoom(occasion: WriteOccasion, command: InviteToRoom): Outcome {
  const { state, index, userId } = occasion;
  const place = placeOf(state, userId, command.conversationId);
  if (place === undefined) return noSuchRoom();
  const { conversation: room, member: inviter } = place;
  if (room.kind !== ROOM) return onlyRooms();
  const closed = writingRefusal(place);
  if (closed !== null) return closed;
  const invited = livingAccount(state, command.accountId);
  if (invited === undefined) return refuse("NOT_FOUND", "There is no such account.");
  const shared = command.shareHistory ? (inviter?.visibleFromSeq ?? 1) : Infinity;
  const from = isPublicRoom(room) ? 1 : Math.min(shared, state.lastSeq(room.id) + 1);
  const earlier = findMember(state, invited.id, room.id);
  const isIn = earlier !== undefined && earlier.removed === 0;
  if (!isIn && room.memberCount >= LIMITS.conversationMembers)
    return refuse("TOO_LARGE", "This room is full.", "conversation_id");
  if (isIn) {
    if (command.shareHistory && from < earlier.visibleFromSeq)
      state.members.update(earlier, { visibleFromSeq: from, changedAtIndex: index });
    return { kind: "conversationChanged", conversation: room, member: inviter };
  }
  bringIn(occasion, room, { accountId: invited.id, from, earlier });
  const memberCount = room.memberCount + 1;
  const conversation = state.conversations.update(room, { memberCount, changedAtIndex: index });
  return { kind: "conversationChanged", conversation, member: inviter };
}

function bringIn(
  { state, index }: WriteOccasion,
  room: ConversationRow,
  invited: {
    readonly accountId: number;
    readonly from: number;
    readonly earlier: MemberRow | undefined;
  },
): void {
  const { accountId, from, earlier } = invited;
  const place = { visibleFromSeq: from, readSeq: state.lastSeq(room.id) };
  if (earlier === undefined) state.members.insert(newMember(accountId, room.id, index, place));
  else state.members.update(earlier, { ...place, removed: 0, changedAtIndex: index });
}
