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

  getDisplayName(): string;
  setDisplayName(value: string): Account;

  getRole(): AccountRole;
  setRole(value: AccountRole): Account;

  getBot(): boolean;
  setBot(value: boolean): Account;

  getSuspended(): boolean;
  setSuspended(value: boolean): Account;

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
    displayName: string,
    role: AccountRole,
    bot: boolean,
    suspended: boolean,
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

  getInvite(): string;
  setInvite(value: string): CreateAccountRequest;

  getLabel(): string;
  setLabel(value: string): CreateAccountRequest;

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
    invite: string,
    label: string,
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

  getLabel(): string;
  setLabel(value: string): LogInRequest;

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
    label: string,
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

export class ChangePasswordRequest extends jspb.Message {
  getKey(): WriteKey | undefined;
  setKey(value?: WriteKey): ChangePasswordRequest;
  hasKey(): boolean;
  clearKey(): ChangePasswordRequest;

  getOldPassword(): string;
  setOldPassword(value: string): ChangePasswordRequest;

  getNewPassword(): string;
  setNewPassword(value: string): ChangePasswordRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ChangePasswordRequest.AsObject;
  static toObject(includeInstance: boolean, msg: ChangePasswordRequest): ChangePasswordRequest.AsObject;
  static serializeBinaryToWriter(message: ChangePasswordRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ChangePasswordRequest;
  static deserializeBinaryFromReader(message: ChangePasswordRequest, reader: jspb.BinaryReader): ChangePasswordRequest;
}

export namespace ChangePasswordRequest {
  export type AsObject = {
    key?: WriteKey.AsObject,
    oldPassword: string,
    newPassword: string,
  }
}

export class ChangePasswordResponse extends jspb.Message {
  getIndex(): number;
  setIndex(value: number): ChangePasswordResponse;

  getEndedSessions(): number;
  setEndedSessions(value: number): ChangePasswordResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ChangePasswordResponse.AsObject;
  static toObject(includeInstance: boolean, msg: ChangePasswordResponse): ChangePasswordResponse.AsObject;
  static serializeBinaryToWriter(message: ChangePasswordResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ChangePasswordResponse;
  static deserializeBinaryFromReader(message: ChangePasswordResponse, reader: jspb.BinaryReader): ChangePasswordResponse;
}

export namespace ChangePasswordResponse {
  export type AsObject = {
    index: number,
    endedSessions: number,
  }
}

export class DeleteAccountRequest extends jspb.Message {
  getKey(): WriteKey | undefined;
  setKey(value?: WriteKey): DeleteAccountRequest;
  hasKey(): boolean;
  clearKey(): DeleteAccountRequest;

  getPassword(): string;
  setPassword(value: string): DeleteAccountRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): DeleteAccountRequest.AsObject;
  static toObject(includeInstance: boolean, msg: DeleteAccountRequest): DeleteAccountRequest.AsObject;
  static serializeBinaryToWriter(message: DeleteAccountRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): DeleteAccountRequest;
  static deserializeBinaryFromReader(message: DeleteAccountRequest, reader: jspb.BinaryReader): DeleteAccountRequest;
}

export namespace DeleteAccountRequest {
  export type AsObject = {
    key?: WriteKey.AsObject,
    password: string,
  }
}

export class DeleteAccountResponse extends jspb.Message {
  getIndex(): number;
  setIndex(value: number): DeleteAccountResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): DeleteAccountResponse.AsObject;
  static toObject(includeInstance: boolean, msg: DeleteAccountResponse): DeleteAccountResponse.AsObject;
  static serializeBinaryToWriter(message: DeleteAccountResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): DeleteAccountResponse;
  static deserializeBinaryFromReader(message: DeleteAccountResponse, reader: jspb.BinaryReader): DeleteAccountResponse;
}

export namespace DeleteAccountResponse {
  export type AsObject = {
    index: number,
  }
}

export class ResetPasswordRequest extends jspb.Message {
  getKey(): WriteKey | undefined;
  setKey(value?: WriteKey): ResetPasswordRequest;
  hasKey(): boolean;
  clearKey(): ResetPasswordRequest;

  getReset(): string;
  setReset(value: string): ResetPasswordRequest;

  getNewPassword(): string;
  setNewPassword(value: string): ResetPasswordRequest;

  getDelivery(): TokenDelivery;
  setDelivery(value: TokenDelivery): ResetPasswordRequest;

  getLabel(): string;
  setLabel(value: string): ResetPasswordRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ResetPasswordRequest.AsObject;
  static toObject(includeInstance: boolean, msg: ResetPasswordRequest): ResetPasswordRequest.AsObject;
  static serializeBinaryToWriter(message: ResetPasswordRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ResetPasswordRequest;
  static deserializeBinaryFromReader(message: ResetPasswordRequest, reader: jspb.BinaryReader): ResetPasswordRequest;
}

export namespace ResetPasswordRequest {
  export type AsObject = {
    key?: WriteKey.AsObject,
    reset: string,
    newPassword: string,
    delivery: TokenDelivery,
    label: string,
  }
}

export class ResetPasswordResponse extends jspb.Message {
  getSession(): Session | undefined;
  setSession(value?: Session): ResetPasswordResponse;
  hasSession(): boolean;
  clearSession(): ResetPasswordResponse;

