/** What a step gave to its state machine, its readers and the others, as events. */
import type { Message } from "../../src/raft/messages.ts";
import { grantPreVote } from "./actions-election.ts";
import { apply } from "./actions-log.ts";
import { leave, say } from "./actions-messages.ts";
import { allow } from "./allow.ts";
import type { Explained } from "./explained.ts";
import { factOf } from "./message-fact.ts";

export function explainOutcomes(of: Explained): void {
  const node = of.node;
  for (const effect of of.step.effects) {
    if (effect.kind === "apply") {
      apply(node, effect.commit);
      of.note("Apply");
    } else if (effect.kind === "restore")
      node.applied = Math.max(node.applied, effect.snapshot.base.index);
    else if (effect.kind === "transferEnded" && of.step.input.kind !== "transfer")
      node.fencedUntil = 0;
    else if (effect.kind === "readReady") {
      for (const id of effect.ids) {
        const least = node.reads.get(id) ?? 0;
        node.reads.delete(id);
        allow(
          effect.index >= least && !of.step.status.isRecovering,
          "ServeRead",
          `${node.name} reads at ${effect.index}; ${least} was committed when it was asked`,
        );
      }
      of.note("ServeRead");
    }
  }
}

export function explainWords(of: Explained): void {
  const node = of.node;
  const world = of.world;
  const saying = { heard: of.heard, isLeaders: of.ledBefore || node.role === "leader" };
  const made = (message: Message): void => {
    if (message.type === "voteResponse" && message.granted) granted(of, message.isPreVote);
    of.note(say(node, world, message, saying));
  };
  for (const message of of.persist?.releases ?? []) {
    made(message);
    node.awaited.add(message);
  }
  for (const effect of of.step.effects) {
    if (effect.kind !== "send") continue;
    const { message } = effect;
    if (!node.awaited.delete(message)) made(message);
    leave(node, world, message);
    world.said.add(factOf(message));
  }
}

function granted(of: Explained, isPreVote: boolean): void {
  const node = of.node;
  const heard = of.heard;
  if (heard?.type !== "voteRequest") return;
  if (isPreVote) return grantPreVote(node, heard);
  // Also when it is the same vote again.
  node.patientSince = node.now;
}
