/** What becomes of rows about conversations, and of the places of people in them, in a MemoryChat. For tests. */
import type { MemoryChat } from "./memory-chat.ts";
import { isPublic, moderates, placeOf, type Place, writingRefusal } from "./memory-places.ts";
import { refusal } from "./model-ledger.ts";
import type { Conversation, Membership, Outcome } from "./model.ts";
import type { PlaceOperation, RoomOperation } from "./operations.ts";
import { PLAIN_CONVERSATION, PLAIN_MEMBERSHIP } from "./plain-rows.ts";

const GROUP_MIN = 3;
const GROUP_MAX = 9;

export function changePlace(chat: MemoryChat, userId: string, operation: PlaceOperation): Outcome {
  switch (operation.kind) {
    case "openDirect": {
      if (operation.accountId === userId) return refusal("INVALID", "account_id");
      if (!chat.accounts.has(operation.accountId)) return refusal("NOT_FOUND");
      return openWith(chat, userId, [operation.accountId]);
    }
    case "openGroup": {
      const { accountIds } = operation;
      if (!accountIds.every((id) => chat.accounts.has(id))) return refusal("NOT_FOUND");
      const size = new Set([userId, ...accountIds]).size;
      if (size < GROUP_MIN || size > GROUP_MAX) return refusal("INVALID", "account_ids");
      return openWith(chat, userId, accountIds);
    }
    case "createRoom": {
      const { name, isPrivate = false } = operation;
      if (!isPrivate && isTaken(chat, name)) return refusal("TAKEN", "name");
      const creatorId = userId;
      const room = make(chat, { kind: "room", name, isPrivate, creatorId });
      return enter(chat, userId, { room, visibleFromSeq: 1 });
    }
    case "joinRoom":
    case "leaveRoom":
    case "setNotificationLevel": {
      const place = placeOf(chat, userId, operation.conversationId);
      return place === null ? refusal("NOT_FOUND") : moveSelf(chat, userId, { operation, place });
    }
  }
}

function moveSelf(
  chat: MemoryChat,
  userId: string,
  given: {
    readonly operation: Extract<
      PlaceOperation,
      { kind: "joinRoom" | "leaveRoom" | "setNotificationLevel" }
    >;
    readonly place: Place;
  },
): Outcome {
  const { operation, place } = given;
  const { conversation: room, membership, isMember } = place;
  if (operation.kind === "joinRoom") {
    if (room.kind !== "room") return refusal("FORBIDDEN");
    const visibleFromSeq = membership?.visibleFromSeq ?? 1;
    return isMember ? done(chat, userId, room) : enter(chat, userId, { room, visibleFromSeq });
  }
  if (membership === undefined) return refusal("FORBIDDEN");
  if (operation.kind === "leaveRoom") {
    if (room.kind !== "room") return refusal("INVALID", "conversation_id");
    return isMember ? leave(chat, { userId, membership, room }) : done(chat, userId, room);
  }
  if (!isMember) return refusal("FORBIDDEN");
  const { level: notificationLevel } = operation;
  if (membership.notificationLevel !== notificationLevel)
    chat.setMembership(userId, { ...membership, notificationLevel });
  return done(chat, userId, room);
}

export function changeRoom(chat: MemoryChat, userId: string, operation: RoomOperation): Outcome {
  const place = placeOf(chat, userId, operation.conversationId);
  if (place === null) return refusal("NOT_FOUND");
  const { conversation: room } = place;
  if (room.kind !== "room") return refusal("INVALID", "conversation_id");
  const isOfMembers = operation.kind === "inviteToRoom" || operation.kind === "setTopic";
  const isForbidden = isOfMembers
    ? writingRefusal(place) !== null
    : !moderates(chat, userId, place);
  if (isForbidden) return refusal("FORBIDDEN");
  switch (operation.kind) {
    case "inviteToRoom":
      return invite(chat, userId, { ...operation, place });
    case "removeFromRoom":
      return remove(chat, userId, { accountId: operation.accountId, room });
    case "setTopic":
      return patched(chat, userId, { room, patch: { topic: operation.topic.trim() } });
    case "renameRoom": {
      const { name } = operation;
      if (isPublic(room) && isTaken(chat, name, room.id)) return refusal("TAKEN", "name");
      return patched(chat, userId, { room, patch: { name } });
    }
    case "archiveRoom":
      return patched(chat, userId, { room, patch: { archived: operation.archived } });
  }
}

