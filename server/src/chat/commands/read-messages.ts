import type { ReadMessages } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { LIMITS } from "../../limits.ts";
import { placeOf } from "../access.ts";
import { membershipsOf } from "../membership.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome, type Refused } from "../outcome.ts";
import type { MemberRow } from "../rows.ts";
import type { State } from "../state.ts";
import { oldestUnread, type UnreadPlace } from "../unread.ts";

const SELECT_BYTES = "SELECT octet_length(text) AS bytes FROM messages WHERE id = ?";

/** Marks the oldest unread as read, of one conversation or of all, in log order; its answer brings their texts. */
export function readMessages(occasion: WriteOccasion, command: ReadMessages): Outcome {
  const { state, index } = occasion;
  const { count } = command;
  if (count < 1 || count > LIMITS.readRows)
    return refuse("INVALID", `Between 1 and ${LIMITS.readRows} messages are read.`, "count");
  const members = membersFor(occasion, command);
  if ("kind" in members) return members;
  const chosen = withinBytes(state, oldestUnread(state, members, count));
  const newest = new Map(chosen.map(({ member, seq }) => [member, seq]));
  for (const [member, readSeq] of newest)
    state.members.update(member, { readSeq, changedAtIndex: index });
  return { kind: "messagesRead", messageIds: chosen.map(({ id }) => id) };
}

function membersFor(
  { state, userId }: WriteOccasion,
  { conversationId }: ReadMessages,
): readonly MemberRow[] | Refused {
  if (conversationId === "") return membershipsOf(state, userId);
  const place = placeOf(state, userId, conversationId);
  if (place === undefined) return refuse("NOT_FOUND", "There is no such conversation.");
  const { member, isMember } = place;
  return member === undefined || !isMember
    ? refuse("FORBIDDEN", "You are not in this conversation.")
    : [member];
}

/** At least one: an answer must bring something, and be no larger than a batch of them may be. */
function withinBytes(state: State, places: readonly UnreadPlace[]): UnreadPlace[] {
  const chosen: UnreadPlace[] = [];
  let bytes = 0;
  for (const place of places) {
    bytes += state.get<{ bytes: number }>(SELECT_BYTES, place.id)?.bytes ?? 0;
    if (chosen.length > 0 && bytes > LIMITS.readTextBytes) break;
    chosen.push(place);
  }
  return chosen;
}
