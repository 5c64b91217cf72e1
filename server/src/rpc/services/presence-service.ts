/** Typing and presence: answered by any node on what it holds, whoever leads; nothing here reaches the log. */
import { create, toBinary } from "@bufbuild/protobuf";
import {
  PresenceState,
  SetPresenceResponseSchema,
  SetTypingResponseSchema,
} from "@parley/proto/es/parley/v1/presence_pb.js";
import type {
  PresenceService,
  SetPresenceRequest,
  SetTypingRequest,
} from "@parley/proto/es/parley/v1/presence_pb.js";
import type { Wish } from "../../gossip-port.ts";
import type { Handlers } from "../../lib/grpc-service.ts";
import { LIMITS } from "../../limits.ts";
import { invalid } from "../call-refusal.ts";
import { checkedId } from "../fields.ts";
import type { EventStreams } from "../event-streams.ts";
import type { RpcNode } from "../rpc-node.ts";
import type { Call } from "../unary.ts";
import { unary } from "../unary.ts";

const WISHES: ReadonlyMap<PresenceState, Wish> = new Map([
  [PresenceState.ONLINE, "online"],
  [PresenceState.AWAY, "away"],
  [PresenceState.DND, "dnd"],
]);
const TYPING_ANSWER = toBinary(
  SetTypingResponseSchema,
  create(SetTypingResponseSchema, { againMs: LIMITS.typingAgainMs }),
);
const PRESENCE_ANSWER = toBinary(SetPresenceResponseSchema, create(SetPresenceResponseSchema, {}));

export function presenceHandlers(
  node: RpcNode,
  { people }: Pick<EventStreams, "people">,
): Handlers<typeof PresenceService> {
  return {
    setTyping: unary(node, async ({ conversationId, stopped }: SetTypingRequest, call) => {
      checkedId(conversationId, "conversation_id");
      const { accountId } = await signalling(node, call);
      const caller = { tokenSha256: call.token(), time: node.log.status().time };
      await node.chat.query("typist", { caller, conversationId });
      const index = node.log.status().appliedIndex;
      people.typing({ conversationId, accountId, hasStopped: stopped, index });
      return TYPING_ANSWER;
    }),
    setPresence: unary(node, async ({ state }: SetPresenceRequest, call) => {
      const wish = WISHES.get(state);
      if (wish === undefined)
        throw invalid("state", "Ask to be shown as online, away or not to be disturbed.");
      const { accountId } = await signalling(node, call);
      people.ask(accountId, wish);
      return PRESENCE_ANSWER;
    }),
  };
}

async function signalling(node: RpcNode, call: Call): Promise<{ readonly accountId: string }> {
  const claim = { tokenSha256: call.token(), accountId: "", deadlineMs: call.remainingMs() };
  const known = await node.sessions.require(claim);
  node.rates.signal(known.accountId);
  return known;
}
