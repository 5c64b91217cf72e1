import type { OpenGroup } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { assert } from "../../lib/assert.ts";
import { LIMITS } from "../../limits.ts";
import { findMember } from "../membership.ts";
import { newMember } from "../new-member.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome, type Refused } from "../outcome.ts";
import { livingAccount } from "../ranks.ts";
import { GROUP, type ConversationRow } from "../rows.ts";

const SELECT_SET = "SELECT * FROM conversations WHERE memberSet = ?";

/** The one conversation of this set of accounts; made for all of them when it does not exist yet. */
export function openGroup(occasion: WriteOccasion, command: OpenGroup): Outcome {
  const { state, userId } = occasion;
  const people = peopleOf(occasion, command);
  if ("kind" in people) return people;
  const memberSet = people.join(",");
  const conversation =
    state.get<ConversationRow>(SELECT_SET, memberSet) ?? makeGroup(occasion, people, memberSet);
  const member = findMember(state, userId, conversation.id);
  assert(member !== undefined, "the caller is one of the group");
  return { kind: "conversationChanged", conversation, member };
}

function peopleOf({ state, userId }: WriteOccasion, { accountIds }: OpenGroup): number[] | Refused {
  if (accountIds.length > LIMITS.groupMembers) return wrongNumber();
  const ids = new Set([userId]);
  for (const id of accountIds) {
    const account = livingAccount(state, id);
    if (account === undefined) return refuse("NOT_FOUND", "There is no such account.");
    ids.add(account.id);
  }
  if (ids.size < LIMITS.groupMinMembers || ids.size > LIMITS.groupMembers) return wrongNumber();
  return [...ids].sort((one, other) => one - other);
}

function wrongNumber(): Refused {
  const { groupMinMembers, groupMembers } = LIMITS;
  const sentence = `A group has ${groupMinMembers} to ${groupMembers} people. For more, make a room.`;
  return refuse("INVALID", sentence, "account_ids");
}

function makeGroup(
  { state, index, time, newId }: WriteOccasion,
  people: readonly number[],
  memberSet: string,
): ConversationRow {
  const conversation: ConversationRow = {
    id: newId,
    kind: GROUP,
    name: null,
    foldedName: null,
    lowId: null,
    highId: null,
    createdMs: time,
    memberCount: people.length,
    changedAtIndex: index,
    isPrivate: null,
    topic: null,
    archived: null,
    creatorId: null,
    memberSet,
  };
  state.conversations.insert(conversation);
  for (const id of people) state.members.insert(newMember(id, conversation.id, index));
  return conversation;
}
