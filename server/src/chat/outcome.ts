/** What a write comes to, before it is put into bytes. */
import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { WriteAnswerSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import type { Index } from "../ports.ts";
import type { WriteKey } from "./client-ledger.ts";
import { indexOfId, parseId } from "./ids.ts";
import { protoAccountOutcome, type AccountOutcome } from "./account-outcome.ts";
import { countUnread, findMember } from "./membership.ts";
import { conversationOf, membershipOf } from "./proto-rows.ts";
import type { RefusalReason } from "./refusal.ts";
import type { ConversationRow, MemberRow, MessageRow } from "./rows.ts";
import type { State } from "./state.ts";

export interface Refused {
  readonly kind: "refused";
  readonly reason: RefusalReason;
  readonly field: string;
  /** A sentence for people. */
  readonly message: string;
}

export type Outcome =
  | Refused
  | AccountOutcome
  | { readonly kind: "messageSent"; readonly row: MessageRow }
  | { readonly kind: "readMarked"; readonly member: MemberRow }
  | {
      readonly kind: "conversationChanged";
      readonly conversation: ConversationRow;
      readonly member: MemberRow;
    };

/** As much of a key as an answer repeats. */
export type NamedKey = Pick<WriteKey, "clientId" | "seq">;

type OutcomeInit = MessageInitShape<typeof WriteAnswerSchema>["outcome"];

export function refuse(reason: RefusalReason, message: string, field = ""): Refused {
  return { kind: "refused", reason, field, message };
}

/** Encoded parley.v1.WriteAnswer; `index` is where it was first executed or refused. */
export function encodeAnswer(key: NamedKey, index: Index, outcome: Outcome): Uint8Array {
  const answer = create(WriteAnswerSchema, {
    clientId: key.clientId,
    seq: BigInt(key.seq),
    index: BigInt(index),
    outcome: protoOutcome(outcome),
  });
  return toBinary(WriteAnswerSchema, answer);
}

/** The answer of a send is made from its message, at any later time too. */
export function encodeSent(key: NamedKey, row: MessageRow): Uint8Array {
  return encodeAnswer(key, indexOfId(row.id), { kind: "messageSent", row });
}

/** Fills in what is derived and therefore not kept with a stored answer: the unread count as it is now. */
export function finishAnswer(state: State, userId: number, stored: Uint8Array): Uint8Array {
  const answer = fromBinary(WriteAnswerSchema, stored);
  const { outcome } = answer;
  if (outcome.case !== "readMarked" && outcome.case !== "conversationChanged") return stored;
  const { membership } = outcome.value;
  if (membership === undefined) return stored;
  const member = findMember(state, userId, parseId(membership.conversationId) ?? 0);
  if (member !== undefined) membership.unread = countUnread(state, member);
  return toBinary(WriteAnswerSchema, answer);
}

function protoOutcome(outcome: Outcome): OutcomeInit & {} {
  switch (outcome.kind) {
    case "accountChanged":
    case "sessionsEnded":
    case "inviteRevoked":
    case "signUpSet":
      return protoAccountOutcome(outcome);
    case "refused": {
      const { reason, field, message } = outcome;
      return { case: "refusal", value: { reason, field, message } };
    }
    case "messageSent": {
      const { row } = outcome;
      const value = {
        conversationId: String(row.conversationId),
        messageId: String(row.id),
        seq: BigInt(row.seq),
        sentMs: BigInt(row.sentMs),
      };
      return { case: "messageSent", value };
    }
    case "readMarked":
      return { case: "readMarked", value: { membership: membershipOf(outcome.member, 0) } };
    case "conversationChanged": {
      const conversation = conversationOf(outcome.conversation);
      const membership = membershipOf(outcome.member, 0);
      return { case: "conversationChanged", value: { conversation, membership } };
    }
  }
}
