import type { CreateRoom } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { isStorableName } from "../name-rule.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { ROOM, type ConversationRow, type MemberRow } from "../rows.ts";

const SELECT_BY_NAME = "SELECT id FROM conversations WHERE foldedName = ?";

/** A public room; its name is unique ignoring case. The caller is its first member. */
export function createRoom(occasion: WriteOccasion, command: CreateRoom): Outcome {
  const { state, index, userId } = occasion;
  const { name, foldedName } = command;
  if (!isStorableName(name, foldedName)) {
    return refuse("INVALID", "A room cannot have this name.", "name");
  }
  if (state.get(SELECT_BY_NAME, foldedName) !== undefined) {
    return refuse("TAKEN", "There is a room of this name already.", "name");
  }
  const conversation: ConversationRow = {
    id: occasion.newId,
    kind: ROOM,
    name,
    foldedName,
    lowId: null,
    highId: null,
    createdMs: occasion.time,
    memberCount: 1,
    changedAtIndex: index,
  };
  const member: MemberRow = {
    accountId: userId,
    conversationId: conversation.id,
    removed: 0,
    visibleFromSeq: 1,
    readEpoch: 0,
    readSeq: 0,
    changedAtIndex: index,
  };
  state.conversations.insert(conversation);
  state.members.insert(member);
  return { kind: "conversationChanged", conversation, member };
}
