import * as jspb from 'google-protobuf'

import * as parley_v1_account_pb from '../../parley/v1/account_pb'; // proto import: "parley/v1/account.proto"
import * as parley_v1_message_pb from '../../parley/v1/message_pb'; // proto import: "parley/v1/message.proto"


export class Conversation extends jspb.Message {
  getId(): string;
  setId(value: string): Conversation;

  getKind(): ConversationKind;
  setKind(value: ConversationKind): Conversation;

  getName(): string;
  setName(value: string): Conversation;

  getPeerIdsList(): Array<string>;
  setPeerIdsList(value: Array<string>): Conversation;
  clearPeerIdsList(): Conversation;
  addPeerIds(value: string, index?: number): Conversation;

  getCreatedMs(): number;
  setCreatedMs(value: number): Conversation;

  getChangedAtIndex(): number;
  setChangedAtIndex(value: number): Conversation;

  getMemberCount(): number;
  setMemberCount(value: number): Conversation;

  getIsPrivate(): boolean;
  setIsPrivate(value: boolean): Conversation;

  getTopic(): string;
  setTopic(value: string): Conversation;

  getArchived(): boolean;
  setArchived(value: boolean): Conversation;

  getCreatorId(): string;
  setCreatorId(value: string): Conversation;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Conversation.AsObject;
  static toObject(includeInstance: boolean, msg: Conversation): Conversation.AsObject;
  static serializeBinaryToWriter(message: Conversation, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Conversation;
  static deserializeBinaryFromReader(message: Conversation, reader: jspb.BinaryReader): Conversation;
}

export namespace Conversation {
  export type AsObject = {
    id: string,
    kind: ConversationKind,
    name: string,
    peerIdsList: Array<string>,
    createdMs: number,
    changedAtIndex: number,
    memberCount: number,
    isPrivate: boolean,
    topic: string,
    archived: boolean,
    creatorId: string,
  }
}

export class Membership extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): Membership;

  getRemoved(): boolean;
  setRemoved(value: boolean): Membership;

  getVisibleFromSeq(): number;
  setVisibleFromSeq(value: number): Membership;

  getReadEpoch(): number;
  setReadEpoch(value: number): Membership;

  getReadSeq(): number;
  setReadSeq(value: number): Membership;

  getUnread(): number;
  setUnread(value: number): Membership;

  getChangedAtIndex(): number;
  setChangedAtIndex(value: number): Membership;

  getUnreadMentions(): number;
  setUnreadMentions(value: number): Membership;

  getNotificationLevel(): NotificationLevel;
  setNotificationLevel(value: NotificationLevel): Membership;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Membership.AsObject;
  static toObject(includeInstance: boolean, msg: Membership): Membership.AsObject;
  static serializeBinaryToWriter(message: Membership, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Membership;
  static deserializeBinaryFromReader(message: Membership, reader: jspb.BinaryReader): Membership;
}

export namespace Membership {
  export type AsObject = {
    conversationId: string,
    removed: boolean,
    visibleFromSeq: number,
    readEpoch: number,
    readSeq: number,
    unread: number,
    changedAtIndex: number,
    unreadMentions: number,
    notificationLevel: NotificationLevel,
  }
}

export class ReadPosition extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): ReadPosition;

  getAccountId(): string;
  setAccountId(value: string): ReadPosition;

  getReadSeq(): number;
  setReadSeq(value: number): ReadPosition;

  getChangedAtIndex(): number;
  setChangedAtIndex(value: number): ReadPosition;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ReadPosition.AsObject;
  static toObject(includeInstance: boolean, msg: ReadPosition): ReadPosition.AsObject;
  static serializeBinaryToWriter(message: ReadPosition, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ReadPosition;
  static deserializeBinaryFromReader(message: ReadPosition, reader: jspb.BinaryReader): ReadPosition;
}

export namespace ReadPosition {
  export type AsObject = {
    conversationId: string,
    accountId: string,
    readSeq: number,
    changedAtIndex: number,
  }
}

export class ConversationEntry extends jspb.Message {
  getConversation(): Conversation | undefined;
  setConversation(value?: Conversation): ConversationEntry;
  hasConversation(): boolean;
  clearConversation(): ConversationEntry;

  getMembership(): Membership | undefined;
  setMembership(value?: Membership): ConversationEntry;
  hasMembership(): boolean;
  clearMembership(): ConversationEntry;

