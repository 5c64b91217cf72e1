/** The verb of search-calls.ts by protobuf-es: for programs, which have room for it. */
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import type { SearchCalls } from "../search-calls.ts";
import { accountOf, messageOf } from "./es-messages.ts";
import { verb, type VerbCodec } from "./es-verbs.ts";

export const ES_SEARCH_VERBS: { readonly [V in keyof SearchCalls]: VerbCodec<V> } = {
  searchMessages: verb(
    MessageService.method.searchMessages,
    ({ query, pageSize = 0, cursor = "" }) => ({ query, pageSize, cursor }),
    ({ messages, places, accounts, nextCursor, index }) => ({
      messages: messages.map(messageOf),
      places: places.map(({ conversationId, name, peerIds }) => ({
        conversationId,
        name,
        peerIds,
      })),
      accounts: accounts.map(accountOf),
      nextCursor,
      index: Number(index),
    }),
  ),
};
