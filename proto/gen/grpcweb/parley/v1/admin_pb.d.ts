import * as jspb from 'google-protobuf'

import * as parley_v1_account_pb from '../../parley/v1/account_pb'; // proto import: "parley/v1/account.proto"
import * as parley_v1_conversation_pb from '../../parley/v1/conversation_pb'; // proto import: "parley/v1/conversation.proto"
import * as parley_v1_message_pb from '../../parley/v1/message_pb'; // proto import: "parley/v1/message.proto"


export class IssueResetRequest extends jspb.Message {
  getKey(): parley_v1_account_pb.WriteKey | undefined;
  setKey(value?: parley_v1_account_pb.WriteKey): IssueResetRequest;
  hasKey(): boolean;
  clearKey(): IssueResetRequest;

  getAccountId(): string;
  setAccountId(value: string): IssueResetRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): IssueResetRequest.AsObject;
  static toObject(includeInstance: boolean, msg: IssueResetRequest): IssueResetRequest.AsObject;
  static serializeBinaryToWriter(message: IssueResetRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): IssueResetRequest;
  static deserializeBinaryFromReader(message: IssueResetRequest, reader: jspb.BinaryReader): IssueResetRequest;
}

export namespace IssueResetRequest {
  export type AsObject = {
    key?: parley_v1_account_pb.WriteKey.AsObject,
    accountId: string,
  }
}

export class IssueResetResponse extends jspb.Message {
  getIndex(): number;
  setIndex(value: number): IssueResetResponse;

  getReset(): string;
  setReset(value: string): IssueResetResponse;

  getExpiresMs(): number;
  setExpiresMs(value: number): IssueResetResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): IssueResetResponse.AsObject;
  static toObject(includeInstance: boolean, msg: IssueResetResponse): IssueResetResponse.AsObject;
  static serializeBinaryToWriter(message: IssueResetResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): IssueResetResponse;
  static deserializeBinaryFromReader(message: IssueResetResponse, reader: jspb.BinaryReader): IssueResetResponse;
}

export namespace IssueResetResponse {
  export type AsObject = {
    index: number,
    reset: string,
    expiresMs: number,
  }
}

export class CreateInviteRequest extends jspb.Message {
  getKey(): parley_v1_account_pb.WriteKey | undefined;
  setKey(value?: parley_v1_account_pb.WriteKey): CreateInviteRequest;
  hasKey(): boolean;
  clearKey(): CreateInviteRequest;

  getUses(): number;
  setUses(value: number): CreateInviteRequest;

  getValidMs(): number;
  setValidMs(value: number): CreateInviteRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): CreateInviteRequest.AsObject;
  static toObject(includeInstance: boolean, msg: CreateInviteRequest): CreateInviteRequest.AsObject;
  static serializeBinaryToWriter(message: CreateInviteRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): CreateInviteRequest;
  static deserializeBinaryFromReader(message: CreateInviteRequest, reader: jspb.BinaryReader): CreateInviteRequest;
}

export namespace CreateInviteRequest {
  export type AsObject = {
    key?: parley_v1_account_pb.WriteKey.AsObject,
    uses: number,
    validMs: number,
  }
}

export class CreateInviteResponse extends jspb.Message {
  getIndex(): number;
  setIndex(value: number): CreateInviteResponse;

  getInvite(): Invite | undefined;
  setInvite(value?: Invite): CreateInviteResponse;
  hasInvite(): boolean;
  clearInvite(): CreateInviteResponse;

  getSecret(): string;
  setSecret(value: string): CreateInviteResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): CreateInviteResponse.AsObject;
  static toObject(includeInstance: boolean, msg: CreateInviteResponse): CreateInviteResponse.AsObject;
  static serializeBinaryToWriter(message: CreateInviteResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): CreateInviteResponse;
  static deserializeBinaryFromReader(message: CreateInviteResponse, reader: jspb.BinaryReader): CreateInviteResponse;
}

export namespace CreateInviteResponse {
  export type AsObject = {
    index: number,
    invite?: Invite.AsObject,
    secret: string,
  }
}

export class Invite extends jspb.Message {
  getId(): string;
  setId(value: string): Invite;

  getIssuerId(): string;
  setIssuerId(value: string): Invite;

