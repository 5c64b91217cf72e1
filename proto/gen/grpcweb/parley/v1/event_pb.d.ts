import * as jspb from 'google-protobuf'

import * as parley_v1_account_pb from '../../parley/v1/account_pb'; // proto import: "parley/v1/account.proto"
import * as parley_v1_cluster_pb from '../../parley/v1/cluster_pb'; // proto import: "parley/v1/cluster.proto"
import * as parley_v1_conversation_pb from '../../parley/v1/conversation_pb'; // proto import: "parley/v1/conversation.proto"
import * as parley_v1_message_pb from '../../parley/v1/message_pb'; // proto import: "parley/v1/message.proto"
import * as parley_v1_presence_pb from '../../parley/v1/presence_pb'; // proto import: "parley/v1/presence.proto"


export class SubscribeRequest extends jspb.Message {
  getAfterIndex(): number;
  setAfterIndex(value: number): SubscribeRequest;

  getClusterId(): string;
  setClusterId(value: string): SubscribeRequest;

  getAccountId(): string;
  setAccountId(value: string): SubscribeRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SubscribeRequest.AsObject;
  static toObject(includeInstance: boolean, msg: SubscribeRequest): SubscribeRequest.AsObject;
  static serializeBinaryToWriter(message: SubscribeRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SubscribeRequest;
  static deserializeBinaryFromReader(message: SubscribeRequest, reader: jspb.BinaryReader): SubscribeRequest;
}

export namespace SubscribeRequest {
  export type AsObject = {
    afterIndex: number,
    clusterId: string,
    accountId: string,
  }
}

export class Hello extends jspb.Message {
  getClusterId(): string;
  setClusterId(value: string): Hello;

  getNode(): string;
  setNode(value: string): Hello;

  getTerm(): number;
  setTerm(value: number): Hello;

  getLeader(): string;
  setLeader(value: string): Hello;

  getAppliedIndex(): number;
  setAppliedIndex(value: number): Hello;

  getHeartbeatMs(): number;
  setHeartbeatMs(value: number): Hello;

  getNodesList(): Array<string>;
  setNodesList(value: Array<string>): Hello;
  clearNodesList(): Hello;
  addNodes(value: string, index?: number): Hello;

  getTimeMs(): number;
  setTimeMs(value: number): Hello;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Hello.AsObject;
  static toObject(includeInstance: boolean, msg: Hello): Hello.AsObject;
  static serializeBinaryToWriter(message: Hello, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Hello;
  static deserializeBinaryFromReader(message: Hello, reader: jspb.BinaryReader): Hello;
}

export namespace Hello {
  export type AsObject = {
    clusterId: string,
    node: string,
    term: number,
    leader: string,
    appliedIndex: number,
    heartbeatMs: number,
    nodesList: Array<string>,
    timeMs: number,
  }
}

export class Change extends jspb.Message {
  getMessage(): parley_v1_message_pb.Message | undefined;
  setMessage(value?: parley_v1_message_pb.Message): Change;
  hasMessage(): boolean;
  clearMessage(): Change;

  getConversation(): parley_v1_conversation_pb.Conversation | undefined;
  setConversation(value?: parley_v1_conversation_pb.Conversation): Change;
  hasConversation(): boolean;
  clearConversation(): Change;

  getMembership(): parley_v1_conversation_pb.Membership | undefined;
  setMembership(value?: parley_v1_conversation_pb.Membership): Change;
  hasMembership(): boolean;
  clearMembership(): Change;

  getAccount(): parley_v1_account_pb.Account | undefined;
  setAccount(value?: parley_v1_account_pb.Account): Change;
  hasAccount(): boolean;
  clearAccount(): Change;

  getReadPosition(): parley_v1_conversation_pb.ReadPosition | undefined;
  setReadPosition(value?: parley_v1_conversation_pb.ReadPosition): Change;
  hasReadPosition(): boolean;
  clearReadPosition(): Change;

  getRowCase(): Change.RowCase;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Change.AsObject;
  static toObject(includeInstance: boolean, msg: Change): Change.AsObject;
  static serializeBinaryToWriter(message: Change, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Change;
  static deserializeBinaryFromReader(message: Change, reader: jspb.BinaryReader): Change;
}

export namespace Change {
  export type AsObject = {
    message?: parley_v1_message_pb.Message.AsObject,
    conversation?: parley_v1_conversation_pb.Conversation.AsObject,
    membership?: parley_v1_conversation_pb.Membership.AsObject,
    account?: parley_v1_account_pb.Account.AsObject,
    readPosition?: parley_v1_conversation_pb.ReadPosition.AsObject,
  }

  export enum RowCase { 
    ROW_NOT_SET = 0,
    MESSAGE = 1,
    CONVERSATION = 2,
    MEMBERSHIP = 3,
    ACCOUNT = 4,
    READ_POSITION = 5,
  }
}

export class Event extends jspb.Message {
  getIndex(): number;
  setIndex(value: number): Event;

  getChangesList(): Array<Change>;
  setChangesList(value: Array<Change>): Event;
  clearChangesList(): Event;
  addChanges(value?: Change, index?: number): Change;

  getPart(): number;
  setPart(value: number): Event;

