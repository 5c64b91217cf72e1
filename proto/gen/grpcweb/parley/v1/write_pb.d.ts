import * as jspb from 'google-protobuf'

import * as parley_v1_account_pb from '../../parley/v1/account_pb'; // proto import: "parley/v1/account.proto"
import * as parley_v1_conversation_pb from '../../parley/v1/conversation_pb'; // proto import: "parley/v1/conversation.proto"
import * as parley_v1_message_pb from '../../parley/v1/message_pb'; // proto import: "parley/v1/message.proto"


export class SendMessage extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): SendMessage;

  getText(): string;
  setText(value: string): SendMessage;

  getReplyToId(): string;
  setReplyToId(value: string): SendMessage;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SendMessage.AsObject;
  static toObject(includeInstance: boolean, msg: SendMessage): SendMessage.AsObject;
  static serializeBinaryToWriter(message: SendMessage, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SendMessage;
  static deserializeBinaryFromReader(message: SendMessage, reader: jspb.BinaryReader): SendMessage;
}

export namespace SendMessage {
  export type AsObject = {
    conversationId: string,
    text: string,
    replyToId: string,
  }
}

export class EditMessage extends jspb.Message {
  getMessageId(): string;
  setMessageId(value: string): EditMessage;

  getVersion(): number;
  setVersion(value: number): EditMessage;

  getText(): string;
  setText(value: string): EditMessage;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): EditMessage.AsObject;
  static toObject(includeInstance: boolean, msg: EditMessage): EditMessage.AsObject;
  static serializeBinaryToWriter(message: EditMessage, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): EditMessage;
  static deserializeBinaryFromReader(message: EditMessage, reader: jspb.BinaryReader): EditMessage;
}

export namespace EditMessage {
  export type AsObject = {
    messageId: string,
    version: number,
    text: string,
  }
}

export class DeleteMessage extends jspb.Message {
  getMessageId(): string;
  setMessageId(value: string): DeleteMessage;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): DeleteMessage.AsObject;
  static toObject(includeInstance: boolean, msg: DeleteMessage): DeleteMessage.AsObject;
  static serializeBinaryToWriter(message: DeleteMessage, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): DeleteMessage;
  static deserializeBinaryFromReader(message: DeleteMessage, reader: jspb.BinaryReader): DeleteMessage;
}

export namespace DeleteMessage {
  export type AsObject = {
    messageId: string,
  }
}

export class React extends jspb.Message {
  getMessageId(): string;
  setMessageId(value: string): React;

  getEmoji(): string;
  setEmoji(value: string): React;

  getRemoved(): boolean;
  setRemoved(value: boolean): React;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): React.AsObject;
  static toObject(includeInstance: boolean, msg: React): React.AsObject;
  static serializeBinaryToWriter(message: React, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): React;
  static deserializeBinaryFromReader(message: React, reader: jspb.BinaryReader): React;
}

export namespace React {
  export type AsObject = {
    messageId: string,
    emoji: string,
    removed: boolean,
  }
}

export class MarkUnread extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): MarkUnread;

  getEpoch(): number;
  setEpoch(value: number): MarkUnread;

  getSeq(): number;
  setSeq(value: number): MarkUnread;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): MarkUnread.AsObject;
  static toObject(includeInstance: boolean, msg: MarkUnread): MarkUnread.AsObject;
  static serializeBinaryToWriter(message: MarkUnread, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): MarkUnread;
  static deserializeBinaryFromReader(message: MarkUnread, reader: jspb.BinaryReader): MarkUnread;
}

export namespace MarkUnread {
  export type AsObject = {
    conversationId: string,
    epoch: number,
    seq: number,
  }
}

export class ReadMessages extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): ReadMessages;

  getCount(): number;
  setCount(value: number): ReadMessages;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ReadMessages.AsObject;
  static toObject(includeInstance: boolean, msg: ReadMessages): ReadMessages.AsObject;
  static serializeBinaryToWriter(message: ReadMessages, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ReadMessages;
  static deserializeBinaryFromReader(message: ReadMessages, reader: jspb.BinaryReader): ReadMessages;
}

export namespace ReadMessages {
  export type AsObject = {
    conversationId: string,
    count: number,
  }
}

export class MarkRead extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): MarkRead;

  getEpoch(): number;
  setEpoch(value: number): MarkRead;

  getSeq(): number;
  setSeq(value: number): MarkRead;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): MarkRead.AsObject;
  static toObject(includeInstance: boolean, msg: MarkRead): MarkRead.AsObject;
  static serializeBinaryToWriter(message: MarkRead, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): MarkRead;
  static deserializeBinaryFromReader(message: MarkRead, reader: jspb.BinaryReader): MarkRead;
}

export namespace MarkRead {
  export type AsObject = {
    conversationId: string,
    epoch: number,
    seq: number,
  }
}