  getCreatedMs(): number;
  setCreatedMs(value: number): Invite;

  getExpiresMs(): number;
  setExpiresMs(value: number): Invite;

  getUsesLeft(): number;
  setUsesLeft(value: number): Invite;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Invite.AsObject;
  static toObject(includeInstance: boolean, msg: Invite): Invite.AsObject;
  static serializeBinaryToWriter(message: Invite, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Invite;
  static deserializeBinaryFromReader(message: Invite, reader: jspb.BinaryReader): Invite;
}

export namespace Invite {
  export type AsObject = {
    id: string,
    issuerId: string,
    createdMs: number,
    expiresMs: number,
    usesLeft: number,
  }
}

export class ListInvitesRequest extends jspb.Message {
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListInvitesRequest.AsObject;
  static toObject(includeInstance: boolean, msg: ListInvitesRequest): ListInvitesRequest.AsObject;
  static serializeBinaryToWriter(message: ListInvitesRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListInvitesRequest;
  static deserializeBinaryFromReader(message: ListInvitesRequest, reader: jspb.BinaryReader): ListInvitesRequest;
}

export namespace ListInvitesRequest {
  export type AsObject = {
  }
}

export class ListInvitesResponse extends jspb.Message {
  getInvitesList(): Array<Invite>;
  setInvitesList(value: Array<Invite>): ListInvitesResponse;
  clearInvitesList(): ListInvitesResponse;
  addInvites(value?: Invite, index?: number): Invite;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListInvitesResponse.AsObject;
  static toObject(includeInstance: boolean, msg: ListInvitesResponse): ListInvitesResponse.AsObject;
  static serializeBinaryToWriter(message: ListInvitesResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListInvitesResponse;
  static deserializeBinaryFromReader(message: ListInvitesResponse, reader: jspb.BinaryReader): ListInvitesResponse;
}

export namespace ListInvitesResponse {
  export type AsObject = {
    invitesList: Array<Invite.AsObject>,
  }
}

export class IssueBotTokenRequest extends jspb.Message {
  getKey(): parley_v1_account_pb.WriteKey | undefined;
  setKey(value?: parley_v1_account_pb.WriteKey): IssueBotTokenRequest;
  hasKey(): boolean;
  clearKey(): IssueBotTokenRequest;

  getAccountId(): string;
  setAccountId(value: string): IssueBotTokenRequest;

  getLabel(): string;
  setLabel(value: string): IssueBotTokenRequest;

  getValidMs(): number;
  setValidMs(value: number): IssueBotTokenRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): IssueBotTokenRequest.AsObject;
  static toObject(includeInstance: boolean, msg: IssueBotTokenRequest): IssueBotTokenRequest.AsObject;
  static serializeBinaryToWriter(message: IssueBotTokenRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): IssueBotTokenRequest;
  static deserializeBinaryFromReader(message: IssueBotTokenRequest, reader: jspb.BinaryReader): IssueBotTokenRequest;
}

export namespace IssueBotTokenRequest {
  export type AsObject = {
    key?: parley_v1_account_pb.WriteKey.AsObject,
    accountId: string,
    label: string,
    validMs: number,
  }
}

export class IssueBotTokenResponse extends jspb.Message {
  getIndex(): number;
  setIndex(value: number): IssueBotTokenResponse;

  getToken(): string;
  setToken(value: string): IssueBotTokenResponse;

