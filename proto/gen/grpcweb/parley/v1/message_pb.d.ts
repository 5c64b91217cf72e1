import * as jspb from 'google-protobuf'

import * as parley_v1_account_pb from '../../parley/v1/account_pb'; // proto import: "parley/v1/account.proto"


export class Message extends jspb.Message {
  getId(): string;
  setId(value: string): Message;

  getConversationId(): string;
  setConversationId(value: string): Message;

  getSeq(): number;
  setSeq(value: number): Message;

  getAuthorId(): string;
  setAuthorId(value: string): Message;

  getText(): string;
  setText(value: string): Message;

  getSentMs(): number;
  setSentMs(value: number): Message;

  getDeleted(): boolean;
  setDeleted(value: boolean): Message;

  getClientId(): string;
  setClientId(value: string): Message;

  getClientSeq(): number;
  setClientSeq(value: number): Message;

  getChangedAtIndex(): number;
  setChangedAtIndex(value: number): Message;

  getEditedMs(): number;
  setEditedMs(value: number): Message;

  getVersion(): number;
  setVersion(value: number): Message;

  getReplyToId(): string;
  setReplyToId(value: string): Message;

  getReactionsList(): Array<Reaction>;
  setReactionsList(value: Array<Reaction>): Message;
  clearReactionsList(): Message;
  addReactions(value?: Reaction, index?: number): Reaction;

  getMentionedIdsList(): Array<string>;
  setMentionedIdsList(value: Array<string>): Message;
  clearMentionedIdsList(): Message;
  addMentionedIds(value: string, index?: number): Message;

  getMentionsRoom(): boolean;
  setMentionsRoom(value: boolean): Message;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Message.AsObject;
  static toObject(includeInstance: boolean, msg: Message): Message.AsObject;
  static serializeBinaryToWriter(message: Message, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Message;
  static deserializeBinaryFromReader(message: Message, reader: jspb.BinaryReader): Message;
}

export namespace Message {
  export type AsObject = {
    id: string,
    conversationId: string,
    seq: number,
    authorId: string,
    text: string,
    sentMs: number,
    deleted: boolean,
    clientId: string,
    clientSeq: number,
    changedAtIndex: number,
    editedMs: number,
    version: number,
    replyToId: string,
    reactionsList: Array<Reaction.AsObject>,
    mentionedIdsList: Array<string>,
    mentionsRoom: boolean,
  }
}

export class Reaction extends jspb.Message {
  getEmoji(): string;
  setEmoji(value: string): Reaction;

  getAccountIdsList(): Array<string>;
  setAccountIdsList(value: Array<string>): Reaction;
  clearAccountIdsList(): Reaction;
  addAccountIds(value: string, index?: number): Reaction;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Reaction.AsObject;
  static toObject(includeInstance: boolean, msg: Reaction): Reaction.AsObject;
  static serializeBinaryToWriter(message: Reaction, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Reaction;
  static deserializeBinaryFromReader(message: Reaction, reader: jspb.BinaryReader): Reaction;
}

export namespace Reaction {
  export type AsObject = {
    emoji: string,
    accountIdsList: Array<string>,
  }
}

export class ListMessagesRequest extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): ListMessagesRequest;

  getBeforeSeq(): number;
  setBeforeSeq(value: number): ListMessagesRequest;

  getAfterSeq(): number;
  setAfterSeq(value: number): ListMessagesRequest;

  getPageSize(): number;
  setPageSize(value: number): ListMessagesRequest;

  getAroundSeq(): number;
  setAroundSeq(value: number): ListMessagesRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListMessagesRequest.AsObject;
  static toObject(includeInstance: boolean, msg: ListMessagesRequest): ListMessagesRequest.AsObject;
  static serializeBinaryToWriter(message: ListMessagesRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListMessagesRequest;
  static deserializeBinaryFromReader(message: ListMessagesRequest, reader: jspb.BinaryReader): ListMessagesRequest;
}

export namespace ListMessagesRequest {
  export type AsObject = {
    conversationId: string,
    beforeSeq: number,
    afterSeq: number,
    pageSize: number,
    aroundSeq: number,
  }
}

export class ListMessagesResponse extends jspb.Message {
  getMessagesList(): Array<Message>;
  setMessagesList(value: Array<Message>): ListMessagesResponse;
  clearMessagesList(): ListMessagesResponse;
  addMessages(value?: Message, index?: number): Message;

  getHasBefore(): boolean;
  setHasBefore(value: boolean): ListMessagesResponse;

  getHasAfter(): boolean;
  setHasAfter(value: boolean): ListMessagesResponse;

  getAccountsList(): Array<parley_v1_account_pb.Account>;
  setAccountsList(value: Array<parley_v1_account_pb.Account>): ListMessagesResponse;
  clearAccountsList(): ListMessagesResponse;
  addAccounts(value?: parley_v1_account_pb.Account, index?: number): parley_v1_account_pb.Account;

  getIndex(): number;
  setIndex(value: number): ListMessagesResponse;