  getLast(): boolean;
  setLast(value: boolean): Event;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Event.AsObject;
  static toObject(includeInstance: boolean, msg: Event): Event.AsObject;
  static serializeBinaryToWriter(message: Event, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Event;
  static deserializeBinaryFromReader(message: Event, reader: jspb.BinaryReader): Event;
}

export namespace Event {
  export type AsObject = {
    index: number,
    changesList: Array<Change.AsObject>,
    part: number,
    last: boolean,
  }
}

export class CaughtUp extends jspb.Message {
  getAppliedIndex(): number;
  setAppliedIndex(value: number): CaughtUp;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): CaughtUp.AsObject;
  static toObject(includeInstance: boolean, msg: CaughtUp): CaughtUp.AsObject;
  static serializeBinaryToWriter(message: CaughtUp, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): CaughtUp;
  static deserializeBinaryFromReader(message: CaughtUp, reader: jspb.BinaryReader): CaughtUp;
}

export namespace CaughtUp {
  export type AsObject = {
    appliedIndex: number,
  }
}

export class Heartbeat extends jspb.Message {
  getAppliedIndex(): number;
  setAppliedIndex(value: number): Heartbeat;

  getTerm(): number;
  setTerm(value: number): Heartbeat;

  getLeader(): string;
  setLeader(value: string): Heartbeat;

  getQuorum(): boolean;
  setQuorum(value: boolean): Heartbeat;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Heartbeat.AsObject;
  static toObject(includeInstance: boolean, msg: Heartbeat): Heartbeat.AsObject;
  static serializeBinaryToWriter(message: Heartbeat, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Heartbeat;
  static deserializeBinaryFromReader(message: Heartbeat, reader: jspb.BinaryReader): Heartbeat;
}

export namespace Heartbeat {
  export type AsObject = {
    appliedIndex: number,
    term: number,
    leader: string,
    quorum: boolean,
  }
}

export class GoAway extends jspb.Message {
  getAfterMs(): number;
  setAfterMs(value: number): GoAway;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GoAway.AsObject;
  static toObject(includeInstance: boolean, msg: GoAway): GoAway.AsObject;
  static serializeBinaryToWriter(message: GoAway, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GoAway;
  static deserializeBinaryFromReader(message: GoAway, reader: jspb.BinaryReader): GoAway;
}

export namespace GoAway {
  export type AsObject = {
    afterMs: number,
  }
}

export class SubscribeResponse extends jspb.Message {
  getHello(): Hello | undefined;
  setHello(value?: Hello): SubscribeResponse;
  hasHello(): boolean;
  clearHello(): SubscribeResponse;

  getEvent(): Event | undefined;
  setEvent(value?: Event): SubscribeResponse;
  hasEvent(): boolean;
  clearEvent(): SubscribeResponse;

  getCaughtUp(): CaughtUp | undefined;
  setCaughtUp(value?: CaughtUp): SubscribeResponse;
  hasCaughtUp(): boolean;
  clearCaughtUp(): SubscribeResponse;

  getHeartbeat(): Heartbeat | undefined;
  setHeartbeat(value?: Heartbeat): SubscribeResponse;
  hasHeartbeat(): boolean;
  clearHeartbeat(): SubscribeResponse;

  getGoAway(): GoAway | undefined;
  setGoAway(value?: GoAway): SubscribeResponse;
  hasGoAway(): boolean;
  clearGoAway(): SubscribeResponse;

  getLeaderNews(): parley_v1_cluster_pb.LeaderNews | undefined;
  setLeaderNews(value?: parley_v1_cluster_pb.LeaderNews): SubscribeResponse;
  hasLeaderNews(): boolean;
  clearLeaderNews(): SubscribeResponse;

  getTyping(): parley_v1_presence_pb.TypingNews | undefined;
  setTyping(value?: parley_v1_presence_pb.TypingNews): SubscribeResponse;
  hasTyping(): boolean;
  clearTyping(): SubscribeResponse;

  getPresence(): parley_v1_presence_pb.PresenceNews | undefined;
  setPresence(value?: parley_v1_presence_pb.PresenceNews): SubscribeResponse;
  hasPresence(): boolean;
  clearPresence(): SubscribeResponse;

  getItemCase(): SubscribeResponse.ItemCase;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SubscribeResponse.AsObject;
  static toObject(includeInstance: boolean, msg: SubscribeResponse): SubscribeResponse.AsObject;
  static serializeBinaryToWriter(message: SubscribeResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SubscribeResponse;
  static deserializeBinaryFromReader(message: SubscribeResponse, reader: jspb.BinaryReader): SubscribeResponse;
}

export namespace SubscribeResponse {
  export type AsObject = {
    hello?: Hello.AsObject,
    event?: Event.AsObject,
    caughtUp?: CaughtUp.AsObject,
    heartbeat?: Heartbeat.AsObject,
    goAway?: GoAway.AsObject,
    leaderNews?: parley_v1_cluster_pb.LeaderNews.AsObject,
    typing?: parley_v1_presence_pb.TypingNews.AsObject,
    presence?: parley_v1_presence_pb.PresenceNews.AsObject,
  }

  export enum ItemCase { 
    ITEM_NOT_SET = 0,
    HELLO = 1,
    EVENT = 2,
    CAUGHT_UP = 3,
    HEARTBEAT = 4,
    GO_AWAY = 5,
    LEADER_NEWS = 6,
    TYPING = 60,
    PRESENCE = 61,
  }
}

