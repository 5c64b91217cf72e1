import * as jspb from 'google-protobuf'



export class Account extends jspb.Message {
  getId(): string;
  setId(value: string): Account;

  getName(): string;
  setName(value: string): Account;

  getCreatedMs(): number;
  setCreatedMs(value: number): Account;

  getDeleted(): boolean;
  setDeleted(value: boolean): Account;

  getChangedAtIndex(): number;
  setChangedAtIndex(value: number): Account;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Account.AsObject;
  static toObject(includeInstance: boolean, msg: Account): Account.AsObject;
  static serializeBinaryToWriter(message: Account, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Account;
  static deserializeBinaryFromReader(message: Account, reader: jspb.BinaryReader): Account;
}

export namespace Account {
  export type AsObject = {
    id: string,
    name: string,
    createdMs: number,
    deleted: boolean,
    changedAtIndex: number,
  }
}

export class WriteKey extends jspb.Message {
  getClientId(): string;
  setClientId(value: string): WriteKey;

  getSeq(): number;
  setSeq(value: number): WriteKey;

  getBornMs(): number;
  setBornMs(value: number): WriteKey;

  getAckUpto(): number;
  setAckUpto(value: number): WriteKey;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): WriteKey.AsObject;
  static toObject(includeInstance: boolean, msg: WriteKey): WriteKey.AsObject;
  static serializeBinaryToWriter(message: WriteKey, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): WriteKey;
  static deserializeBinaryFromReader(message: WriteKey, reader: jspb.BinaryReader): WriteKey;
}

export namespace WriteKey {
  export type AsObject = {
    clientId: string,
    seq: number,
    bornMs: number,
    ackUpto: number,
  }
}

export class Session extends jspb.Message {
  getAccount(): Account | undefined;
  setAccount(value?: Account): Session;
  hasAccount(): boolean;
  clearAccount(): Session;

  getUnread(): number;
  setUnread(value: number): Session;

  getExpiresMs(): number;
  setExpiresMs(value: number): Session;

  getToken(): string;
  setToken(value: string): Session;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Session.AsObject;
  static toObject(includeInstance: boolean, msg: Session): Session.AsObject;
  static serializeBinaryToWriter(message: Session, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Session;
  static deserializeBinaryFromReader(message: Session, reader: jspb.BinaryReader): Session;
}

export namespace Session {
  export type AsObject = {
    account?: Account.AsObject,
    unread: number,
    expiresMs: number,
    token: string,
  }
}

export class CreateAccountRequest extends jspb.Message {
  getKey(): WriteKey | undefined;
  setKey(value?: WriteKey): CreateAccountRequest;
  hasKey(): boolean;
  clearKey(): CreateAccountRequest;

  getName(): string;
  setName(value: string): CreateAccountRequest;

  getPassword(): string;
  setPassword(value: string): CreateAccountRequest;

  getDelivery(): TokenDelivery;
  setDelivery(value: TokenDelivery): CreateAccountRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): CreateAccountRequest.AsObject;
  static toObject(includeInstance: boolean, msg: CreateAccountRequest): CreateAccountRequest.AsObject;
  static serializeBinaryToWriter(message: CreateAccountRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): CreateAccountRequest;
  static deserializeBinaryFromReader(message: CreateAccountRequest, reader: jspb.BinaryReader): CreateAccountRequest;
}

export namespace CreateAccountRequest {
  export type AsObject = {
    key?: WriteKey.AsObject,
    name: string,
    password: string,
    delivery: TokenDelivery,
  }
}

export class CreateAccountResponse extends jspb.Message {
  getSession(): Session | undefined;
  setSession(value?: Session): CreateAccountResponse;
  hasSession(): boolean;
  clearSession(): CreateAccountResponse;

  getIndex(): number;
  setIndex(value: number): CreateAccountResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): CreateAccountResponse.AsObject;
  static toObject(includeInstance: boolean, msg: CreateAccountResponse): CreateAccountResponse.AsObject;
  static serializeBinaryToWriter(message: CreateAccountResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): CreateAccountResponse;
  static deserializeBinaryFromReader(message: CreateAccountResponse, reader: jspb.BinaryReader): CreateAccountResponse;
}

export namespace CreateAccountResponse {
  export type AsObject = {
    session?: Session.AsObject,
    index: number,
  }
}

export class LogInRequest extends jspb.Message {
  getKey(): WriteKey | undefined;
  setKey(value?: WriteKey): LogInRequest;
  hasKey(): boolean;
  clearKey(): LogInRequest;

  getName(): string;
  setName(value: string): LogInRequest;

  getPassword(): string;
  setPassword(value: string): LogInRequest;

  getDelivery(): TokenDelivery;
  setDelivery(value: TokenDelivery): LogInRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): LogInRequest.AsObject;
  static toObject(includeInstance: boolean, msg: LogInRequest): LogInRequest.AsObject;
  static serializeBinaryToWriter(message: LogInRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): LogInRequest;
  static deserializeBinaryFromReader(message: LogInRequest, reader: jspb.BinaryReader): LogInRequest;
}

export namespace LogInRequest {
  export type AsObject = {
    key?: WriteKey.AsObject,
    name: string,
    password: string,
    delivery: TokenDelivery,
  }
}

export class LogInResponse extends jspb.Message {
  getSession(): Session | undefined;
  setSession(value?: Session): LogInResponse;
  hasSession(): boolean;
  clearSession(): LogInResponse;

  getIndex(): number;
  setIndex(value: number): LogInResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): LogInResponse.AsObject;
  static toObject(includeInstance: boolean, msg: LogInResponse): LogInResponse.AsObject;
  static serializeBinaryToWriter(message: LogInResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): LogInResponse;
  static deserializeBinaryFromReader(message: LogInResponse, reader: jspb.BinaryReader): LogInResponse;
}

