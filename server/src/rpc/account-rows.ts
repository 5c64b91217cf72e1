/** Rows about accounts and sessions, checked and put into the words of the log. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RowSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { AccountRole, SignUpPolicy } from "@parley/proto/es/parley/v1/account_pb.js";
import type { WriteRow } from "@parley/proto/es/parley/v1/write_pb.js";
import { invalid } from "./call-refusal.ts";
import { checkedDisplayName, checkedId, checkedName } from "./fields.ts";

type LogOperation = NonNullable<MessageInitShape<typeof RowSchema>["operation"]>;
export type AccountRowOperation = Extract<
  WriteRow["operation"],
  {
    case:
      | "setProfile"
      | "endSession"
      | "endOtherSessions"
      | "setAccountRole"
      | "suspendAccount"
      | "createBot"
      | "revokeInvite"
      | "setSignUp";
  }
>;

const SESSION_ID = /^[0-9a-f]{24}$/;

export function checkedAccountRow(
  operation: AccountRowOperation,
  field: (name: string) => string,
): LogOperation {
  switch (operation.case) {
    case "setProfile": {
      const { displayName } = operation.value;
      const name = checkedDisplayName(displayName, field("set_profile.display_name"));
      return { case: "setProfile", value: { displayName: name } };
    }
    case "endSession": {
      const { sessionId, accountId } = operation.value;
      if (!SESSION_ID.test(sessionId))
        throw invalid(field("end_session.session_id"), "This is no id of a session.");
      if (accountId !== "") checkedId(accountId, field("end_session.account_id"));
      return { case: "endSession", value: { sessionId, accountId } };
    }
    case "endOtherSessions":
      return { case: "endOtherSessions", value: {} };
    case "setAccountRole": {
      const accountId = checkedId(operation.value.accountId, field("set_account_role.account_id"));
      const role = checkedRole(operation.value.role, field("set_account_role.role"));
      return { case: "setAccountRole", value: { accountId, role } };
    }
    case "suspendAccount": {
      const accountId = checkedId(operation.value.accountId, field("suspend_account.account_id"));
      return { case: "suspendAccount", value: { accountId, suspended: operation.value.suspended } };
    }
    case "createBot":
      return {
        case: "createBot",
        value: checkedName(operation.value.name, field("create_bot.name")),
      };
    case "revokeInvite": {
      const inviteId = checkedId(operation.value.inviteId, field("revoke_invite.invite_id"));
      return { case: "revokeInvite", value: { inviteId } };
    }
    case "setSignUp": {
      const policy = checkedPolicy(operation.value.policy, field("set_sign_up.policy"));
      return { case: "setSignUp", value: { policy } };
    }
  }
}

/** As the log counts them. */
function checkedRole(role: AccountRole, field: string): number {
  switch (role) {
    case AccountRole.MEMBER:
      return 0;
    case AccountRole.ADMIN:
      return 1;
    case AccountRole.OWNER:
      return 2;
    case AccountRole.UNSPECIFIED:
    default:
      // Proto enums are open: a newer client may send more.
      throw invalid(field, "This node knows no such role.");
  }
}

function checkedPolicy(policy: SignUpPolicy, field: string): number {
  switch (policy) {
    case SignUpPolicy.OPEN:
      return 0;
    case SignUpPolicy.INVITE_ONLY:
      return 1;
    case SignUpPolicy.UNSPECIFIED:
    default:
      throw invalid(field, "This node knows no such rule.");
  }
}