export class OpenDirect extends jspb.Message {
  getAccountId(): string;
  setAccountId(value: string): OpenDirect;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): OpenDirect.AsObject;
  static toObject(includeInstance: boolean, msg: OpenDirect): OpenDirect.AsObject;
  static serializeBinaryToWriter(message: OpenDirect, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): OpenDirect;
  static deserializeBinaryFromReader(message: OpenDirect, reader: jspb.BinaryReader): OpenDirect;
}

export namespace OpenDirect {
  export type AsObject = {
    accountId: string,
  }
}

export class OpenGroup extends jspb.Message {
  getAccountIdsList(): Array<string>;
  setAccountIdsList(value: Array<string>): OpenGroup;
  clearAccountIdsList(): OpenGroup;
  addAccountIds(value: string, index?: number): OpenGroup;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): OpenGroup.AsObject;
  static toObject(includeInstance: boolean, msg: OpenGroup): OpenGroup.AsObject;
  static serializeBinaryToWriter(message: OpenGroup, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): OpenGroup;
  static deserializeBinaryFromReader(message: OpenGroup, reader: jspb.BinaryReader): OpenGroup;
}

export namespace OpenGroup {
  export type AsObject = {
    accountIdsList: Array<string>,
  }
}

export class CreateRoom extends jspb.Message {
  getName(): string;
  setName(value: string): CreateRoom;

  getIsPrivate(): boolean;
  setIsPrivate(value: boolean): CreateRoom;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): CreateRoom.AsObject;
  static toObject(includeInstance: boolean, msg: CreateRoom): CreateRoom.AsObject;
  static serializeBinaryToWriter(message: CreateRoom, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): CreateRoom;
  static deserializeBinaryFromReader(message: CreateRoom, reader: jspb.BinaryReader): CreateRoom;
}

export namespace CreateRoom {
  export type AsObject = {
    name: string,
    isPrivate: boolean,
  }
}

export class InviteToRoom extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): InviteToRoom;

  getAccountId(): string;
  setAccountId(value: string): InviteToRoom;

  getShareHistory(): boolean;
  setShareHistory(value: boolean): InviteToRoom;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): InviteToRoom.AsObject;
  static toObject(includeInstance: boolean, msg: InviteToRoom): InviteToRoom.AsObject;
  static serializeBinaryToWriter(message: InviteToRoom, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): InviteToRoom;
  static deserializeBinaryFromReader(message: InviteToRoom, reader: jspb.BinaryReader): InviteToRoom;
}

export namespace InviteToRoom {
  export type AsObject = {
    conversationId: string,
    accountId: string,
    shareHistory: boolean,
  }
}

export class RemoveFromRoom extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): RemoveFromRoom;

  getAccountId(): string;
  setAccountId(value: string): RemoveFromRoom;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): RemoveFromRoom.AsObject;
  static toObject(includeInstance: boolean, msg: RemoveFromRoom): RemoveFromRoom.AsObject;
  static serializeBinaryToWriter(message: RemoveFromRoom, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): RemoveFromRoom;
  static deserializeBinaryFromReader(message: RemoveFromRoom, reader: jspb.BinaryReader): RemoveFromRoom;
}

export namespace RemoveFromRoom {
  export type AsObject = {
    conversationId: string,
    accountId: string,
  }
}

export class SetTopic extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): SetTopic;

  getTopic(): string;
  setTopic(value: string): SetTopic;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SetTopic.AsObject;
  static toObject(includeInstance: boolean, msg: SetTopic): SetTopic.AsObject;
  static serializeBinaryToWriter(message: SetTopic, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SetTopic;
  static deserializeBinaryFromReader(message: SetTopic, reader: jspb.BinaryReader): SetTopic;
}

export namespace SetTopic {
  export type AsObject = {
    conversationId: string,
    topic: string,
  }
}

export class RenameRoom extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): RenameRoom;

  getName(): string;
  setName(value: string): RenameRoom;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): RenameRoom.AsObject;
  static toObject(includeInstance: boolean, msg: RenameRoom): RenameRoom.AsObject;
  static serializeBinaryToWriter(message: RenameRoom, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): RenameRoom;
  static deserializeBinaryFromReader(message: RenameRoom, reader: jspb.BinaryReader): RenameRoom;
}

export namespace RenameRoom {
  export type AsObject = {
    conversationId: string,
    name: string,
  }
}

export class ArchiveRoom extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): ArchiveRoom;

  getArchived(): boolean;
  setArchived(value: boolean): ArchiveRoom;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ArchiveRoom.AsObject;
  static toObject(includeInstance: boolean, msg: ArchiveRoom): ArchiveRoom.AsObject;
  static serializeBinaryToWriter(message: ArchiveRoom, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ArchiveRoom;
  static deserializeBinaryFromReader(message: ArchiveRoom, reader: jspb.BinaryReader): ArchiveRoom;
}