  getQuotedList(): Array<Message>;
  setQuotedList(value: Array<Message>): ListMessagesResponse;
  clearQuotedList(): ListMessagesResponse;
  addQuoted(value?: Message, index?: number): Message;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListMessagesResponse.AsObject;
  static toObject(includeInstance: boolean, msg: ListMessagesResponse): ListMessagesResponse.AsObject;
  static serializeBinaryToWriter(message: ListMessagesResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListMessagesResponse;
  static deserializeBinaryFromReader(message: ListMessagesResponse, reader: jspb.BinaryReader): ListMessagesResponse;
}

export namespace ListMessagesResponse {
  export type AsObject = {
    messagesList: Array<Message.AsObject>,
    hasBefore: boolean,
    hasAfter: boolean,
    accountsList: Array<parley_v1_account_pb.Account.AsObject>,
    index: number,
    quotedList: Array<Message.AsObject>,
  }
}

export class GetMessageRequest extends jspb.Message {
  getMessageId(): string;
  setMessageId(value: string): GetMessageRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetMessageRequest.AsObject;
  static toObject(includeInstance: boolean, msg: GetMessageRequest): GetMessageRequest.AsObject;
  static serializeBinaryToWriter(message: GetMessageRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetMessageRequest;
  static deserializeBinaryFromReader(message: GetMessageRequest, reader: jspb.BinaryReader): GetMessageRequest;
}

export namespace GetMessageRequest {
  export type AsObject = {
    messageId: string,
  }
}

export class GetMessageResponse extends jspb.Message {
  getMessage(): Message | undefined;
  setMessage(value?: Message): GetMessageResponse;
  hasMessage(): boolean;
  clearMessage(): GetMessageResponse;

  getMadeAtIndex(): number;
  setMadeAtIndex(value: number): GetMessageResponse;

  getLength(): number;
  setLength(value: number): GetMessageResponse;

  getRead(): boolean;
  setRead(value: boolean): GetMessageResponse;

  getReadByIdsList(): Array<string>;
  setReadByIdsList(value: Array<string>): GetMessageResponse;
  clearReadByIdsList(): GetMessageResponse;
  addReadByIds(value: string, index?: number): GetMessageResponse;

  getQuoted(): Message | undefined;
  setQuoted(value?: Message): GetMessageResponse;
  hasQuoted(): boolean;
  clearQuoted(): GetMessageResponse;

  getAccountsList(): Array<parley_v1_account_pb.Account>;
  setAccountsList(value: Array<parley_v1_account_pb.Account>): GetMessageResponse;
  clearAccountsList(): GetMessageResponse;
  addAccounts(value?: parley_v1_account_pb.Account, index?: number): parley_v1_account_pb.Account;

  getIndex(): number;
  setIndex(value: number): GetMessageResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetMessageResponse.AsObject;
  static toObject(includeInstance: boolean, msg: GetMessageResponse): GetMessageResponse.AsObject;
  static serializeBinaryToWriter(message: GetMessageResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetMessageResponse;
  static deserializeBinaryFromReader(message: GetMessageResponse, reader: jspb.BinaryReader): GetMessageResponse;
}

export namespace GetMessageResponse {
  export type AsObject = {
    message?: Message.AsObject,
    madeAtIndex: number,
    length: number,
    read: boolean,
    readByIdsList: Array<string>,
    quoted?: Message.AsObject,
    accountsList: Array<parley_v1_account_pb.Account.AsObject>,
    index: number,
  }
}

export class GetUnreadRequest extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): GetUnreadRequest;

  getPageSize(): number;
  setPageSize(value: number): GetUnreadRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetUnreadRequest.AsObject;
  static toObject(includeInstance: boolean, msg: GetUnreadRequest): GetUnreadRequest.AsObject;
  static serializeBinaryToWriter(message: GetUnreadRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetUnreadRequest;
  static deserializeBinaryFromReader(message: GetUnreadRequest, reader: jspb.BinaryReader): GetUnreadRequest;
}

export namespace GetUnreadRequest {
  export type AsObject = {
    conversationId: string,
    pageSize: number,
  }
}

export class UnreadMessage extends jspb.Message {
  getMessageId(): string;
  setMessageId(value: string): UnreadMessage;

  getConversationId(): string;
  setConversationId(value: string): UnreadMessage;

  getAuthorId(): string;
  setAuthorId(value: string): UnreadMessage;

  getSeq(): number;
  setSeq(value: number): UnreadMessage;

  getSentMs(): number;
  setSentMs(value: number): UnreadMessage;

  getMentionsMe(): boolean;
  setMentionsMe(value: boolean): UnreadMessage;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): UnreadMessage.AsObject;
  static toObject(includeInstance: boolean, msg: UnreadMessage): UnreadMessage.AsObject;
  static serializeBinaryToWriter(message: UnreadMessage, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): UnreadMessage;
  static deserializeBinaryFromReader(message: UnreadMessage, reader: jspb.BinaryReader): UnreadMessage;
}

export namespace UnreadMessage {
  export type AsObject = {
    messageId: string,
    conversationId: string,
    authorId: string,
    seq: number,
    sentMs: number,
    mentionsMe: boolean,
  }
}

export class GetUnreadResponse extends jspb.Message {
  getUnread(): number;
  setUnread(value: number): GetUnreadResponse;

