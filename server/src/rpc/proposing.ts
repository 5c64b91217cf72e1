/** From a command to the log and back: the only way anything changes. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { CommandSchema, ResultSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { Result } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { levelOf } from "../chat/levels.ts";
import { CallRefusal } from "./call-refusal.ts";
import { noteIndex } from "./call-trace.ts";
import type { RpcNode } from "./rpc-node.ts";
import type { Index, Log } from "../ports.ts";
import { LogRefusal } from "../ports.ts";
import { refusalFromLog } from "./status.ts";

export type CommandKind = NonNullable<MessageInitShape<typeof CommandSchema>["kind"]>;
type ResultKind = Result["kind"];
type ResultCase = NonNullable<ResultKind["case"]>;
/** What a result of each kind holds. */
type Values = { [One in Extract<ResultKind, { case: string }> as One["case"]]: One["value"] };

/** Before anything costly: whoever does not lead says at once who does (tikv/client-go #2028). */
export function requireLeadership(log: Log): void {
  const { role, leader, term } = log.status();
  if (role !== "leader" && leader !== "") throw new LogRefusal("NOT_LEADER", { leader, term });
}

/** When to ask again whether every node has been upgraded, ms: about how often they tell each other. */
const UPGRADE_RETRY_MS = 500;

/** UPGRADING, before the log, for what some voter may not know yet. */
export function requireLevel(node: Pick<RpcNode, "chat">, needed: number): void {
  if (needed > node.chat.level())
    throw new CallRefusal("UPGRADING", "", { retryMs: UPGRADE_RETRY_MS });
}

/**
 * Resolves with the result of the expected kind once the command is applied here. A refusal of the log is thrown
 * as such.
 */
export async function propose<Case extends ResultCase>(
  node: Pick<RpcNode, "log" | "chat">,
  command: CommandKind,
  expected: Case,
  deadlineMs: number,
): Promise<{ readonly index: Index; readonly value: Values[Case] }> {
  const level = levelOf(command);
  requireLevel(node, level);
  const bytes = toBinary(CommandSchema, create(CommandSchema, { level, kind: command }));
  const applied = await node.log.propose(bytes, deadlineMs);
  noteIndex(applied.index);
  const { kind } = fromBinary(ResultSchema, applied.result);
  if (isOf(kind, expected)) return { index: applied.index, value: kind.value };
  const refusal = kind.case === "refused" ? refusalFromLog(kind.value) : null;
  throw refusal ?? new Error(`the log answered ${kind.case ?? "nothing"} instead of ${expected}`);
}

function isOf<Case extends ResultCase>(
  kind: ResultKind,
  expected: Case,
): kind is ResultKind & { case: Case; value: Values[Case] } {
  return kind.case === expected;
}