export namespace LogInResponse {
  export type AsObject = {
    session?: Session.AsObject,
    index: number,
  }
}

export class LogOutRequest extends jspb.Message {
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): LogOutRequest.AsObject;
  static toObject(includeInstance: boolean, msg: LogOutRequest): LogOutRequest.AsObject;
  static serializeBinaryToWriter(message: LogOutRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): LogOutRequest;
  static deserializeBinaryFromReader(message: LogOutRequest, reader: jspb.BinaryReader): LogOutRequest;
}

export namespace LogOutRequest {
  export type AsObject = {
  }
}

export class LogOutResponse extends jspb.Message {
  getIndex(): number;
  setIndex(value: number): LogOutResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): LogOutResponse.AsObject;
  static toObject(includeInstance: boolean, msg: LogOutResponse): LogOutResponse.AsObject;
  static serializeBinaryToWriter(message: LogOutResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): LogOutResponse;
  static deserializeBinaryFromReader(message: LogOutResponse, reader: jspb.BinaryReader): LogOutResponse;
}

export namespace LogOutResponse {
  export type AsObject = {
    index: number,
  }
}

export class GetSessionRequest extends jspb.Message {
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetSessionRequest.AsObject;
  static toObject(includeInstance: boolean, msg: GetSessionRequest): GetSessionRequest.AsObject;
  static serializeBinaryToWriter(message: GetSessionRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetSessionRequest;
  static deserializeBinaryFromReader(message: GetSessionRequest, reader: jspb.BinaryReader): GetSessionRequest;
}

export namespace GetSessionRequest {
  export type AsObject = {
  }
}

export class GetSessionResponse extends jspb.Message {
  getSession(): Session | undefined;
  setSession(value?: Session): GetSessionResponse;
  hasSession(): boolean;
  clearSession(): GetSessionResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetSessionResponse.AsObject;
  static toObject(includeInstance: boolean, msg: GetSessionResponse): GetSessionResponse.AsObject;
  static serializeBinaryToWriter(message: GetSessionResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetSessionResponse;
  static deserializeBinaryFromReader(message: GetSessionResponse, reader: jspb.BinaryReader): GetSessionResponse;
}

export namespace GetSessionResponse {
  export type AsObject = {
    session?: Session.AsObject,
  }
}

export class ListAccountsRequest extends jspb.Message {
  getPattern(): string;
  setPattern(value: string): ListAccountsRequest;

  getPageSize(): number;
  setPageSize(value: number): ListAccountsRequest;

  getCursor(): string;
  setCursor(value: string): ListAccountsRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListAccountsRequest.AsObject;
  static toObject(includeInstance: boolean, msg: ListAccountsRequest): ListAccountsRequest.AsObject;
  static serializeBinaryToWriter(message: ListAccountsRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListAccountsRequest;
  static deserializeBinaryFromReader(message: ListAccountsRequest, reader: jspb.BinaryReader): ListAccountsRequest;
}

export namespace ListAccountsRequest {
  export type AsObject = {
    pattern: string,
    pageSize: number,
    cursor: string,
  }
}

export class ListAccountsResponse extends jspb.Message {
  getAccountsList(): Array<Account>;
  setAccountsList(value: Array<Account>): ListAccountsResponse;
  clearAccountsList(): ListAccountsResponse;
  addAccounts(value?: Account, index?: number): Account;

  getNextCursor(): string;
  setNextCursor(value: string): ListAccountsResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListAccountsResponse.AsObject;
  static toObject(includeInstance: boolean, msg: ListAccountsResponse): ListAccountsResponse.AsObject;
  static serializeBinaryToWriter(message: ListAccountsResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListAccountsResponse;
  static deserializeBinaryFromReader(message: ListAccountsResponse, reader: jspb.BinaryReader): ListAccountsResponse;
}

export namespace ListAccountsResponse {
  export type AsObject = {
    accountsList: Array<Account.AsObject>,
    nextCursor: string,
  }
}

export class GetAccountRequest extends jspb.Message {
  getId(): string;
  setId(value: string): GetAccountRequest;

  getName(): string;
  setName(value: string): GetAccountRequest;

  getByCase(): GetAccountRequest.ByCase;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetAccountRequest.AsObject;
  static toObject(includeInstance: boolean, msg: GetAccountRequest): GetAccountRequest.AsObject;
  static serializeBinaryToWriter(message: GetAccountRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetAccountRequest;
  static deserializeBinaryFromReader(message: GetAccountRequest, reader: jspb.BinaryReader): GetAccountRequest;
}

export namespace GetAccountRequest {
  export type AsObject = {
    id: string,
    name: string,
  }

  export enum ByCase { 
    BY_NOT_SET = 0,
    ID = 1,
    NAME = 2,
  }
}

export class GetAccountResponse extends jspb.Message {
  getAccount(): Account | undefined;
  setAccount(value?: Account): GetAccountResponse;
  hasAccount(): boolean;
  clearAccount(): GetAccountResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetAccountResponse.AsObject;
  static toObject(includeInstance: boolean, msg: GetAccountResponse): GetAccountResponse.AsObject;
  static serializeBinaryToWriter(message: GetAccountResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetAccountResponse;
  static deserializeBinaryFromReader(message: GetAccountResponse, reader: jspb.BinaryReader): GetAccountResponse;
}

export namespace GetAccountResponse {
  export type AsObject = {
    account?: Account.AsObject,
  }
}

export enum TokenDelivery { 
  TOKEN_DELIVERY_UNSPECIFIED = 0,
  TOKEN_DELIVERY_COOKIE = 1,
  TOKEN_DELIVERY_BODY = 2,
}
