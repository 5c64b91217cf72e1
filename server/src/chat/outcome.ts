/** What a write comes to, before it is put into bytes. */
import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { WriteAnswerSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import type { Index } from "../ports.ts";
import type { WriteKey } from "./client-ledger.ts";
import { indexOfId } from "./ids.ts";
import { protoAccountOutcome, type AccountOutcome } from "./account-outcome.ts";
import { conversationOf, membershipOf, messageOf } from "./proto-rows.ts";
import type { RefusalReason } from "./refusal.ts";
import type { ConversationRow, MemberRow, MessageRow } from "./rows.ts";

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
      /** The caller's own; undefined for a moderator who is no member. */
      readonly member: MemberRow | undefined;
    }
  | { readonly kind: "messageChanged"; readonly messageId: number }
  | { readonly kind: "messagesRead"; readonly messageIds: readonly number[] };

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

/** Left out where nothing was found: an answer of feature level 1 stays as it was. */
function sentFindings(row: MessageRow) {
  const { replyToId, mentionedIds, mentionsRoom } = messageOf(row);
  return { replyToId, mentionedIds, mentionsRoom };
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
        ...sentFindings(row),
      };
      return { case: "messageSent", value };
    }
    case "readMarked":
      return { case: "readMarked", value: { membership: membershipOf(outcome.member) } };
    case "conversationChanged": {
      const conversation = conversationOf(outcome.conversation);
      const { member } = outcome;
      const membership = member === undefined ? {} : { membership: membershipOf(member) };
      return { case: "conversationChanged", value: { conversation, ...membership } };
    }
    case "messageChanged":
      return { case: "messageChanged", value: { messageId: String(outcome.messageId) } };
    case "messagesRead":
      return { case: "messagesRead", value: { messageIds: outcome.messageIds.map(String) } };
  }
}
