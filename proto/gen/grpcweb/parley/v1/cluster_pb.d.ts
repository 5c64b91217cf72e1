import * as jspb from 'google-protobuf'



export class LeaderNews extends jspb.Message {
  getTerm(): number;
  setTerm(value: number): LeaderNews;

  getLeader(): string;
  setLeader(value: string): LeaderNews;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): LeaderNews.AsObject;
  static toObject(includeInstance: boolean, msg: LeaderNews): LeaderNews.AsObject;
  static serializeBinaryToWriter(message: LeaderNews, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): LeaderNews;
  static deserializeBinaryFromReader(message: LeaderNews, reader: jspb.BinaryReader): LeaderNews;
}

export namespace LeaderNews {
  export type AsObject = {
    term: number,
    leader: string,
  }
}

export class NodeStatus extends jspb.Message {
  getNode(): string;
  setNode(value: string): NodeStatus;

  getRole(): Role;
  setRole(value: Role): NodeStatus;

  getTerm(): number;
  setTerm(value: number): NodeStatus;

  getLeader(): string;
  setLeader(value: string): NodeStatus;

  getLastIndex(): number;
  setLastIndex(value: number): NodeStatus;

  getCommitIndex(): number;
  setCommitIndex(value: number): NodeStatus;

  getAppliedIndex(): number;
  setAppliedIndex(value: number): NodeStatus;

  getUptimeMs(): number;
  setUptimeMs(value: number): NodeStatus;

  getHeardMsAgo(): number;
  setHeardMsAgo(value: number): NodeStatus;

  getReachable(): boolean;
  setReachable(value: boolean): NodeStatus;

  getStreams(): number;
  setStreams(value: number): NodeStatus;

  getMemoryBytes(): number;
  setMemoryBytes(value: number): NodeStatus;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): NodeStatus.AsObject;
  static toObject(includeInstance: boolean, msg: NodeStatus): NodeStatus.AsObject;
  static serializeBinaryToWriter(message: NodeStatus, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): NodeStatus;
  static deserializeBinaryFromReader(message: NodeStatus, reader: jspb.BinaryReader): NodeStatus;
}

export namespace NodeStatus {
  export type AsObject = {
    node: string,
    role: Role,
    term: number,
    leader: string,
    lastIndex: number,
    commitIndex: number,
    appliedIndex: number,
    uptimeMs: number,
    heardMsAgo: number,
    reachable: boolean,
    streams: number,
    memoryBytes: number,
  }
}

export class NowRequest extends jspb.Message {
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): NowRequest.AsObject;
  static toObject(includeInstance: boolean, msg: NowRequest): NowRequest.AsObject;
  static serializeBinaryToWriter(message: NowRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): NowRequest;
  static deserializeBinaryFromReader(message: NowRequest, reader: jspb.BinaryReader): NowRequest;
}

export namespace NowRequest {
  export type AsObject = {
  }
}

export class NowResponse extends jspb.Message {
  getClusterId(): string;
  setClusterId(value: string): NowResponse;

  getTimeMs(): number;
  setTimeMs(value: number): NowResponse;

  getNode(): string;
  setNode(value: string): NowResponse;

  getLeader(): string;
  setLeader(value: string): NowResponse;

  getTerm(): number;
  setTerm(value: number): NowResponse;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): NowResponse.AsObject;
  static toObject(includeInstance: boolean, msg: NowResponse): NowResponse.AsObject;
  static serializeBinaryToWriter(message: NowResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): NowResponse;
  static deserializeBinaryFromReader(message: NowResponse, reader: jspb.BinaryReader): NowResponse;
}

export namespace NowResponse {
  export type AsObject = {
    clusterId: string,
    timeMs: number,
    node: string,
    leader: string,
    term: number,
  }
}

export class GetClusterRequest extends jspb.Message {
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetClusterRequest.AsObject;
  static toObject(includeInstance: boolean, msg: GetClusterRequest): GetClusterRequest.AsObject;
  static serializeBinaryToWriter(message: GetClusterRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetClusterRequest;
  static deserializeBinaryFromReader(message: GetClusterRequest, reader: jspb.BinaryReader): GetClusterRequest;
}

export namespace GetClusterRequest {
  export type AsObject = {
  }
}

export class GetClusterResponse extends jspb.Message {
  getClusterId(): string;
  setClusterId(value: string): GetClusterResponse;

  getNode(): string;
  setNode(value: string): GetClusterResponse;

  getTimeMs(): number;
  setTimeMs(value: number): GetClusterResponse;

  getNodesList(): Array<NodeStatus>;
  setNodesList(value: Array<NodeStatus>): GetClusterResponse;
  clearNodesList(): GetClusterResponse;
  addNodes(value?: NodeStatus, index?: number): NodeStatus;

  getLeaderChangesList(): Array<LeaderChange>;
  setLeaderChangesList(value: Array<LeaderChange>): GetClusterResponse;
  clearLeaderChangesList(): GetClusterResponse;
  addLeaderChanges(value?: LeaderChange, index?: number): LeaderChange;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): GetClusterResponse.AsObject;
  static toObject(includeInstance: boolean, msg: GetClusterResponse): GetClusterResponse.AsObject;
  static serializeBinaryToWriter(message: GetClusterResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): GetClusterResponse;
  static deserializeBinaryFromReader(message: GetClusterResponse, reader: jspb.BinaryReader): GetClusterResponse;
}

export namespace GetClusterResponse {
  export type AsObject = {
    clusterId: string,
    node: string,
    timeMs: number,
    nodesList: Array<NodeStatus.AsObject>,
    leaderChangesList: Array<LeaderChange.AsObject>,
  }
}

export class LeaderChange extends jspb.Message {
  getTerm(): number;
  setTerm(value: number): LeaderChange;

  getLeader(): string;
  setLeader(value: string): LeaderChange;

  getAtMs(): number;
  setAtMs(value: number): LeaderChange;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): LeaderChange.AsObject;
  static toObject(includeInstance: boolean, msg: LeaderChange): LeaderChange.AsObject;
  static serializeBinaryToWriter(message: LeaderChange, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): LeaderChange;
  static deserializeBinaryFromReader(message: LeaderChange, reader: jspb.BinaryReader): LeaderChange;
}

export namespace LeaderChange {
  export type AsObject = {
    term: number,
    leader: string,
    atMs: number,
  }
}

export enum Role { 
  ROLE_UNSPECIFIED = 0,
  ROLE_FOLLOWER = 1,
  ROLE_CANDIDATE = 2,
  ROLE_LEADER = 3,
  ROLE_LEARNER = 4,
}
