/**
 * Verbs that a page does not need to begin with, by their generated grpc-web stubs. A script of its own: the transport
 * fetches it with the first call of one of them, or the page does earlier (product.md §6, first load).
 */
import { MessageServiceClient } from "@parley/proto/grpcweb/parley/v1/MessageServiceClientPb.ts";
import { SearchMessagesRequest } from "@parley/proto/grpcweb/parley/v1/message_pb.js";
import { PresenceServiceClient } from "@parley/proto/grpcweb/parley/v1/PresenceServiceClientPb.ts";
import {
  PresenceState,
  SetPresenceRequest,
  SetTypingRequest,
} from "@parley/proto/grpcweb/parley/v1/presence_pb.js";
import type { Wish } from "../people-model.ts";
import type { LaterVerb } from "../transport.ts";
import { accountVerbs } from "./web-account-verbs.ts";
import { accountOf, messageOf } from "./web-messages.ts";
import { verb, type WebVerb } from "./web-verbs.ts";

export type LaterVerbs = { readonly [V in LaterVerb]: WebVerb<V> };

/** `origin`: empty for the page's own. */
export function laterVerbs(origin: string): LaterVerbs {
  return {
    ...accountVerbs(origin),
    ...peopleVerbs(new PresenceServiceClient(origin)),
    ...searchVerbs(new MessageServiceClient(origin)),
  };
}

function peopleVerbs(
  presence: PresenceServiceClient,
): Pick<LaterVerbs, "setTyping" | "setPresence"> {
  return {
    setTyping: verb(
      presence.setTyping.bind(presence),
      ({ conversationId, stopped }) =>
        new SetTypingRequest().setConversationId(conversationId).setStopped(stopped),
      (answer) => ({ againMs: answer.getAgainMs() }),
    ),
    setPresence: verb(
      presence.setPresence.bind(presence),
      (request) => new SetPresenceRequest().setState(STATES[request.presence]),
      () => ({}),
    ),
  };
}

const STATES: Readonly<Record<Wish, PresenceState>> = {
  online: PresenceState.PRESENCE_STATE_ONLINE,
  away: PresenceState.PRESENCE_STATE_AWAY,
  dnd: PresenceState.PRESENCE_STATE_DND,
};

function searchVerbs(message: MessageServiceClient): Pick<LaterVerbs, "searchMessages"> {
  return {
    searchMessages: verb(
      message.searchMessages.bind(message),
      ({ query, pageSize = 0, cursor = "" }) =>
        new SearchMessagesRequest().setQuery(query).setPageSize(pageSize).setCursor(cursor),
      (answer) => ({
        messages: answer.getMessagesList().map(messageOf),
        places: answer.getPlacesList().map((place) => ({
          conversationId: place.getConversationId(),
          name: place.getName(),
          peerIds: place.getPeerIdsList(),
        })),
        accounts: answer.getAccountsList().map(accountOf),
        nextCursor: answer.getNextCursor(),
        index: answer.getIndex(),
      }),
    ),
  };
}