  getSession(): parley_v1_account_pb.SessionInfo | undefined;
  setSession(value?: parley_v1_account_pb.SessionInfo): IssueBotTokenResponse;
  hasSession(): boolean;
  clearSession(): IssueBotTokenResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): IssueBotTokenResponse.AsObject;
  static toObject(includeInstance: boolean, msg: IssueBotTokenResponse): IssueBotTokenResponse.AsObject;
  static serializeBinaryToWriter(message: IssueBotTokenResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): IssueBotTokenResponse;
  static deserializeBinaryFromReader(message: IssueBotTokenResponse, reader: jspb.BinaryReader): IssueBotTokenResponse;
}

export namespace IssueBotTokenResponse {
  export type AsObject = {
    index: number,
    token: string,
    session?: parley_v1_account_pb.SessionInfo.AsObject,
  }
}

export class ListBotTokensRequest extends jspb.Message {
  getAccountId(): string;
  setAccountId(value: string): ListBotTokensRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListBotTokensRequest.AsObject;
  static toObject(includeInstance: boolean, msg: ListBotTokensRequest): ListBotTokensRequest.AsObject;
  static serializeBinaryToWriter(message: ListBotTokensRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListBotTokensRequest;
  static deserializeBinaryFromReader(message: ListBotTokensRequest, reader: jspb.BinaryReader): ListBotTokensRequest;
}

export namespace ListBotTokensRequest {
  export type AsObject = {
    accountId: string,
  }
}

export class ListBotTokensResponse extends jspb.Message {
  getTokensList(): Array<parley_v1_account_pb.SessionInfo>;
  setTokensList(value: Array<parley_v1_account_pb.SessionInfo>): ListBotTokensResponse;
  clearTokensList(): ListBotTokensResponse;
  addTokens(value?: parley_v1_account_pb.SessionInfo, index?: number): parley_v1_account_pb.SessionInfo;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListBotTokensResponse.AsObject;
  static toObject(includeInstance: boolean, msg: ListBotTokensResponse): ListBotTokensResponse.AsObject;
  static serializeBinaryToWriter(message: ListBotTokensResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListBotTokensResponse;
  static deserializeBinaryFromReader(message: ListBotTokensResponse, reader: jspb.BinaryReader): ListBotTokensResponse;
}

export namespace ListBotTokensResponse {
  export type AsObject = {
    tokensList: Array<parley_v1_account_pb.SessionInfo.AsObject>,
  }
}

export class ExportAllRequest extends jspb.Message {
  getPageSize(): number;
  setPageSize(value: number): ExportAllRequest;

  getCursor(): string;
  setCursor(value: string): ExportAllRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ExportAllRequest.AsObject;
  static toObject(includeInstance: boolean, msg: ExportAllRequest): ExportAllRequest.AsObject;
  static serializeBinaryToWriter(message: ExportAllRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ExportAllRequest;
  static deserializeBinaryFromReader(message: ExportAllRequest, reader: jspb.BinaryReader): ExportAllRequest;
}

export namespace ExportAllRequest {
  export type AsObject = {
    pageSize: number,
    cursor: string,
  }
}

export class ExportAllResponse extends jspb.Message {
  getConversationsList(): Array<parley_v1_conversation_pb.Conversation>;
  setConversationsList(value: Array<parley_v1_conversation_pb.Conversation>): ExportAllResponse;
  clearConversationsList(): ExportAllResponse;
  addConversations(value?: parley_v1_conversation_pb.Conversation, index?: number): parley_v1_conversation_pb.Conversation;

  getMessagesList(): Array<parley_v1_message_pb.Message>;
  setMessagesList(value: Array<parley_v1_message_pb.Message>): ExportAllResponse;
  clearMessagesList(): ExportAllResponse;
  addMessages(value?: parley_v1_message_pb.Message, index?: number): parley_v1_message_pb.Message;

  getAccountsList(): Array<parley_v1_account_pb.Account>;
  setAccountsList(value: Array<parley_v1_account_pb.Account>): ExportAllResponse;
  clearAccountsList(): ExportAllResponse;
  addAccounts(value?: parley_v1_account_pb.Account, index?: number): parley_v1_account_pb.Account;

  getNextCursor(): string;
  setNextCursor(value: string): ExportAllResponse;

  getIndex(): number;
  setIndex(value: number): ExportAllResponse;

  getClusterId(): string;
  setClusterId(value: string): ExportAllResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ExportAllResponse.AsObject;
  static toObject(includeInstance: boolean, msg: ExportAllResponse): ExportAllResponse.AsObject;
  static serializeBinaryToWriter(message: ExportAllResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ExportAllResponse;
  static deserializeBinaryFromReader(message: ExportAllResponse, reader: jspb.BinaryReader): ExportAllResponse;
}

export namespace ExportAllResponse {
  export type AsObject = {
    conversationsList: Array<parley_v1_conversation_pb.Conversation.AsObject>,
    messagesList: Array<parley_v1_message_pb.Message.AsObject>,
    accountsList: Array<parley_v1_account_pb.Account.AsObject>,
    nextCursor: string,
    index: number,
    clusterId: string,
  }
}

