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

export enum ConversationKind { 
  CONVERSATION_KIND_UNSPECIFIED = 0,
  CONVERSATION_KIND_DIRECT = 1,
  CONVERSATION_KIND_ROOM = 2,
}
