import type { OpenDirect } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { assert } from "../../lib/assert.ts";
import { parseId } from "../ids.ts";
import { findMember } from "../membership.ts";
import { newMember } from "../new-member.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { DIRECT, type AccountRow, type ConversationRow } from "../rows.ts";

const SELECT_ACCOUNT = "SELECT * FROM accounts WHERE id = ? AND deleted = 0";
const SELECT_PAIR = "SELECT * FROM conversations WHERE lowId = ? AND highId = ?";

/** The one conversation of two accounts; made for both when it does not exist yet. */
export function openDirect(occasion: WriteOccasion, command: OpenDirect): Outcome {
  const { state, userId } = occasion;
  const peerId = parseId(command.accountId);
  if (peerId === userId) {
    return refuse("INVALID", "A direct conversation needs somebody else.", "account_id");
  }
  const peer = peerId === null ? undefined : state.get<AccountRow>(SELECT_ACCOUNT, peerId);
  if (peer === undefined) return refuse("NOT_FOUND", "There is no such account.");
  const lowId = Math.min(userId, peer.id);
  const highId = Math.max(userId, peer.id);
  const existing = state.get<ConversationRow>(SELECT_PAIR, lowId, highId);
  if (existing === undefined) return makeDirect(occasion, lowId, highId);
  const member = findMember(state, userId, existing.id);
  assert(member !== undefined, "both people of a direct conversation are in it");
  return { kind: "conversationChanged", conversation: existing, member };
}

function makeDirect(occasion: WriteOccasion, lowId: number, highId: number): Outcome {
  const { state, index, userId } = occasion;
  const conversation: ConversationRow = {
    id: occasion.newId,
    kind: DIRECT,
    name: null,
    foldedName: null,
    lowId,
    highId,
    createdMs: occasion.time,
    memberCount: 2,
    changedAtIndex: index,
    isPrivate: null,
    topic: null,
    archived: null,
    creatorId: null,
    memberSet: null,
  };
  state.conversations.insert(conversation);
  const rows = [lowId, highId].map((id) => newMember(id, conversation.id, index));
  for (const row of rows) state.members.insert(row);
  const member = rows.find((row) => row.accountId === userId);
  assert(member !== undefined, "the caller is one of the two");
  return { kind: "conversationChanged", conversation, member };
}
