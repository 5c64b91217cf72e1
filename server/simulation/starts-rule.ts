/**
 * What a node may say in which standing (foundations §1, raft.md §3), judged by its disk and by what it was told: a
 * start is on disk before anybody hears of it; only what a quorum has recognised votes, leads, acknowledges or
 * confirms; nothing of that is done, and no read is served, while the log lacks what it once held; and one *old*
 * answer is enough.
 */
import type { Message } from "../src/raft/messages.ts";
import type { RaftStatus } from "../src/raft/raft.ts";
import { decodeConfiguration } from "../src/raft/configuration.ts";
import type { Configuration, Effect, Input, RaftId } from "../src/raft/types.ts";
import { isCounted } from "./counted.ts";
import type { NodeView } from "./node-view.ts";
import { must } from "./violation.ts";

/** Of one process. */
interface Start {
  nonce: string;
  incarnation: number;
  readonly recognisedBy: Set<RaftId>;
  /** Newer configurations than it had, that others told it of. */
  readonly told: Configuration[];
}

export class StartsRule {
  readonly #starts = new Map<RaftId, Start>();

  started(view: NodeView): void {
    this.#starts.set(view.id, { nonce: "", incarnation: 0, recognisedBy: new Set(), told: [] });
  }

  /** Before it leaves. */
  sent(view: NodeView, message: Message): void {
    const { mark, syncedMark } = view.disk;
    const { name } = view;
    must(mark !== null, `${name} has a mark`);
    const { incarnation = 0, worth } = message;
    must(incarnation <= mark.incarnation, `${name} names a start that is on its disk`);
    const start = this.#startOf(view);
    if (message.type === "claim") {
      must(incarnation <= syncedMark.incarnation, `${name} claims a start that is synced`);
      if (start.incarnation !== incarnation) start.recognisedBy.clear();
      start.nonce = message.nonce;
      start.incarnation = incarnation;
    }
    if (message.type === "claimAnswer") {
      must(!mark.isRecovering, `${name} recovers and judges nobody's start`);
      const known = syncedMark.seen.find(({ id }) => id === message.to)?.incarnation ?? 0;
      must(
        !message.isNew || known >= message.claimed,
        `${name} has written down what it calls new`,
      );
    }
    if (!doesCount(message) || worth !== undefined) return;
    must(!mark.isRecovering, `${name} recovers: its ${message.type} is worth nothing`);
    must(
      this.#isRecognised(view, start),
      `${name} is not recognised: its ${message.type} is worth nothing`,
    );
  }

  stepped(view: NodeView, input: Input, effects: readonly Effect[], status: RaftStatus): void {
    const { name } = view;
    if (input.kind === "message") this.#heard(view, input.message, status);
    if (!status.isRecovering) return;
    must(status.role === "follower", `${name} recovers and neither leads nor campaigns`);
    must(!effects.some(({ kind }) => kind === "readReady"), `${name} recovers and serves no read`);
  }

  #heard(view: NodeView, message: Message, status: RaftStatus): void {
    const start = this.#startOf(view);
    if (message.type !== "claimAnswer" || message.claimed !== start.incarnation) return;
    if (message.nonce !== "" && message.nonce !== start.nonce) return;
    if (message.configuration !== undefined)
      start.told.push(decodeConfiguration(message.configuration.data));
    if (message.isNew) {
      if (message.nonce !== "") start.recognisedBy.add(message.from);
    } else if (message.highest >= start.incarnation)
      must(status.isRecovering, `${view.name} was told of a later start and recovers`);
  }

  /** By any configuration that it may have gone by when it said so. */
  #isRecognised(view: NodeView, { recognisedBy, told }: Start): boolean {
    const isFor = (id: RaftId): boolean => id === view.id || recognisedBy.has(id);
    return (
      view.configurations.some(({ configuration }) => isCounted(configuration, isFor)) ||
      told.some((configuration) => isCounted(configuration, isFor))
    );
  }

  #startOf(view: NodeView): Start {
    const start = this.#starts.get(view.id);
    must(start !== undefined, `${view.name} has started`);
    return start;
  }
}

/** Only these are worth something to others by themselves. */
function doesCount(message: Message): boolean {
  switch (message.type) {
    case "voteRequest":
    case "heartbeatResponse":
      return true;
    case "voteResponse":
      return message.granted;
    case "appendResponse":
      return message.success;
    default:
      return false;
  }
}
