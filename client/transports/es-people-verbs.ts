/** Typing and presence by protobuf-es. */
import { PresenceService, PresenceState } from "@parley/proto/es/parley/v1/presence_pb.js";
import type { PeopleCalls, Wish } from "../people-model.ts";
import { verb, type VerbCodec } from "./es-verbs.ts";

const STATES: Readonly<Record<Wish, PresenceState>> = {
  online: PresenceState.ONLINE,
  away: PresenceState.AWAY,
  dnd: PresenceState.DND,
};

export const ES_PEOPLE_VERBS: { readonly [V in keyof PeopleCalls]: VerbCodec<V> } = {
  setTyping: verb(
    PresenceService.method.setTyping,
    ({ conversationId, stopped }) => ({ conversationId, stopped }),
    ({ againMs }) => ({ againMs }),
  ),
  setPresence: verb(
    PresenceService.method.setPresence,
    ({ presence }) => ({ state: STATES[presence] }),
    () => ({}),
  ),
};