export namespace ArchiveRoom {
  export type AsObject = {
    conversationId: string,
    archived: boolean,
  }
}

export class SetNotificationLevel extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): SetNotificationLevel;

  getLevel(): parley_v1_conversation_pb.NotificationLevel;
  setLevel(value: parley_v1_conversation_pb.NotificationLevel): SetNotificationLevel;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SetNotificationLevel.AsObject;
  static toObject(includeInstance: boolean, msg: SetNotificationLevel): SetNotificationLevel.AsObject;
  static serializeBinaryToWriter(message: SetNotificationLevel, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SetNotificationLevel;
  static deserializeBinaryFromReader(message: SetNotificationLevel, reader: jspb.BinaryReader): SetNotificationLevel;
}

export namespace SetNotificationLevel {
  export type AsObject = {
    conversationId: string,
    level: parley_v1_conversation_pb.NotificationLevel,
  }
}

export class JoinRoom extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): JoinRoom;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): JoinRoom.AsObject;
  static toObject(includeInstance: boolean, msg: JoinRoom): JoinRoom.AsObject;
  static serializeBinaryToWriter(message: JoinRoom, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): JoinRoom;
  static deserializeBinaryFromReader(message: JoinRoom, reader: jspb.BinaryReader): JoinRoom;
}

export namespace JoinRoom {
  export type AsObject = {
    conversationId: string,
  }
}

export class LeaveRoom extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): LeaveRoom;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): LeaveRoom.AsObject;
  static toObject(includeInstance: boolean, msg: LeaveRoom): LeaveRoom.AsObject;
  static serializeBinaryToWriter(message: LeaveRoom, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): LeaveRoom;
  static deserializeBinaryFromReader(message: LeaveRoom, reader: jspb.BinaryReader): LeaveRoom;
}

export namespace LeaveRoom {
  export type AsObject = {
    conversationId: string,
  }
}

export class SetProfile extends jspb.Message {
  getDisplayName(): string;
  setDisplayName(value: string): SetProfile;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SetProfile.AsObject;
  static toObject(includeInstance: boolean, msg: SetProfile): SetProfile.AsObject;
  static serializeBinaryToWriter(message: SetProfile, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SetProfile;
  static deserializeBinaryFromReader(message: SetProfile, reader: jspb.BinaryReader): SetProfile;
}

export namespace SetProfile {
  export type AsObject = {
    displayName: string,
  }
}

export class EndSession extends jspb.Message {
  getSessionId(): string;
  setSessionId(value: string): EndSession;

  getAccountId(): string;
  setAccountId(value: string): EndSession;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): EndSession.AsObject;
  static toObject(includeInstance: boolean, msg: EndSession): EndSession.AsObject;
  static serializeBinaryToWriter(message: EndSession, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): EndSession;
  static deserializeBinaryFromReader(message: EndSession, reader: jspb.BinaryReader): EndSession;
}

export namespace EndSession {
  export type AsObject = {
    sessionId: string,
    accountId: string,
  }
}

export class EndOtherSessions extends jspb.Message {
  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): EndOtherSessions.AsObject;
  static toObject(includeInstance: boolean, msg: EndOtherSessions): EndOtherSessions.AsObject;
  static serializeBinaryToWriter(message: EndOtherSessions, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): EndOtherSessions;
  static deserializeBinaryFromReader(message: EndOtherSessions, reader: jspb.BinaryReader): EndOtherSessions;
}

export namespace EndOtherSessions {
  export type AsObject = {
  }
}

export class SetAccountRole extends jspb.Message {
  getAccountId(): string;
  setAccountId(value: string): SetAccountRole;

  getRole(): parley_v1_account_pb.AccountRole;
  setRole(value: parley_v1_account_pb.AccountRole): SetAccountRole;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SetAccountRole.AsObject;
  static toObject(includeInstance: boolean, msg: SetAccountRole): SetAccountRole.AsObject;
  static serializeBinaryToWriter(message: SetAccountRole, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SetAccountRole;
  static deserializeBinaryFromReader(message: SetAccountRole, reader: jspb.BinaryReader): SetAccountRole;
}

export namespace SetAccountRole {
  export type AsObject = {
    accountId: string,
    role: parley_v1_account_pb.AccountRole,
  }
}

export class SuspendAccount extends jspb.Message {
  getAccountId(): string;
  setAccountId(value: string): SuspendAccount;