  getLastSeq(): number;
  setLastSeq(value: number): ConversationEntry;

  getLastMessage(): parley_v1_message_pb.Message | undefined;
  setLastMessage(value?: parley_v1_message_pb.Message): ConversationEntry;
  hasLastMessage(): boolean;
  clearLastMessage(): ConversationEntry;

  getReadPositionsList(): Array<ReadPosition>;
  setReadPositionsList(value: Array<ReadPosition>): ConversationEntry;
  clearReadPositionsList(): ConversationEntry;
  addReadPositions(value?: ReadPosition, index?: number): ReadPosition;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ConversationEntry.AsObject;
  static toObject(includeInstance: boolean, msg: ConversationEntry): ConversationEntry.AsObject;
  static serializeBinaryToWriter(message: ConversationEntry, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ConversationEntry;
  static deserializeBinaryFromReader(message: ConversationEntry, reader: jspb.BinaryReader): ConversationEntry;
}

export namespace ConversationEntry {
  export type AsObject = {
    conversation?: Conversation.AsObject,
    membership?: Membership.AsObject,
    lastSeq: number,
    lastMessage?: parley_v1_message_pb.Message.AsObject,
    readPositionsList: Array<ReadPosition.AsObject>,
  }
}

export class ListConversationsRequest extends jspb.Message {
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListConversationsRequest.AsObject;
  static toObject(includeInstance: boolean, msg: ListConversationsRequest): ListConversationsRequest.AsObject;
  static serializeBinaryToWriter(message: ListConversationsRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListConversationsRequest;
  static deserializeBinaryFromReader(message: ListConversationsRequest, reader: jspb.BinaryReader): ListConversationsRequest;
}

export namespace ListConversationsRequest {
  export type AsObject = {
  }
}

export class ListConversationsResponse extends jspb.Message {
  getIndex(): number;
  setIndex(value: number): ListConversationsResponse;

  getClusterId(): string;
  setClusterId(value: string): ListConversationsResponse;

  getEntriesList(): Array<ConversationEntry>;
  setEntriesList(value: Array<ConversationEntry>): ListConversationsResponse;
  clearEntriesList(): ListConversationsResponse;
  addEntries(value?: ConversationEntry, index?: number): ConversationEntry;

  getAccountsList(): Array<parley_v1_account_pb.Account>;
  setAccountsList(value: Array<parley_v1_account_pb.Account>): ListConversationsResponse;
  clearAccountsList(): ListConversationsResponse;
  addAccounts(value?: parley_v1_account_pb.Account, index?: number): parley_v1_account_pb.Account;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListConversationsResponse.AsObject;
  static toObject(includeInstance: boolean, msg: ListConversationsResponse): ListConversationsResponse.AsObject;
  static serializeBinaryToWriter(message: ListConversationsResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListConversationsResponse;
  static deserializeBinaryFromReader(message: ListConversationsResponse, reader: jspb.BinaryReader): ListConversationsResponse;
}

export namespace ListConversationsResponse {
  export type AsObject = {
    index: number,
    clusterId: string,
    entriesList: Array<ConversationEntry.AsObject>,
    accountsList: Array<parley_v1_account_pb.Account.AsObject>,
  }
}

export class BrowseRoomsRequest extends jspb.Message {
  getPageSize(): number;
  setPageSize(value: number): BrowseRoomsRequest;

  getCursor(): string;
  setCursor(value: string): BrowseRoomsRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): BrowseRoomsRequest.AsObject;
  static toObject(includeInstance: boolean, msg: BrowseRoomsRequest): BrowseRoomsRequest.AsObject;
  static serializeBinaryToWriter(message: BrowseRoomsRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): BrowseRoomsRequest;
  static deserializeBinaryFromReader(message: BrowseRoomsRequest, reader: jspb.BinaryReader): BrowseRoomsRequest;
}

export namespace BrowseRoomsRequest {
  export type AsObject = {
    pageSize: number,
    cursor: string,
  }
}

export class RoomEntry extends jspb.Message {
  getConversation(): Conversation | undefined;
  setConversation(value?: Conversation): RoomEntry;
  hasConversation(): boolean;
  clearConversation(): RoomEntry;