  getUnreadMentions(): number;
  setUnreadMentions(value: number): GetUnreadResponse;

  getMessagesList(): Array<UnreadMessage>;
  setMessagesList(value: Array<UnreadMessage>): GetUnreadResponse;
  clearMessagesList(): GetUnreadResponse;
  addMessages(value?: UnreadMessage, index?: number): UnreadMessage;

  getAccountsList(): Array<parley_v1_account_pb.Account>;
  setAccountsList(value: Array<parley_v1_account_pb.Account>): GetUnreadResponse;
  clearAccountsList(): GetUnreadResponse;
  addAccounts(value?: parley_v1_account_pb.Account, index?: number): parley_v1_account_pb.Account;

  getIndex(): number;
  setIndex(value: number): GetUnreadResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetUnreadResponse.AsObject;
  static toObject(includeInstance: boolean, msg: GetUnreadResponse): GetUnreadResponse.AsObject;
  static serializeBinaryToWriter(message: GetUnreadResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetUnreadResponse;
  static deserializeBinaryFromReader(message: GetUnreadResponse, reader: jspb.BinaryReader): GetUnreadResponse;
}

export namespace GetUnreadResponse {
  export type AsObject = {
    unread: number,
    unreadMentions: number,
    messagesList: Array<UnreadMessage.AsObject>,
    accountsList: Array<parley_v1_account_pb.Account.AsObject>,
    index: number,
  }
}

export class SearchMessagesRequest extends jspb.Message {
  getQuery(): string;
  setQuery(value: string): SearchMessagesRequest;

  getPageSize(): number;
  setPageSize(value: number): SearchMessagesRequest;

  getCursor(): string;
  setCursor(value: string): SearchMessagesRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SearchMessagesRequest.AsObject;
  static toObject(includeInstance: boolean, msg: SearchMessagesRequest): SearchMessagesRequest.AsObject;
  static serializeBinaryToWriter(message: SearchMessagesRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SearchMessagesRequest;
  static deserializeBinaryFromReader(message: SearchMessagesRequest, reader: jspb.BinaryReader): SearchMessagesRequest;
}

export namespace SearchMessagesRequest {
  export type AsObject = {
    query: string,
    pageSize: number,
    cursor: string,
  }
}

export class FoundPlace extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): FoundPlace;

  getName(): string;
  setName(value: string): FoundPlace;

  getPeerIdsList(): Array<string>;
  setPeerIdsList(value: Array<string>): FoundPlace;
  clearPeerIdsList(): FoundPlace;
  addPeerIds(value: string, index?: number): FoundPlace;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): FoundPlace.AsObject;
  static toObject(includeInstance: boolean, msg: FoundPlace): FoundPlace.AsObject;
  static serializeBinaryToWriter(message: FoundPlace, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): FoundPlace;
  static deserializeBinaryFromReader(message: FoundPlace, reader: jspb.BinaryReader): FoundPlace;
}

export namespace FoundPlace {
  export type AsObject = {
    conversationId: string,
    name: string,
    peerIdsList: Array<string>,
  }
}

export class SearchMessagesResponse extends jspb.Message {
  getMessagesList(): Array<Message>;
  setMessagesList(value: Array<Message>): SearchMessagesResponse;
  clearMessagesList(): SearchMessagesResponse;
  addMessages(value?: Message, index?: number): Message;

  getPlacesList(): Array<FoundPlace>;
  setPlacesList(value: Array<FoundPlace>): SearchMessagesResponse;
  clearPlacesList(): SearchMessagesResponse;
  addPlaces(value?: FoundPlace, index?: number): FoundPlace;

  getAccountsList(): Array<parley_v1_account_pb.Account>;
  setAccountsList(value: Array<parley_v1_account_pb.Account>): SearchMessagesResponse;
  clearAccountsList(): SearchMessagesResponse;
  addAccounts(value?: parley_v1_account_pb.Account, index?: number): parley_v1_account_pb.Account;

  getNextCursor(): string;
  setNextCursor(value: string): SearchMessagesResponse;

  getIndex(): number;
  setIndex(value: number): SearchMessagesResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SearchMessagesResponse.AsObject;
  static toObject(includeInstance: boolean, msg: SearchMessagesResponse): SearchMessagesResponse.AsObject;
  static serializeBinaryToWriter(message: SearchMessagesResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SearchMessagesResponse;
  static deserializeBinaryFromReader(message: SearchMessagesResponse, reader: jspb.BinaryReader): SearchMessagesResponse;
}

export namespace SearchMessagesResponse {
  export type AsObject = {
    messagesList: Array<Message.AsObject>,
    placesList: Array<FoundPlace.AsObject>,
    accountsList: Array<parley_v1_account_pb.Account.AsObject>,
    nextCursor: string,
    index: number,
  }
}