  getSuspended(): boolean;
  setSuspended(value: boolean): SuspendAccount;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SuspendAccount.AsObject;
  static toObject(includeInstance: boolean, msg: SuspendAccount): SuspendAccount.AsObject;
  static serializeBinaryToWriter(message: SuspendAccount, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SuspendAccount;
  static deserializeBinaryFromReader(message: SuspendAccount, reader: jspb.BinaryReader): SuspendAccount;
}

export namespace SuspendAccount {
  export type AsObject = {
    accountId: string,
    suspended: boolean,
  }
}

export class CreateBot extends jspb.Message {
  getName(): string;
  setName(value: string): CreateBot;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): CreateBot.AsObject;
  static toObject(includeInstance: boolean, msg: CreateBot): CreateBot.AsObject;
  static serializeBinaryToWriter(message: CreateBot, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): CreateBot;
  static deserializeBinaryFromReader(message: CreateBot, reader: jspb.BinaryReader): CreateBot;
}

export namespace CreateBot {
  export type AsObject = {
    name: string,
  }
}

export class RevokeInvite extends jspb.Message {
  getInviteId(): string;
  setInviteId(value: string): RevokeInvite;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): RevokeInvite.AsObject;
  static toObject(includeInstance: boolean, msg: RevokeInvite): RevokeInvite.AsObject;
  static serializeBinaryToWriter(message: RevokeInvite, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): RevokeInvite;
  static deserializeBinaryFromReader(message: RevokeInvite, reader: jspb.BinaryReader): RevokeInvite;
}

export namespace RevokeInvite {
  export type AsObject = {
    inviteId: string,
  }
}

export class SetSignUp extends jspb.Message {
  getPolicy(): parley_v1_account_pb.SignUpPolicy;
  setPolicy(value: parley_v1_account_pb.SignUpPolicy): SetSignUp;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SetSignUp.AsObject;
  static toObject(includeInstance: boolean, msg: SetSignUp): SetSignUp.AsObject;
  static serializeBinaryToWriter(message: SetSignUp, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SetSignUp;
  static deserializeBinaryFromReader(message: SetSignUp, reader: jspb.BinaryReader): SetSignUp;
}

export namespace SetSignUp {
  export type AsObject = {
    policy: parley_v1_account_pb.SignUpPolicy,
  }
}

export class WriteRow extends jspb.Message {
  getKey(): parley_v1_account_pb.WriteKey | undefined;
  setKey(value?: parley_v1_account_pb.WriteKey): WriteRow;
  hasKey(): boolean;
  clearKey(): WriteRow;

  getSendMessage(): SendMessage | undefined;
  setSendMessage(value?: SendMessage): WriteRow;
  hasSendMessage(): boolean;
  clearSendMessage(): WriteRow;

  getMarkRead(): MarkRead | undefined;
  setMarkRead(value?: MarkRead): WriteRow;
  hasMarkRead(): boolean;
  clearMarkRead(): WriteRow;

  getOpenDirect(): OpenDirect | undefined;
  setOpenDirect(value?: OpenDirect): WriteRow;
  hasOpenDirect(): boolean;
  clearOpenDirect(): WriteRow;

  getCreateRoom(): CreateRoom | undefined;
  setCreateRoom(value?: CreateRoom): WriteRow;
  hasCreateRoom(): boolean;
  clearCreateRoom(): WriteRow;

  getJoinRoom(): JoinRoom | undefined;
  setJoinRoom(value?: JoinRoom): WriteRow;
  hasJoinRoom(): boolean;
  clearJoinRoom(): WriteRow;

  getLeaveRoom(): LeaveRoom | undefined;
  setLeaveRoom(value?: LeaveRoom): WriteRow;
  hasLeaveRoom(): boolean;
  clearLeaveRoom(): WriteRow;

  getEditMessage(): EditMessage | undefined;
  setEditMessage(value?: EditMessage): WriteRow;
  hasEditMessage(): boolean;
  clearEditMessage(): WriteRow;

  getDeleteMessage(): DeleteMessage | undefined;
  setDeleteMessage(value?: DeleteMessage): WriteRow;
  hasDeleteMessage(): boolean;
  clearDeleteMessage(): WriteRow;

  getMarkUnread(): MarkUnread | undefined;
  setMarkUnread(value?: MarkUnread): WriteRow;
  hasMarkUnread(): boolean;
  clearMarkUnread(): WriteRow;

  getReadMessages(): ReadMessages | undefined;
  setReadMessages(value?: ReadMessages): WriteRow;
  hasReadMessages(): boolean;
  clearReadMessages(): WriteRow;

  getOpenGroup(): OpenGroup | undefined;
  setOpenGroup(value?: OpenGroup): WriteRow;
  hasOpenGroup(): boolean;
  clearOpenGroup(): WriteRow;

  getInviteToRoom(): InviteToRoom | undefined;
  setInviteToRoom(value?: InviteToRoom): WriteRow;
  hasInviteToRoom(): boolean;
  clearInviteToRoom(): WriteRow;

  getRemoveFromRoom(): RemoveFromRoom | undefined;
  setRemoveFromRoom(value?: RemoveFromRoom): WriteRow;
  hasRemoveFromRoom(): boolean;
  clearRemoveFromRoom(): WriteRow;

  getSetTopic(): SetTopic | undefined;
  setSetTopic(value?: SetTopic): WriteRow;
  hasSetTopic(): boolean;
  clearSetTopic(): WriteRow;

