/** What can be changed of a room itself: its topic by its members; its name, and whether it is read only, by moderators. */
import type {
  ArchiveRoom,
  RenameRoom,
  SetTopic,
} from "@parley/proto/es/parley/log/v1/command_pb.js";
import { LIMITS } from "../../limits.ts";
import { moderatedRoom, noSuchRoom, onlyRooms, placeOf, writingRefusal } from "../access.ts";
import { isStorableTopic } from "../name-rule.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { ROOM, type ConversationRow, type MemberRow } from "../rows.ts";
import { nameRefusal } from "./create-room.ts";

export function setTopic(occasion: WriteOccasion, command: SetTopic): Outcome {
  const { state, userId } = occasion;
  const place = placeOf(state, userId, command.conversationId);
  if (place === undefined) return noSuchRoom();
  const { conversation: room, member } = place;
  if (room.kind !== ROOM) return onlyRooms();
  const closed = writingRefusal(place);
  if (closed !== null) return closed;
  if (!isStorableTopic(command.topic))
    return refuse("INVALID", `A topic has at most ${LIMITS.topicCharacters} characters.`, "topic");
  const topic = command.topic === "" ? null : command.topic;
  return changed(occasion, room, { topic }, member);
}

export function renameRoom(occasion: WriteOccasion, command: RenameRoom): Outcome {
  const { state, userId } = occasion;
  const found = moderatedRoom(state, userId, command.conversationId);
  if (found.kind === "refused") return found;
  const { conversation: room, member } = found.place;
  const { name, foldedName } = command;
  const isPrivate = room.isPrivate !== null;
  const refused = nameRefusal(state, { name, foldedName, isPrivate }, room.id);
  if (refused !== null) return refused;
  return changed(occasion, room, { name, foldedName: isPrivate ? null : foldedName }, member);
}

export function archiveRoom(occasion: WriteOccasion, command: ArchiveRoom): Outcome {
  const found = moderatedRoom(occasion.state, occasion.userId, command.conversationId);
  if (found.kind === "refused") return found;
  const { conversation: room, member } = found.place;
  return changed(occasion, room, { archived: command.archived ? 1 : null }, member);
}

type Patch = Partial<Pick<ConversationRow, "topic" | "name" | "foldedName" | "archived">>;

/** What is so already stays as it is, and nobody is told. */
function changed(
  { state, index }: WriteOccasion,
  room: ConversationRow,
  patch: Patch,
  member: MemberRow | undefined,
): Outcome {
  const after = { ...room, ...patch };
  const isSame =
    after.topic === room.topic && after.name === room.name && after.archived === room.archived;
  const conversation = isSame
    ? room
    : state.conversations.update(room, { ...patch, changedAtIndex: index });
  return { kind: "conversationChanged", conversation, member };
}