  getJoined(): boolean;
  setJoined(value: boolean): RoomEntry;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): RoomEntry.AsObject;
  static toObject(includeInstance: boolean, msg: RoomEntry): RoomEntry.AsObject;
  static serializeBinaryToWriter(message: RoomEntry, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): RoomEntry;
  static deserializeBinaryFromReader(message: RoomEntry, reader: jspb.BinaryReader): RoomEntry;
}

export namespace RoomEntry {
  export type AsObject = {
    conversation?: Conversation.AsObject,
    joined: boolean,
  }
}

export class BrowseRoomsResponse extends jspb.Message {
  getRoomsList(): Array<RoomEntry>;
  setRoomsList(value: Array<RoomEntry>): BrowseRoomsResponse;
  clearRoomsList(): BrowseRoomsResponse;
  addRooms(value?: RoomEntry, index?: number): RoomEntry;

  getNextCursor(): string;
  setNextCursor(value: string): BrowseRoomsResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): BrowseRoomsResponse.AsObject;
  static toObject(includeInstance: boolean, msg: BrowseRoomsResponse): BrowseRoomsResponse.AsObject;
  static serializeBinaryToWriter(message: BrowseRoomsResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): BrowseRoomsResponse;
  static deserializeBinaryFromReader(message: BrowseRoomsResponse, reader: jspb.BinaryReader): BrowseRoomsResponse;
}

export namespace BrowseRoomsResponse {
  export type AsObject = {
    roomsList: Array<RoomEntry.AsObject>,
    nextCursor: string,
  }
}

export class ListMembersRequest extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): ListMembersRequest;

  getPageSize(): number;
  setPageSize(value: number): ListMembersRequest;

  getCursor(): string;
  setCursor(value: string): ListMembersRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListMembersRequest.AsObject;
  static toObject(includeInstance: boolean, msg: ListMembersRequest): ListMembersRequest.AsObject;
  static serializeBinaryToWriter(message: ListMembersRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListMembersRequest;
  static deserializeBinaryFromReader(message: ListMembersRequest, reader: jspb.BinaryReader): ListMembersRequest;
}

export namespace ListMembersRequest {
  export type AsObject = {
    conversationId: string,
    pageSize: number,
    cursor: string,
  }
}

export class Member extends jspb.Message {
  getAccount(): parley_v1_account_pb.Account | undefined;
  setAccount(value?: parley_v1_account_pb.Account): Member;
  hasAccount(): boolean;
  clearAccount(): Member;

  getIsCreator(): boolean;
  setIsCreator(value: boolean): Member;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Member.AsObject;
  static toObject(includeInstance: boolean, msg: Member): Member.AsObject;
  static serializeBinaryToWriter(message: Member, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Member;
  static deserializeBinaryFromReader(message: Member, reader: jspb.BinaryReader): Member;
}

export namespace Member {
  export type AsObject = {
    account?: parley_v1_account_pb.Account.AsObject,
    isCreator: boolean,
  }
}

export class ListMembersResponse extends jspb.Message {
  getMembersList(): Array<Member>;
  setMembersList(value: Array<Member>): ListMembersResponse;
  clearMembersList(): ListMembersResponse;
  addMembers(value?: Member, index?: number): Member;

  getNextCursor(): string;
  setNextCursor(value: string): ListMembersResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListMembersResponse.AsObject;
  static toObject(includeInstance: boolean, msg: ListMembersResponse): ListMembersResponse.AsObject;
  static serializeBinaryToWriter(message: ListMembersResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListMembersResponse;
  static deserializeBinaryFromReader(message: ListMembersResponse, reader: jspb.BinaryReader): ListMembersResponse;
}

export namespace ListMembersResponse {
  export type AsObject = {
    membersList: Array<Member.AsObject>,
    nextCursor: string,
  }
}

export enum ConversationKind { 
  CONVERSATION_KIND_UNSPECIFIED = 0,
  CONVERSATION_KIND_DIRECT = 1,
  CONVERSATION_KIND_ROOM = 2,
  CONVERSATION_KIND_GROUP = 3,
}
export enum NotificationLevel { 
  NOTIFICATION_LEVEL_UNSPECIFIED = 0,
  NOTIFICATION_LEVEL_EVERYTHING = 1,
  NOTIFICATION_LEVEL_MENTIONS = 2,
  NOTIFICATION_LEVEL_NOTHING = 3,
  NOTIFICATION_LEVEL_INVISIBLE = 4,
}