  getRenameRoom(): RenameRoom | undefined;
  setRenameRoom(value?: RenameRoom): WriteRow;
  hasRenameRoom(): boolean;
  clearRenameRoom(): WriteRow;

  getArchiveRoom(): ArchiveRoom | undefined;
  setArchiveRoom(value?: ArchiveRoom): WriteRow;
  hasArchiveRoom(): boolean;
  clearArchiveRoom(): WriteRow;

  getReact(): React | undefined;
  setReact(value?: React): WriteRow;
  hasReact(): boolean;
  clearReact(): WriteRow;

  getSetNotificationLevel(): SetNotificationLevel | undefined;
  setSetNotificationLevel(value?: SetNotificationLevel): WriteRow;
  hasSetNotificationLevel(): boolean;
  clearSetNotificationLevel(): WriteRow;

  getSetProfile(): SetProfile | undefined;
  setSetProfile(value?: SetProfile): WriteRow;
  hasSetProfile(): boolean;
  clearSetProfile(): WriteRow;

  getEndSession(): EndSession | undefined;
  setEndSession(value?: EndSession): WriteRow;
  hasEndSession(): boolean;
  clearEndSession(): WriteRow;

  getEndOtherSessions(): EndOtherSessions | undefined;
  setEndOtherSessions(value?: EndOtherSessions): WriteRow;
  hasEndOtherSessions(): boolean;
  clearEndOtherSessions(): WriteRow;

  getSetAccountRole(): SetAccountRole | undefined;
  setSetAccountRole(value?: SetAccountRole): WriteRow;
  hasSetAccountRole(): boolean;
  clearSetAccountRole(): WriteRow;

  getSuspendAccount(): SuspendAccount | undefined;
  setSuspendAccount(value?: SuspendAccount): WriteRow;
  hasSuspendAccount(): boolean;
  clearSuspendAccount(): WriteRow;

  getCreateBot(): CreateBot | undefined;
  setCreateBot(value?: CreateBot): WriteRow;
  hasCreateBot(): boolean;
  clearCreateBot(): WriteRow;

  getRevokeInvite(): RevokeInvite | undefined;
  setRevokeInvite(value?: RevokeInvite): WriteRow;
  hasRevokeInvite(): boolean;
  clearRevokeInvite(): WriteRow;

  getSetSignUp(): SetSignUp | undefined;
  setSetSignUp(value?: SetSignUp): WriteRow;
  hasSetSignUp(): boolean;
  clearSetSignUp(): WriteRow;

  getOperationCase(): WriteRow.OperationCase;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): WriteRow.AsObject;
  static toObject(includeInstance: boolean, msg: WriteRow): WriteRow.AsObject;
  static serializeBinaryToWriter(message: WriteRow, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): WriteRow;
  static deserializeBinaryFromReader(message: WriteRow, reader: jspb.BinaryReader): WriteRow;
}

export namespace WriteRow {
  export type AsObject = {
    key?: parley_v1_account_pb.WriteKey.AsObject,
    sendMessage?: SendMessage.AsObject,
    markRead?: MarkRead.AsObject,
    openDirect?: OpenDirect.AsObject,
    createRoom?: CreateRoom.AsObject,
    joinRoom?: JoinRoom.AsObject,
    leaveRoom?: LeaveRoom.AsObject,
    editMessage?: EditMessage.AsObject,
    deleteMessage?: DeleteMessage.AsObject,
    markUnread?: MarkUnread.AsObject,
    readMessages?: ReadMessages.AsObject,
    openGroup?: OpenGroup.AsObject,
    inviteToRoom?: InviteToRoom.AsObject,
    removeFromRoom?: RemoveFromRoom.AsObject,
    setTopic?: SetTopic.AsObject,
    renameRoom?: RenameRoom.AsObject,
    archiveRoom?: ArchiveRoom.AsObject,
    react?: React.AsObject,
    setNotificationLevel?: SetNotificationLevel.AsObject,
    setProfile?: SetProfile.AsObject,
    endSession?: EndSession.AsObject,
    endOtherSessions?: EndOtherSessions.AsObject,
    setAccountRole?: SetAccountRole.AsObject,
    suspendAccount?: SuspendAccount.AsObject,
    createBot?: CreateBot.AsObject,
    revokeInvite?: RevokeInvite.AsObject,
    setSignUp?: SetSignUp.AsObject,
  }

