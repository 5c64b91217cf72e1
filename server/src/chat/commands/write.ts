/** A batch of rows of one user: the session and the age of keys decide over all, each row has its own answer. */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { ResultSchema, type Row, type Write } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { WriteResponseSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import { assert } from "../../lib/assert.ts";
import { LIMITS } from "../../limits.ts";
import type { Index } from "../../ports.ts";
import { CannotApply } from "../cannot-apply.ts";
import { parseKey, type WriteKey } from "../client-ledger.ts";
import { makeId } from "../ids.ts";
import type { Occasion, WriteOccasion } from "../occasion.ts";
import {
  encodeAnswer,
  encodeSent,
  refuse,
  type NamedKey,
  type Outcome,
  type Refused,
} from "../outcome.ts";
import { finishAnswer } from "../finish-answer.ts";
import { keyOfAnotherWrite } from "../once-before-log-in.ts";
import { encodeRefused, isAnswerOfRow, NO_RESULT } from "../result.ts";
import type { SessionRow } from "../rows.ts";
import { findSession } from "../sessions.ts";
import { executeAccountRow } from "../account-row.ts";
import { executeConversationRow } from "../conversation-row.ts";
import { createRoom } from "./create-room.ts";
import { joinRoom } from "./join-room.ts";
import { alreadyAnswered, keyExpired, neverApplied, overloaded } from "../key-refusals.ts";
import { leaveRoom } from "./leave-room.ts";
import { markRead } from "./mark-read.ts";
import { openDirect } from "./open-direct.ts";
import { messageByKey, sendMessage } from "./send-message.ts";

export function applyWrite(occasion: Occasion, command: Write): Uint8Array {
  const { state, index, time, wantResult } = occasion;
  const session = findSession(state, command.tokenSha256, time);
  if (session === undefined)
    return encodeRefused(refuse("BAD_SESSION", "You are signed out. Sign in again."));
  const userId = session.accountId;
  if (command.accountId !== "" && command.accountId !== String(userId))
    return encodeRefused(refuse("BAD_SESSION", "Somebody else is signed in here. Sign in again."));
  const { rows } = command;
  if (rows.length > LIMITS.batchRows) {
    return encodeRefused(
      refuse("TOO_LARGE", `A batch has at most ${LIMITS.batchRows} rows.`, "rows"),
    );
  }
  const keys = rows.map((row) => parseKey(row.key));
  if (keys.some((key) => key !== null && state.ledger.isExpired(userId, key, time))) {
    return encodeRefused(keyExpired());
  }
  const batch = new Batch(occasion, session);
  const answers = rows.map((row, ordinal) => batch.answer(row, keys[ordinal] ?? null, ordinal));
  return wantResult ? encodeResponse(index, answers) : NO_RESULT;
}

class Batch {
  readonly #occasion: Occasion;
  readonly #userId: number;
  readonly #tokenSha256: Uint8Array;
  /** After a row that must come again, no later one may overtake it. */
  #isOverloaded = false;

  constructor(occasion: Occasion, { accountId, tokenSha256 }: SessionRow) {
    this.#occasion = occasion;
    this.#userId = accountId;
    this.#tokenSha256 = tokenSha256;
  }

  /** Encoded WriteAnswer; empty when nobody waits for it. */
  answer(row: Row, key: WriteKey | null, ordinal: number): Uint8Array {
    if (key === null) {
      const seq = Number(row.key?.seq ?? 0);
      const named = { clientId: row.key?.clientId ?? "", seq: Number.isSafeInteger(seq) ? seq : 0 };
      return this.#refusal(named, refuse("INVALID", "This row has no valid key.", "key"));
    }
    const { state, time } = this.#occasion;
    const verdict = state.ledger.judge(this.#userId, key, time);
    switch (verdict) {
      case "new":
        if (this.#isOverloaded) return this.#refusal(key, overloaded());
        return this.#execute(row, key, ordinal);
      case "stored":
        return this.#repeat(key);
      case "alreadyAnswered":
        return this.#refusal(key, alreadyAnswered());
      case "neverApplied":
        return this.#overtaken(row, key);
      case "overloaded":
        this.#isOverloaded = true;
        return this.#refusal(key, overloaded());
    }
  }

  #execute(row: Row, key: WriteKey, ordinal: number): Uint8Array {
    const { index, state, wantResult } = this.#occasion;
    const newId = makeId(index, ordinal);
    const by = { userId: this.#userId, tokenSha256: this.#tokenSha256 };
    const outcome = execute({ ...this.#occasion, ...by, key, newId }, row);
    if (outcome.kind === "messageSent") {
      state.ledger.settle(this.#userId, key, null);
      return wantResult ? encodeSent(key, outcome.row) : NO_RESULT;
    }
    const answer = encodeAnswer(key, index, outcome);
    state.ledger.settle(this.#userId, key, answer);
    return wantResult ? finishAnswer(state, this.#userId, answer) : NO_RESULT;
  }

  #repeat(key: WriteKey): Uint8Array {
    const { state, wantResult } = this.#occasion;
    if (!wantResult) return NO_RESULT;
    const stored = state.ledger.answer(this.#userId, key);
    if (stored !== undefined) {
      return isAnswerOfRow(stored)
        ? finishAnswer(state, this.#userId, stored)
        : this.#refusal(key, keyOfAnotherWrite());
    }
    const message = messageByKey(state, this.#userId, key);
    assert(message !== undefined, "an answered row has a stored answer or a message");
    return encodeSent(key, message);
  }

  /** Not applied since this client id is known; a message from before it expired still settles the row. */
  #overtaken(row: Row, key: WriteKey): Uint8Array {
    const { state, wantResult } = this.#occasion;
    if (!wantResult) return NO_RESULT;
    const message =
      row.operation.case === "sendMessage" ? messageByKey(state, this.#userId, key) : undefined;
    return message === undefined ? this.#refusal(key, neverApplied()) : encodeSent(key, message);
  }

  #refusal(key: NamedKey, refused: Refused): Uint8Array {
    const { index, wantResult } = this.#occasion;
    return wantResult ? encodeAnswer(key, index, refused) : NO_RESULT;
  }
}

function execute(occasion: WriteOccasion, { operation, $unknown }: Row): Outcome {
  switch (operation.case) {
    case "sendMessage":
      return sendMessage(occasion, operation.value);
    case "markRead":
      return markRead(occasion, operation.value);
    case "openDirect":
      return openDirect(occasion, operation.value);
    case "createRoom":
      return createRoom(occasion, operation.value);
    case "joinRoom":
      return joinRoom(occasion, operation.value);
    case "leaveRoom":
      return leaveRoom(occasion, operation.value);
    case "editMessage":
    case "deleteMessage":
    case "markUnread":
    case "readMessages":
    case "openGroup":
    case "inviteToRoom":
    case "removeFromRoom":
    case "setTopic":
    case "renameRoom":
    case "archiveRoom":
    case "react":
    case "setNotificationLevel":
      return executeConversationRow(occasion, operation);
    case "setProfile":
    case "endSession":
    case "endOtherSessions":
    case "setAccountRole":
    case "suspendAccount":
    case "createBot":
    case "revokeInvite":
    case "setSignUp":
      return executeAccountRow(occasion, operation);
    case undefined:
      if ($unknown !== undefined && $unknown.length > 0) {
        throw new CannotApply(occasion.index, "a row of its batch is of an unknown kind");
      }
      return refuse("INVALID", "This row asks for nothing.", "operation");
  }
}

/** Puts the answers, which are encoded already, into a WriteResponse, and that into a Result. */
function encodeResponse(index: Index, answers: readonly Uint8Array[]): Uint8Array {
  const { index: indexField, answers: answersField } = WriteResponseSchema.field;
  const writer = new BinaryWriter();
  writer.tag(ResultSchema.field.writeResponse.number, WireType.LengthDelimited).fork();
  writer.tag(indexField.number, WireType.Varint).uint64(index);
  for (const answer of answers)
    writer.tag(answersField.number, WireType.LengthDelimited).bytes(answer);
  return writer.join().finish();
}
