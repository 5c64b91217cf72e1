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
  }
}

