/** Rows of the outbox as people see them, and outcomes as callers get them. Pure. */
import type { PendingRow, PendingWrite, WriteOutcome } from "./chat.ts";
import { PLAIN_MESSAGE } from "./plain-rows.ts";
import type { InputProblem } from "./input-rules.ts";
import type { Change, Message } from "./model.ts";
import type { Operation } from "./operations.ts";
import type { Settlement } from "./outbox-model.ts";
import type { RowDraft } from "./outbox-store.ts";

/** A row that is still sending after this reads "queued". */
export const QUEUED_AFTER_MS = 15_000;

export interface RowView {
  /** Nothing can be sent now: offline, no majority, signed out. */
  readonly isStuck: boolean;
  /** How long this page has known the row, ms. */
  readonly ageMs: number;
}

export function pendingRow(row: RowDraft, { isStuck, ageMs }: RowView): PendingRow {
  const { id, clientId, seq, operation, writtenMs, fate } = row;
  const shared = { id, clientId, seq, operation, writtenMs };
  switch (fate.kind) {
    case "rejected":
      return {
        ...shared,
        state: "rejected",
        reason: fate.reason,
        field: fate.field,
        message: fate.message,
      };
    case "held":
      return { ...shared, state: "held", reason: fate.reason, field: "", message: "" };
    case "waiting":
    case "attempted": {
      const state = isStuck || ageMs >= QUEUED_AFTER_MS ? "queued" : "sending";
      return { ...shared, state, reason: "", field: "", message: "" };
    }
  }
}

export function writeOutcome(row: RowDraft, settlement: Settlement): WriteOutcome {
  switch (settlement.kind) {
    case "seen":
      return {
        kind: "messageSent",
        message: settlement.message,
        index: settlement.message.changedAtIndex,
      };
    case "refused": {
      const { reason, field, message } = settlement;
      return { kind: "rejected", reason, field, message };
    }
    case "answeredBefore":
      return { kind: "settled" };
    case "discarded":
      return { kind: "discarded" };
    case "decided":
      return decided(row, settlement);
  }
}

function decided(
  row: RowDraft,
  { outcome, index }: Extract<Settlement, { kind: "decided" }>,
): WriteOutcome {
  switch (outcome.kind) {
    case "messageSent":
      return { kind: "messageSent", message: sentMessage(row, { ...outcome, index }), index };
    case "readMarked":
      return { kind: "readMarked", membership: outcome.membership, index };
    case "conversationChanged": {
      const { conversation, membership } = outcome;
      return { kind: "conversationChanged", conversation, membership, index };
    }
    case "messageChanged":
    case "messagesRead":
    case "accountChanged":
    case "sessionsEnded":
    case "inviteRevoked":
    case "signUpSet":
      return { ...outcome, index };
  }
}

/** The row just sent, exactly as its event will bring it. */
function sentMessage(
  { userId, clientId, seq: clientSeq, operation }: RowDraft,
  sent: {
    readonly messageId: string;
    readonly conversationId: string;
    readonly seq: number;
    readonly sentMs: number;
    readonly index: number;
    readonly replyToId: string;
    readonly mentionedIds: readonly string[];
    readonly mentionsRoom: boolean;
  },
): Message {
  return {
    id: sent.messageId,
    conversationId: sent.conversationId,
    seq: sent.seq,
    authorId: userId,
    text: operation.kind === "sendMessage" ? operation.text : "",
    sentMs: sent.sentMs,
    deleted: false,
    clientId,
    clientSeq,
    changedAtIndex: sent.index,
    ...PLAIN_MESSAGE,
    replyToId: sent.replyToId,
    mentionedIds: sent.mentionedIds,
    mentionsRoom: sent.mentionsRoom,
  };
}

/** What an outcome changes on screen before its event arrives. */
export function changesOf(outcome: WriteOutcome): readonly Change[] {
  switch (outcome.kind) {
    case "messageSent":
      return [{ kind: "message", message: outcome.message }];
    case "readMarked":
      return [{ kind: "membership", membership: outcome.membership }];
    case "conversationChanged":
      return [
        { kind: "conversation", conversation: outcome.conversation },
        ...(outcome.membership === null
          ? []
          : [{ kind: "membership", membership: outcome.membership } as const]),
      ];
    case "messageChanged":
      return outcome.message === null ? [] : [{ kind: "message", message: outcome.message }];
    case "messagesRead":
      return outcome.messages.map((message) => ({ kind: "message", message }));
    case "accountChanged":
      return [{ kind: "account", account: outcome.account }];
    case "sessionsEnded":
    case "inviteRevoked":
    case "signUpSet":
    case "rejected":
    case "settled":
    case "discarded":
      return [];
  }
}

/** Refused by its bytes alone: it never enters the outbox. */
export function refusedWrite(operation: Operation, problem: InputProblem): PendingWrite {
  const row: PendingRow = {
    id: "",
    clientId: "",
    seq: 0,
    operation,
    writtenMs: 0,
    state: "rejected",
    ...problem,
  };
  return {
    row,
    stored: Promise.resolve(false),
    outcome: Promise.resolve({ kind: "rejected", ...problem }),
  };
}