  export enum OperationCase { 
    OPERATION_NOT_SET = 0,
    SEND_MESSAGE = 2,
    MARK_READ = 3,
    OPEN_DIRECT = 4,
    CREATE_ROOM = 5,
    JOIN_ROOM = 6,
    LEAVE_ROOM = 7,
    EDIT_MESSAGE = 10,
    DELETE_MESSAGE = 11,
    MARK_UNREAD = 12,
    READ_MESSAGES = 13,
    OPEN_GROUP = 14,
    INVITE_TO_ROOM = 15,
    REMOVE_FROM_ROOM = 16,
    SET_TOPIC = 17,
    RENAME_ROOM = 18,
    ARCHIVE_ROOM = 19,
    REACT = 20,
    SET_NOTIFICATION_LEVEL = 21,
    SET_PROFILE = 30,
    END_SESSION = 31,
    END_OTHER_SESSIONS = 32,
    SET_ACCOUNT_ROLE = 33,
    SUSPEND_ACCOUNT = 34,
    CREATE_BOT = 35,
    REVOKE_INVITE = 36,
    SET_SIGN_UP = 37,
  }
}

export class WriteRequest extends jspb.Message {
  getRowsList(): Array<WriteRow>;
  setRowsList(value: Array<WriteRow>): WriteRequest;
  clearRowsList(): WriteRequest;
  addRows(value?: WriteRow, index?: number): WriteRow;

  getAccountId(): string;
  setAccountId(value: string): WriteRequest;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): WriteRequest.AsObject;
  static toObject(includeInstance: boolean, msg: WriteRequest): WriteRequest.AsObject;
  static serializeBinaryToWriter(message: WriteRequest, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): WriteRequest;
  static deserializeBinaryFromReader(message: WriteRequest, reader: jspb.BinaryReader): WriteRequest;
}

export namespace WriteRequest {
  export type AsObject = {
    rowsList: Array<WriteRow.AsObject>,
    accountId: string,
  }
}

export class MessageSent extends jspb.Message {
  getConversationId(): string;
  setConversationId(value: string): MessageSent;

  getMessageId(): string;
  setMessageId(value: string): MessageSent;

  getSeq(): number;
  setSeq(value: number): MessageSent;

  getSentMs(): number;
  setSentMs(value: number): MessageSent;

  getReplyToId(): string;
  setReplyToId(value: string): MessageSent;

  getMentionedIdsList(): Array<string>;
  setMentionedIdsList(value: Array<string>): MessageSent;
  clearMentionedIdsList(): MessageSent;
  addMentionedIds(value: string, index?: number): MessageSent;

  getMentionsRoom(): boolean;
  setMentionsRoom(value: boolean): MessageSent;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): MessageSent.AsObject;
  static toObject(includeInstance: boolean, msg: MessageSent): MessageSent.AsObject;
  static serializeBinaryToWriter(message: MessageSent, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): MessageSent;
  static deserializeBinaryFromReader(message: MessageSent, reader: jspb.BinaryReader): MessageSent;
}

export namespace MessageSent {
  export type AsObject = {
    conversationId: string,
    messageId: string,
    seq: number,
    sentMs: number,
    replyToId: string,
    mentionedIdsList: Array<string>,
    mentionsRoom: boolean,
  }
}

export class MessageChanged extends jspb.Message {
  getMessageId(): string;
  setMessageId(value: string): MessageChanged;

  getMessage(): parley_v1_message_pb.Message | undefined;
  setMessage(value?: parley_v1_message_pb.Message): MessageChanged;
  hasMessage(): boolean;
  clearMessage(): MessageChanged;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): MessageChanged.AsObject;
  static toObject(includeInstance: boolean, msg: MessageChanged): MessageChanged.AsObject;
  static serializeBinaryToWriter(message: MessageChanged, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): MessageChanged;
  static deserializeBinaryFromReader(message: MessageChanged, reader: jspb.BinaryReader): MessageChanged;
}

export namespace MessageChanged {
  export type AsObject = {
    messageId: string,
    message?: parley_v1_message_pb.Message.AsObject,
  }
}

export class MessagesRead extends jspb.Message {
  getMessageIdsList(): Array<string>;
  setMessageIdsList(value: Array<string>): MessagesRead;
  clearMessageIdsList(): MessagesRead;
  addMessageIds(value: string, index?: number): MessagesRead;

  getMessagesList(): Array<parley_v1_message_pb.Message>;
  setMessagesList(value: Array<parley_v1_message_pb.Message>): MessagesRead;
  clearMessagesList(): MessagesRead;
  addMessages(value?: parley_v1_message_pb.Message, index?: number): parley_v1_message_pb.Message;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): MessagesRead.AsObject;
  static toObject(includeInstance: boolean, msg: MessagesRead): MessagesRead.AsObject;
  static serializeBinaryToWriter(message: MessagesRead, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): MessagesRead;
  static deserializeBinaryFromReader(message: MessagesRead, reader: jspb.BinaryReader): MessagesRead;
}

export namespace MessagesRead {
  export type AsObject = {
    messageIdsList: Array<string>,
    messagesList: Array<parley_v1_message_pb.Message.AsObject>,
  }
}

