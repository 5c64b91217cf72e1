/** What rows about accounts and sessions come to. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import { SignUpPolicy } from "@parley/proto/es/parley/v1/account_pb.js";
import type { WriteAnswerSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import { INVITE_ONLY } from "./links.ts";
import { accountOf } from "./proto-rows.ts";
import type { AccountRow } from "./rows.ts";

export type AccountOutcome =
  | { readonly kind: "accountChanged"; readonly row: AccountRow }
  | { readonly kind: "sessionsEnded"; readonly count: number }
  | { readonly kind: "inviteRevoked"; readonly inviteId: string }
  | { readonly kind: "signUpSet"; readonly policy: number };

type OutcomeInit = NonNullable<MessageInitShape<typeof WriteAnswerSchema>["outcome"]>;

export function protoAccountOutcome(outcome: AccountOutcome): OutcomeInit {
  switch (outcome.kind) {
    case "accountChanged":
      return { case: "accountChanged", value: { account: accountOf(outcome.row) } };
    case "sessionsEnded":
      return { case: "sessionsEnded", value: { count: outcome.count } };
    case "inviteRevoked":
      return { case: "inviteRevoked", value: { inviteId: outcome.inviteId } };
    case "signUpSet":
      return { case: "signUpSet", value: { policy: policyOf(outcome.policy) } };
  }
}

export function policyOf(policy: number): SignUpPolicy {
  return policy === INVITE_ONLY ? SignUpPolicy.INVITE_ONLY : SignUpPolicy.OPEN;
}
