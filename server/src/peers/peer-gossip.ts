/** What nodes tell each other of people, to and from the wire. A claim like a report, and bounded: a member may be ill. */
import { create } from "@bufbuild/protobuf";
import { GossipSchema } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type { Gossip as WireGossip } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type { Gossip, GossipNews, Wish } from "../gossip-port.ts";
import type { PeerDial } from "./peer-dial.ts";

/** Of either kind in one message; the rest of a longer one is not looked at. */
const NOTES = 1_024;
const ID = /^[1-9][0-9]{0,15}$/;
/** By the numbers of parley.v1.PresenceState. */
const WISHES: ReadonlyMap<number, Wish> = new Map([
  [2, "online"],
  [3, "away"],
  [4, "dnd"],
]);
const NUMBERS = new Map([...WISHES].map(([number, wish]) => [wish, number]));

/** Over the streams that carry Raft, where nothing of Raft waits. */
export class PeerGossip implements Gossip {
  readonly #dials: () => Iterable<Pick<PeerDial, "isQuiet" | "send">>;
  #listener: (from: string, news: GossipNews) => void = () => undefined;

  constructor(dials: () => Iterable<Pick<PeerDial, "isQuiet" | "send">>) {
    this.#dials = dials;
  }

  tell(news: GossipNews): void {
    const item = { case: "gossip", value: encodeGossip(news) } as const;
    for (const dial of this.#dials()) if (dial.isQuiet) dial.send(item);
  }

  onGossip(listener: (from: string, news: GossipNews) => void): void {
    this.#listener = listener;
  }

  heard(from: string, gossip: WireGossip): void {
    this.#listener(from, decodeGossip(gossip));
  }
}

export function encodeGossip({ presence, typing }: GossipNews): WireGossip {
  return create(GossipSchema, {
    presence: presence.map(({ accountId, isHere, wish, wishedMs }) => ({
      accountId,
      here: isHere,
      wish: wish === null ? 0 : (NUMBERS.get(wish) ?? 0),
      wishedMs: BigInt(Math.trunc(wishedMs)),
    })),
    typing: typing.map(({ conversationId, accountId, hasStopped, index }) => ({
      conversationId,
      accountId,
      stopped: hasStopped,
      index: BigInt(index),
    })),
  });
}

/** Notes that cannot be true are left out. */
export function decodeGossip({ presence, typing }: WireGossip): GossipNews {
  return {
    presence: presence
      .slice(0, NOTES)
      .map(({ accountId, here, wish, wishedMs }) => ({
        accountId,
        isHere: here,
        wish: WISHES.get(wish) ?? null,
        wishedMs: Number(wishedMs),
      }))
      .filter(({ accountId, wishedMs }) => ID.test(accountId) && Number.isSafeInteger(wishedMs)),
    typing: typing
      .slice(0, NOTES)
      .map(({ conversationId, accountId, stopped, index }) => ({
        conversationId,
        accountId,
        hasStopped: stopped,
        index: Number(index),
      }))
      .filter(
        ({ conversationId, accountId, index }) =>
          ID.test(conversationId) && ID.test(accountId) && Number.isSafeInteger(index),
      ),
  };
}