function invite(
  chat: MemoryChat,
  userId: string,
  given: { readonly accountId: string; readonly shareHistory: boolean; readonly place: Place },
): Outcome {
  const { accountId, shareHistory, place } = given;
  const { conversation: room, membership: inviter } = place;
  if (!chat.accounts.has(accountId)) return refusal("NOT_FOUND");
  const next = chat.lastSeq(room.id) + 1;
  const shared = shareHistory ? (inviter?.visibleFromSeq ?? 1) : next;
  const visibleFromSeq = isPublic(room) ? 1 : Math.min(shared, next);
  const earlier = chat.memberships.get(`${accountId}/${room.id}`);
  if (earlier === undefined || earlier.removed) enter(chat, accountId, { room, visibleFromSeq });
  else if (shareHistory && visibleFromSeq < earlier.visibleFromSeq)
    chat.setMembership(accountId, { ...earlier, visibleFromSeq });
  return done(chat, userId, room);
}

function remove(
  chat: MemoryChat,
  userId: string,
  { accountId, room }: { readonly accountId: string; readonly room: Conversation },
): Outcome {
  if (accountId === userId) return refusal("INVALID", "account_id");
  const membership = chat.memberships.get(`${accountId}/${room.id}`);
  if (membership === undefined) return refusal("NOT_FOUND", "account_id");
  if (!membership.removed) leave(chat, { userId: accountId, membership, room });
  return done(chat, userId, room);
}

function leave(
  chat: MemoryChat,
  given: { readonly userId: string; readonly membership: Membership; readonly room: Conversation },
): Outcome {
  const { userId, membership, room } = given;
  chat.setMembership(userId, { ...membership, removed: true });
  chat.setConversation({ ...room, memberCount: room.memberCount - 1 });
  return done(chat, userId, room);
}

/** What was there before counts as read. */
function enter(
  chat: MemoryChat,
  userId: string,
  { room, visibleFromSeq }: { readonly room: Conversation; readonly visibleFromSeq: number },
): Outcome {
  const earlier = chat.memberships.get(`${userId}/${room.id}`) ?? fresh(room.id);
  const readSeq = chat.lastSeq(room.id);
  chat.setMembership(userId, { ...earlier, removed: false, visibleFromSeq, readSeq });
  chat.setConversation({ ...room, memberCount: room.memberCount + 1 });
  return done(chat, userId, room);
}

/** The conversation of these people; there is one for each set of them. */
function openWith(chat: MemoryChat, userId: string, accountIds: readonly string[]): Outcome {
  const peerIds = [...new Set([userId, ...accountIds])].toSorted();
  const kind = peerIds.length === 2 ? "direct" : "group";
  const known = [...chat.conversations.values()].find(
    (one) => one.kind !== "room" && one.peerIds.join(",") === peerIds.join(","),
  );
  if (known !== undefined) return done(chat, userId, known);
  const made = make(chat, { kind, peerIds, memberCount: peerIds.length });
  for (const id of peerIds) chat.setMembership(id, fresh(made.id));
  chat.setConversation(made);
  return done(chat, userId, made);
}

function patched(
  chat: MemoryChat,
  userId: string,
  { room, patch }: { readonly room: Conversation; readonly patch: Partial<Conversation> },
): Outcome {
  const after = { ...room, ...patch };
  const isSame =
    after.topic === room.topic && after.name === room.name && after.archived === room.archived;
  if (!isSame) chat.setConversation(after);
  return done(chat, userId, room);
}

/** As they are now. */
function done(chat: MemoryChat, userId: string, { id }: Conversation): Outcome {
  const conversation = chat.conversations.get(id);
  if (conversation === undefined) return refusal("NOT_FOUND");
  const membership = chat.memberships.get(`${userId}/${id}`);
  return {
    kind: "conversationChanged",
    conversation,
    membership: membership === undefined ? null : chat.counted(userId, membership),
  };
}

function make(chat: MemoryChat, given: Partial<Conversation>): Conversation {
  const made: Conversation = {
    ...PLAIN_CONVERSATION,
    id: chat.newId("c"),
    kind: "room",
    name: "",
    peerIds: [],
    createdMs: chat.ledger.timeMs,
    changedAtIndex: chat.index,
    memberCount: 0,
    ...given,
  };
  chat.conversations.set(made.id, made);
  return made;
}

function fresh(conversationId: string): Membership {
  return {
    ...PLAIN_MEMBERSHIP,
    conversationId,
    removed: false,
    visibleFromSeq: 1,
    readEpoch: 0,
    readSeq: 0,
    unread: 0,
    changedAtIndex: 0,
  };
}

function isTaken(chat: MemoryChat, name: string, ownId = ""): boolean {
  return [...chat.conversations.values()].some(
    (one) => isPublic(one) && one.id !== ownId && one.name.toLowerCase() === name.toLowerCase(),
  );
}
