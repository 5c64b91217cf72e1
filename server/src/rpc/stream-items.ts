/** What a node says on an event stream besides the events themselves, as bytes. */
import { create, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { SubscribeResponseSchema } from "@parley/proto/es/parley/v1/event_pb.js";
import { LIMITS } from "../limits.ts";
import { PresenceState } from "@parley/proto/es/parley/v1/presence_pb.js";
import type { TypingNote } from "../gossip-port.ts";
import type { Index, LogStatus } from "../ports.ts";
import type { PersonPresence, Presence } from "../presence/presence-table.ts";
import type { RpcNode } from "./rpc-node.ts";

type Item = NonNullable<MessageInitShape<typeof SubscribeResponseSchema>["item"]>;

export function encodeHello({ clusterId, log }: RpcNode): Uint8Array {
  const { node, term, leader, appliedIndex, time } = log.status();
  return encode({
    case: "hello",
    value: {
      clusterId,
      node,
      term: BigInt(term),
      leader,
      appliedIndex: BigInt(appliedIndex),
      heartbeatMs: LIMITS.heartbeatMs,
      nodes: votersByName(log),
      timeMs: BigInt(time),
    },
  });
}

/** Who may be asked instead of this node: a learner does not hold the log yet, and the edge does not know it. */
function votersByName(log: RpcNode["log"]): string[] {
  const { members, learners } = log.configuration();
  return members.filter(({ id }) => !learners.includes(id)).map(({ name }) => name);
}

/** `index`: what this stream may claim, not what the node has applied. */
export function encodeHeartbeat(index: Index, { term, leader, hasQuorum }: LogStatus): Uint8Array {
  const value = { appliedIndex: BigInt(index), term: BigInt(term), leader, quorum: hasQuorum };
  return encode({ case: "heartbeat", value });
}

export function encodeCaughtUp(index: Index): Uint8Array {
  return encode({ case: "caughtUp", value: { appliedIndex: BigInt(index) } });
}

export function encodeLeaderNews({ term, leader }: LogStatus): Uint8Array {
  return encode({ case: "leaderNews", value: { term: BigInt(term), leader } });
}

export function encodeGoAway(afterMs: number): Uint8Array {
  return encode({ case: "goAway", value: { afterMs } });
}

const STATES: Readonly<Record<Presence, PresenceState>> = {
  offline: PresenceState.OFFLINE,
  online: PresenceState.ONLINE,
  away: PresenceState.AWAY,
  dnd: PresenceState.DND,
};

/** `whole`: everybody else is offline. */
export function encodePresence(people: readonly PersonPresence[], whole: boolean): Uint8Array {
  const told = people.map(({ accountId, presence }) => ({ accountId, state: STATES[presence] }));
  return encode({ case: "presence", value: { people: told, whole } });
}

export function encodeTyping({ conversationId, accountId, hasStopped }: TypingNote): Uint8Array {
  const forMs = hasStopped ? 0 : LIMITS.typingMs;
  return encode({ case: "typing", value: { conversationId, accountId, forMs } });
}

function encode(item: Item): Uint8Array {
  return toBinary(SubscribeResponseSchema, create(SubscribeResponseSchema, { item }));
}