export class ReadMarked extends jspb.Message {
  getMembership(): parley_v1_conversation_pb.Membership | undefined;
  setMembership(value?: parley_v1_conversation_pb.Membership): ReadMarked;
  hasMembership(): boolean;
  clearMembership(): ReadMarked;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ReadMarked.AsObject;
  static toObject(includeInstance: boolean, msg: ReadMarked): ReadMarked.AsObject;
  static serializeBinaryToWriter(message: ReadMarked, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ReadMarked;
  static deserializeBinaryFromReader(message: ReadMarked, reader: jspb.BinaryReader): ReadMarked;
}

export namespace ReadMarked {
  export type AsObject = {
    membership?: parley_v1_conversation_pb.Membership.AsObject,
  }
}

export class ConversationChanged extends jspb.Message {
  getConversation(): parley_v1_conversation_pb.Conversation | undefined;
  setConversation(value?: parley_v1_conversation_pb.Conversation): ConversationChanged;
  hasConversation(): boolean;
  clearConversation(): ConversationChanged;

  getMembership(): parley_v1_conversation_pb.Membership | undefined;
  setMembership(value?: parley_v1_conversation_pb.Membership): ConversationChanged;
  hasMembership(): boolean;
  clearMembership(): ConversationChanged;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): ConversationChanged.AsObject;
  static toObject(includeInstance: boolean, msg: ConversationChanged): ConversationChanged.AsObject;
  static serializeBinaryToWriter(message: ConversationChanged, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): ConversationChanged;
  static deserializeBinaryFromReader(message: ConversationChanged, reader: jspb.BinaryReader): ConversationChanged;
}

export namespace ConversationChanged {
  export type AsObject = {
    conversation?: parley_v1_conversation_pb.Conversation.AsObject,
    membership?: parley_v1_conversation_pb.Membership.AsObject,
  }
}

export class AccountChanged extends jspb.Message {
  getAccount(): parley_v1_account_pb.Account | undefined;
  setAccount(value?: parley_v1_account_pb.Account): AccountChanged;
  hasAccount(): boolean;
  clearAccount(): AccountChanged;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): AccountChanged.AsObject;
  static toObject(includeInstance: boolean, msg: AccountChanged): AccountChanged.AsObject;
  static serializeBinaryToWriter(message: AccountChanged, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): AccountChanged;
  static deserializeBinaryFromReader(message: AccountChanged, reader: jspb.BinaryReader): AccountChanged;
}

export namespace AccountChanged {
  export type AsObject = {
    account?: parley_v1_account_pb.Account.AsObject,
  }
}

export class SessionsEnded extends jspb.Message {
  getCount(): number;
  setCount(value: number): SessionsEnded;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SessionsEnded.AsObject;
  static toObject(includeInstance: boolean, msg: SessionsEnded): SessionsEnded.AsObject;
  static serializeBinaryToWriter(message: SessionsEnded, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SessionsEnded;
  static deserializeBinaryFromReader(message: SessionsEnded, reader: jspb.BinaryReader): SessionsEnded;
}

export namespace SessionsEnded {
  export type AsObject = {
    count: number,
  }
}

export class InviteRevoked extends jspb.Message {
  getInviteId(): string;
  setInviteId(value: string): InviteRevoked;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): InviteRevoked.AsObject;
  static toObject(includeInstance: boolean, msg: InviteRevoked): InviteRevoked.AsObject;
  static serializeBinaryToWriter(message: InviteRevoked, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): InviteRevoked;
  static deserializeBinaryFromReader(message: InviteRevoked, reader: jspb.BinaryReader): InviteRevoked;
}

export namespace InviteRevoked {
  export type AsObject = {
    inviteId: string,
  }
}

export class SignUpSet extends jspb.Message {
  getPolicy(): parley_v1_account_pb.SignUpPolicy;
  setPolicy(value: parley_v1_account_pb.SignUpPolicy): SignUpSet;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): SignUpSet.AsObject;
  static toObject(includeInstance: boolean, msg: SignUpSet): SignUpSet.AsObject;
  static serializeBinaryToWriter(message: SignUpSet, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): SignUpSet;
  static deserializeBinaryFromReader(message: SignUpSet, reader: jspb.BinaryReader): SignUpSet;
}

export namespace SignUpSet {
  export type AsObject = {
    policy: parley_v1_account_pb.SignUpPolicy,
  }
}

export class Refusal extends jspb.Message {
  getReason(): string;
  setReason(value: string): Refusal;

  getField(): string;
  setField(value: string): Refusal;

  getMessage(): string;
  setMessage(value: string): Refusal;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): Refusal.AsObject;
  static toObject(includeInstance: boolean, msg: Refusal): Refusal.AsObject;
  static serializeBinaryToWriter(message: Refusal, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): Refusal;
  static deserializeBinaryFromReader(message: Refusal, reader: jspb.BinaryReader): Refusal;
}

export namespace Refusal {
  export type AsObject = {
    reason: string,
    field: string,
    message: string,
  }
}

export class WriteAnswer extends jspb.Message {
  getClientId(): string;
  setClientId(value: string): WriteAnswer;

