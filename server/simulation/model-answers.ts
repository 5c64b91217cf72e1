/** What the model of the chat answers, and its bytes: those of the real chat as far as people read them. */
import { create, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ResultSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { WriteResponseSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import type { WriteAnswerSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import type { Index } from "../src/ports.ts";

/** What an operation came to. */
export type ModelAnswer =
  | { readonly kind: "sent"; readonly room: string; readonly seq: number }
  | { readonly kind: "conversation"; readonly room: string }
  | { readonly kind: "marked" }
  | { readonly kind: "refused"; readonly reason: string };

/** One row of a batch, and what it came to. */
export interface Answered {
  readonly clientId: string;
  readonly seq: number;
  readonly index: Index;
  readonly answer: ModelAnswer;
}

/** An encoded parley.log.v1.Result. */
export function encodeAnswers(index: Index, answers: readonly Answered[]): Uint8Array {
  const response = create(WriteResponseSchema, {
    index: BigInt(index),
    answers: answers.map(({ clientId, seq, index: first, answer }) => {
      const outcome = outcomeOf(answer);
      return { clientId, seq: BigInt(seq), index: BigInt(first), outcome };
    }),
  });
  const value = toBinary(WriteResponseSchema, response);
  return toBinary(ResultSchema, create(ResultSchema, { kind: { case: "writeResponse", value } }));
}

type OutcomeInit = NonNullable<MessageInitShape<typeof WriteAnswerSchema>["outcome"]>;

function outcomeOf(answer: ModelAnswer): OutcomeInit {
  switch (answer.kind) {
    case "sent": {
      const value = { conversationId: answer.room, seq: BigInt(answer.seq) };
      return { case: "messageSent", value };
    }
    case "conversation":
      return { case: "conversationChanged", value: { conversation: { id: answer.room } } };
    case "marked":
      return { case: "readMarked", value: {} };
    case "refused":
      return { case: "refusal", value: { reason: answer.reason } };
  }
}
