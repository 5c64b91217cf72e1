import type { CreateRoom } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { isStorableName } from "../name-rule.ts";
import { newMember } from "../new-member.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome, type Refused } from "../outcome.ts";
import { ROOM, type ConversationRow } from "../rows.ts";
import type { State } from "../state.ts";

const SELECT_BY_NAME = "SELECT id FROM conversations WHERE foldedName = ?";

/** Rooms have known who made them since this level. */
const CREATORS_LEVEL = 2;

/** The caller is its first member. */
export function createRoom(occasion: WriteOccasion, command: CreateRoom): Outcome {
  const { state, index, userId } = occasion;
  const { name, foldedName, isPrivate } = command;
  const refused = nameRefusal(state, { name, foldedName, isPrivate });
  if (refused !== null) return refused;
  const conversation: ConversationRow = {
    id: occasion.newId,
    kind: ROOM,
    name,
    foldedName: isPrivate ? null : foldedName,
    lowId: null,
    highId: null,
    createdMs: occasion.time,
    memberCount: 1,
    changedAtIndex: index,
    isPrivate: isPrivate ? 1 : null,
    topic: null,
    archived: null,
    creatorId: state.level < CREATORS_LEVEL ? null : userId,
    memberSet: null,
  };
  const member = newMember(userId, conversation.id, index);
  state.conversations.insert(conversation);
  state.members.insert(member);
  return { kind: "conversationChanged", conversation, member };
}

/**
 * Why a room cannot be called so, or null. Names of public rooms are unique ignoring case; those of private rooms are not
 * looked at, for a refusal would tell that such a room is there. `ownId`: the room that has the name may keep it.
 */
export function nameRefusal(
  state: State,
  room: { readonly name: string; readonly foldedName: string; readonly isPrivate: boolean },
  ownId?: number,
): Refused | null {
  if (!isStorableName(room.name, room.foldedName))
    return refuse("INVALID", "A room cannot have this name.", "name");
  if (room.isPrivate) return null;
  const holder = state.get<{ id: number }>(SELECT_BY_NAME, room.foldedName);
  return holder === undefined || holder.id === ownId
    ? null
    : refuse("TAKEN", "There is a room of this name already.", "name");
}