  getSeq(): number;
  setSeq(value: number): WriteAnswer;

  getIndex(): number;
  setIndex(value: number): WriteAnswer;

  getMessageSent(): MessageSent | undefined;
  setMessageSent(value?: MessageSent): WriteAnswer;
  hasMessageSent(): boolean;
  clearMessageSent(): WriteAnswer;

  getReadMarked(): ReadMarked | undefined;
  setReadMarked(value?: ReadMarked): WriteAnswer;
  hasReadMarked(): boolean;
  clearReadMarked(): WriteAnswer;

  getConversationChanged(): ConversationChanged | undefined;
  setConversationChanged(value?: ConversationChanged): WriteAnswer;
  hasConversationChanged(): boolean;
  clearConversationChanged(): WriteAnswer;

  getRefusal(): Refusal | undefined;
  setRefusal(value?: Refusal): WriteAnswer;
  hasRefusal(): boolean;
  clearRefusal(): WriteAnswer;

  getMessageChanged(): MessageChanged | undefined;
  setMessageChanged(value?: MessageChanged): WriteAnswer;
  hasMessageChanged(): boolean;
  clearMessageChanged(): WriteAnswer;

  getMessagesRead(): MessagesRead | undefined;
  setMessagesRead(value?: MessagesRead): WriteAnswer;
  hasMessagesRead(): boolean;
  clearMessagesRead(): WriteAnswer;

  getAccountChanged(): AccountChanged | undefined;
  setAccountChanged(value?: AccountChanged): WriteAnswer;
  hasAccountChanged(): boolean;
  clearAccountChanged(): WriteAnswer;

  getSessionsEnded(): SessionsEnded | undefined;
  setSessionsEnded(value?: SessionsEnded): WriteAnswer;
  hasSessionsEnded(): boolean;
  clearSessionsEnded(): WriteAnswer;

  getInviteRevoked(): InviteRevoked | undefined;
  setInviteRevoked(value?: InviteRevoked): WriteAnswer;
  hasInviteRevoked(): boolean;
  clearInviteRevoked(): WriteAnswer;

  getSignUpSet(): SignUpSet | undefined;
  setSignUpSet(value?: SignUpSet): WriteAnswer;
  hasSignUpSet(): boolean;
  clearSignUpSet(): WriteAnswer;

  getOutcomeCase(): WriteAnswer.OutcomeCase;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): WriteAnswer.AsObject;
  static toObject(includeInstance: boolean, msg: WriteAnswer): WriteAnswer.AsObject;
  static serializeBinaryToWriter(message: WriteAnswer, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): WriteAnswer;
  static deserializeBinaryFromReader(message: WriteAnswer, reader: jspb.BinaryReader): WriteAnswer;
}

export namespace WriteAnswer {
  export type AsObject = {
    clientId: string,
    seq: number,
    index: number,
    messageSent?: MessageSent.AsObject,
    readMarked?: ReadMarked.AsObject,
    conversationChanged?: ConversationChanged.AsObject,
    refusal?: Refusal.AsObject,
    messageChanged?: MessageChanged.AsObject,
    messagesRead?: MessagesRead.AsObject,
    accountChanged?: AccountChanged.AsObject,
    sessionsEnded?: SessionsEnded.AsObject,
    inviteRevoked?: InviteRevoked.AsObject,
    signUpSet?: SignUpSet.AsObject,
  }

  export enum OutcomeCase { 
    OUTCOME_NOT_SET = 0,
    MESSAGE_SENT = 4,
    READ_MARKED = 5,
    CONVERSATION_CHANGED = 6,
    REFUSAL = 7,
    MESSAGE_CHANGED = 10,
    MESSAGES_READ = 11,
    ACCOUNT_CHANGED = 30,
    SESSIONS_ENDED = 31,
    INVITE_REVOKED = 32,
    SIGN_UP_SET = 33,
  }
}

export class WriteResponse extends jspb.Message {
  getIndex(): number;
  setIndex(value: number): WriteResponse;

  getAnswersList(): Array<WriteAnswer>;
  setAnswersList(value: Array<WriteAnswer>): WriteResponse;
  clearAnswersList(): WriteResponse;
  addAnswers(value?: WriteAnswer, index?: number): WriteAnswer;

  serializeBinary(): Uint8Array;
  toObject(includeInstance?: boolean): WriteResponse.AsObject;
  static toObject(includeInstance: boolean, msg: WriteResponse): WriteResponse.AsObject;
  static serializeBinaryToWriter(message: WriteResponse, writer: jspb.BinaryWriter): void;
  static deserializeBinary(bytes: Uint8Array): WriteResponse;
  static deserializeBinaryFromReader(message: WriteResponse, reader: jspb.BinaryReader): WriteResponse;
}

export namespace WriteResponse {
  export type AsObject = {
    index: number,
    answersList: Array<WriteAnswer.AsObject>,
  }
}

