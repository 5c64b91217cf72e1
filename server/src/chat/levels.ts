/**
 * Which feature level each kind of command, and of row, needs: the one place that says so. A node of the level before
 * knows none of it, so it may stand in the log only behind the `RaiseLevel` that every voter was ready for.
 *
 * A field that is added to a kind that exists counts like a new kind, because an older node would skip it and differ:
 * `levelOfRow` then asks whether it is set.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { CommandSchema, RowSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";

type Kind = MessageInitShape<typeof CommandSchema>["kind"];
type Operation = MessageInitShape<typeof RowSchema>["operation"];
type CaseOf<Union> = Union extends { case: infer Case extends string } ? Case : never;

const ROWS: Readonly<Record<Exclude<CaseOf<Operation>, "sendMessage" | "createRoom">, number>> = {
  markRead: 1,
  openDirect: 1,
  joinRoom: 1,
  leaveRoom: 1,
  editMessage: 2,
  deleteMessage: 2,
  markUnread: 2,
  readMessages: 2,
  openGroup: 2,
  inviteToRoom: 2,
  removeFromRoom: 2,
  setTopic: 2,
  renameRoom: 2,
  archiveRoom: 2,
  react: 2,
  setNotificationLevel: 2,
  setProfile: 2,
  endSession: 2,
  endOtherSessions: 2,
  setAccountRole: 2,
  suspendAccount: 2,
  createBot: 2,
  revokeInvite: 2,
  setSignUp: 2,
};

/** All but those where it follows from what they hold. */
const COMMANDS: Readonly<
  Record<Exclude<CaseOf<Kind>, "write" | "createAccount" | "logIn">, number>
> = {
  logOut: 1,
  // Below what it raises to: whoever cannot follow says so by name, and not that it knows no such command.
  raiseLevel: 1,
  checkState: 1,
  changePassword: 2,
  deleteAccount: 2,
  resetPassword: 2,
  issueReset: 2,
  createInvite: 2,
  issueBotToken: 2,
};

/** Kinds of commands and of rows that older programs do not know. */
export const NEW_IN_2: readonly string[] = Object.entries({ ...ROWS, ...COMMANDS })
  .filter(([, level]) => level === 2)
  .map(([kind]) => kind);

/** The lowest feature level at which this command means what it says. What is unknown halts elsewhere. */
export function levelOf(kind: Kind): number {
  if (kind?.case === undefined) return 1;
  switch (kind.case) {
    case "write":
      return Math.max(1, ...(kind.value.rows ?? []).map(({ operation }) => levelOfRow(operation)));
    case "createAccount":
      return isSet(kind.value.label) || isSet(kind.value.inviteSha256) ? 2 : 1;
    case "logIn":
      return isSet(kind.value.label) ? 2 : 1;
    default:
      return COMMANDS[kind.case];
  }
}

function isSet(value: string | Uint8Array | undefined): boolean {
  return value !== undefined && value.length > 0;
}

function levelOfRow(operation: Operation): number {
  if (operation?.case === undefined) return 1;
  switch (operation.case) {
    case "sendMessage": {
      const { replyToId, names = [], namesRoom } = operation.value;
      return isSet(replyToId) || names.length > 0 || namesRoom === true ? 2 : 1;
    }
    case "createRoom":
      return operation.value.isPrivate === true ? 2 : 1;
    default:
      return ROWS[operation.case];
  }
}
