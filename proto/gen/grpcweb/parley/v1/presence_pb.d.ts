import * as jspb from 'google-protobuf'



export class PersonPresence extends jspb.Message {
  getAccountId(): string;
  setAccountId(value: string): PersonPresence;

  getState(): PresenceState;
  setState(value: PresenceState): PersonPresence;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): PersonPresence.AsObject;
  static toObject(includeInstance: boolean, msg: PersonPresence): PersonPresence.AsObject;
  static serializeBinaryToWriter(message: PersonPresence, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): PersonPresence;
  static deserializeBinaryFromReader(message: PersonPresence, reader: jspb.BinaryReader): PersonPresence;
}

export namespace PersonPresence {
  export type AsObject = {
    accountId: string,
    state: PresenceState,
  }
}

export class PresenceNews extends jspb.Message {
  getPeopleList(): Array<PersonPresence>;
  setPeopleList(value: Array<PersonPresence>): PresenceNews;
  clearPeopleList(): PresenceNews;
  addPeople(value?: PersonPresence, index?: number): PersonPresence;

  getWhole(): boolean;
  setWhole(value: boolean): PresenceNews;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): PresenceNews.AsObject;
  static toObject(includeInstance: boolean, msg: PresenceNews): PresenceNews.AsObject;
  static serializeBinaryToWriter(message: PresenceNews, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): PresenceNews;
  static deserializeBinaryFromReader(message: PresenceNews, reader: jspb.BinaryReader): PresenceNews;
}

export namespace PresenceNews {
  export type AsObject = {
    peopleList: Array<PersonPresence.AsObject>,
    whole: boolean,
  }
}

export class TypingNews extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): TypingNews;

  getAccountId(): string;
  setAccountId(value: string): TypingNews;

  getForMs(): number;
  setForMs(value: number): TypingNews;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): TypingNews.AsObject;
  static toObject(includeInstance: boolean, msg: TypingNews): TypingNews.AsObject;
  static serializeBinaryToWriter(message: TypingNews, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): TypingNews;
  static deserializeBinaryFromReader(message: TypingNews, reader: jspb.BinaryReader): TypingNews;
}

export namespace TypingNews {
  export type AsObject = {
    conversationId: string,
    accountId: string,
    forMs: number,
  }
}

export class SetTypingRequest extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): SetTypingRequest;

  getStopped(): boolean;
  setStopped(value: boolean): SetTypingRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SetTypingRequest.AsObject;
  static toObject(includeInstance: boolean, msg: SetTypingRequest): SetTypingRequest.AsObject;
  static serializeBinaryToWriter(message: SetTypingRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SetTypingRequest;
  static deserializeBinaryFromReader(message: SetTypingRequest, reader: jspb.BinaryReader): SetTypingRequest;
}

export namespace SetTypingRequest {
  export type AsObject = {
    conversationId: string,
    stopped: boolean,
  }
}

export class SetTypingResponse extends jspb.Message {
  getAgainMs(): number;
  setAgainMs(value: number): SetTypingResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SetTypingResponse.AsObject;
  static toObject(includeInstance: boolean, msg: SetTypingResponse): SetTypingResponse.AsObject;
  static serializeBinaryToWriter(message: SetTypingResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SetTypingResponse;
  static deserializeBinaryFromReader(message: SetTypingResponse, reader: jspb.BinaryReader): SetTypingResponse;
}

export namespace SetTypingResponse {
  export type AsObject = {
    againMs: number,
  }
}

export class SetPresenceRequest extends jspb.Message {
  getState(): PresenceState;
  setState(value: PresenceState): SetPresenceRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SetPresenceRequest.AsObject;
  static toObject(includeInstance: boolean, msg: SetPresenceRequest): SetPresenceRequest.AsObject;
  static serializeBinaryToWriter(message: SetPresenceRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SetPresenceRequest;
  static deserializeBinaryFromReader(message: SetPresenceRequest, reader: jspb.BinaryReader): SetPresenceRequest;
}

export namespace SetPresenceRequest {
  export type AsObject = {
    state: PresenceState,
  }
}

export class SetPresenceResponse extends jspb.Message {
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SetPresenceResponse.AsObject;
  static toObject(includeInstance: boolean, msg: SetPresenceResponse): SetPresenceResponse.AsObject;
  static serializeBinaryToWriter(message: SetPresenceResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SetPresenceResponse;
  static deserializeBinaryFromReader(message: SetPresenceResponse, reader: jspb.BinaryReader): SetPresenceResponse;
}

export namespace SetPresenceResponse {
  export type AsObject = {
  }
}

export enum PresenceState { 
  PRESENCE_STATE_UNSPECIFIED = 0,
  PRESENCE_STATE_OFFLINE = 1,
  PRESENCE_STATE_ONLINE = 2,
  PRESENCE_STATE_AWAY = 3,
  PRESENCE_STATE_DND = 4,
}