  getIndex(): number;
  setIndex(value: number): ResetPasswordResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ResetPasswordResponse.AsObject;
  static toObject(includeInstance: boolean, msg: ResetPasswordResponse): ResetPasswordResponse.AsObject;
  static serializeBinaryToWriter(message: ResetPasswordResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ResetPasswordResponse;
  static deserializeBinaryFromReader(message: ResetPasswordResponse, reader: jspb.BinaryReader): ResetPasswordResponse;
}

export namespace ResetPasswordResponse {
  export type AsObject = {
    session?: Session.AsObject,
    index: number,
  }
}

export class SessionInfo extends jspb.Message {
  getId(): string;
  setId(value: string): SessionInfo;

  getCreatedMs(): number;
  setCreatedMs(value: number): SessionInfo;

  getExpiresMs(): number;
  setExpiresMs(value: number): SessionInfo;

  getLabel(): string;
  setLabel(value: string): SessionInfo;

  getCurrent(): boolean;
  setCurrent(value: boolean): SessionInfo;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SessionInfo.AsObject;
  static toObject(includeInstance: boolean, msg: SessionInfo): SessionInfo.AsObject;
  static serializeBinaryToWriter(message: SessionInfo, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SessionInfo;
  static deserializeBinaryFromReader(message: SessionInfo, reader: jspb.BinaryReader): SessionInfo;
}

export namespace SessionInfo {
  export type AsObject = {
    id: string,
    createdMs: number,
    expiresMs: number,
    label: string,
    current: boolean,
  }
}

export class ListSessionsRequest extends jspb.Message {
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListSessionsRequest.AsObject;
  static toObject(includeInstance: boolean, msg: ListSessionsRequest): ListSessionsRequest.AsObject;
  static serializeBinaryToWriter(message: ListSessionsRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListSessionsRequest;
  static deserializeBinaryFromReader(message: ListSessionsRequest, reader: jspb.BinaryReader): ListSessionsRequest;
}

export namespace ListSessionsRequest {
  export type AsObject = {
  }
}

export class ListSessionsResponse extends jspb.Message {
  getSessionsList(): Array<SessionInfo>;
  setSessionsList(value: Array<SessionInfo>): ListSessionsResponse;
  clearSessionsList(): ListSessionsResponse;
  addSessions(value?: SessionInfo, index?: number): SessionInfo;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ListSessionsResponse.AsObject;
  static toObject(includeInstance: boolean, msg: ListSessionsResponse): ListSessionsResponse.AsObject;
  static serializeBinaryToWriter(message: ListSessionsResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ListSessionsResponse;
  static deserializeBinaryFromReader(message: ListSessionsResponse, reader: jspb.BinaryReader): ListSessionsResponse;
}

export namespace ListSessionsResponse {
  export type AsObject = {
    sessionsList: Array<SessionInfo.AsObject>,
  }
}

export class GetSignUpRequest extends jspb.Message {
  getInvite(): string;
  setInvite(value: string): GetSignUpRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetSignUpRequest.AsObject;
  static toObject(includeInstance: boolean, msg: GetSignUpRequest): GetSignUpRequest.AsObject;
  static serializeBinaryToWriter(message: GetSignUpRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetSignUpRequest;
  static deserializeBinaryFromReader(message: GetSignUpRequest, reader: jspb.BinaryReader): GetSignUpRequest;
}

export namespace GetSignUpRequest {
  export type AsObject = {
    invite: string,
  }
}

export class GetSignUpResponse extends jspb.Message {
  getPolicy(): SignUpPolicy;
  setPolicy(value: SignUpPolicy): GetSignUpResponse;

  getInviteValid(): boolean;
  setInviteValid(value: boolean): GetSignUpResponse;

  getInviteExpiresMs(): number;
  setInviteExpiresMs(value: number): GetSignUpResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetSignUpResponse.AsObject;
  static toObject(includeInstance: boolean, msg: GetSignUpResponse): GetSignUpResponse.AsObject;
  static serializeBinaryToWriter(message: GetSignUpResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetSignUpResponse;
  static deserializeBinaryFromReader(message: GetSignUpResponse, reader: jspb.BinaryReader): GetSignUpResponse;
}

export namespace GetSignUpResponse {
  export type AsObject = {
    policy: SignUpPolicy,
    inviteValid: boolean,
    inviteExpiresMs: number,
  }
}

export enum AccountRole { 
  ACCOUNT_ROLE_UNSPECIFIED = 0,
  ACCOUNT_ROLE_MEMBER = 1,
  ACCOUNT_ROLE_ADMIN = 2,
  ACCOUNT_ROLE_OWNER = 3,
}
export enum SignUpPolicy { 
  SIGN_UP_POLICY_UNSPECIFIED = 0,
  SIGN_UP_POLICY_OPEN = 1,
  SIGN_UP_POLICY_INVITE_ONLY = 2,
}
export enum TokenDelivery { 
  TOKEN_DELIVERY_UNSPECIFIED = 0,
  TOKEN_DELIVERY_COOKIE = 1,
  TOKEN_DELIVERY_BODY = 2,
}
