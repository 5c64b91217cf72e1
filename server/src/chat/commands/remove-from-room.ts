import type { RemoveFromRoom } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { moderatedRoom } from "../access.ts";
import { parseId } from "../ids.ts";
import { findMember } from "../membership.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";

/** Ends somebody's membership; their row stays, so that all their devices learn of it. */
export function removeFromRoom(occasion: WriteOccasion, command: RemoveFromRoom): Outcome {
  const { state, index, userId } = occasion;
  const found = moderatedRoom(state, userId, command.conversationId);
  if (found.kind === "refused") return found;
  const { conversation: room, member } = found.place;
  const accountId = parseId(command.accountId);
  if (accountId === userId)
    return refuse("INVALID", "Leave the room instead of removing yourself.", "account_id");
  const removed = accountId === null ? undefined : findMember(state, accountId, room.id);
  if (removed === undefined)
    return refuse("NOT_FOUND", "This account is not in the room.", "account_id");
  if (removed.removed !== 0) return { kind: "conversationChanged", conversation: room, member };
  state.members.update(removed, { removed: 1, changedAtIndex: index });
  const memberCount = room.memberCount - 1;
  const conversation = state.conversations.update(room, { memberCount, changedAtIndex: index });
  return { kind: "conversationChanged", conversation, member };
}
