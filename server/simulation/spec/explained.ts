/** A step that is being explained: what it was about, and the state it is held against. */
import type { Message } from "../../src/raft/messages.ts";
import type { SpecNode, SpecWorld } from "./spec-state.ts";
import type { Persist, SpecStep } from "./spec-step.ts";

export interface Explained {
  readonly node: SpecNode;
  readonly world: SpecWorld;
  readonly step: SpecStep;
  readonly persist: Persist | null;
  /** Null when the step had another cause, or the message was refused. */
  readonly heard: Message | null;
  readonly ledBefore: boolean;
  readonly note: (event: string) => void;
}
