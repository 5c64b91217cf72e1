/** Items of the live stream, from google-protobuf. */
import {
  Change as WireChange,
  type Event,
  type Hello,
  SubscribeRequest as WireSubscribe,
  SubscribeResponse,
} from "@parley/proto/grpcweb/parley/v1/event_pb.js";
import type { Change, StreamItem } from "../model.ts";
import type { SubscribeRequest } from "../transport.ts";
import {
  accountOf,
  conversationOf,
  membershipOf,
  messageOf,
  readPositionOf,
} from "./web-messages.ts";
import { presenceOf } from "../people-model.ts";
import { required } from "../wire-errors.ts";

export function subscribeTo({ afterIndex, clusterId, accountId }: SubscribeRequest): WireSubscribe {
  return new WireSubscribe()
    .setAfterIndex(afterIndex)
    .setClusterId(clusterId)
    .setAccountId(accountId);
}

/** Null for an item of a newer node that this client does not know. */
export function streamItemOf(wire: SubscribeResponse): StreamItem | null {
  const kinds = SubscribeResponse.ItemCase;
  switch (wire.getItemCase()) {
    case kinds.HELLO:
      return helloOf(required(wire.getHello(), "hello"));
    case kinds.EVENT:
      return eventOf(required(wire.getEvent(), "event"));
    case kinds.CAUGHT_UP:
      return {
        kind: "caughtUp",
        appliedIndex: required(wire.getCaughtUp(), "item").getAppliedIndex(),
      };
    case kinds.HEARTBEAT: {
      const beat = required(wire.getHeartbeat(), "heartbeat");
      return {
        kind: "heartbeat",
        appliedIndex: beat.getAppliedIndex(),
        term: beat.getTerm(),
        leader: beat.getLeader(),
        quorum: beat.getQuorum(),
      };
    }
    case kinds.GO_AWAY:
      return { kind: "goAway", afterMs: required(wire.getGoAway(), "item").getAfterMs() };
    case kinds.LEADER_NEWS: {
      const news = required(wire.getLeaderNews(), "news");
      return { kind: "leaderNews", term: news.getTerm(), leader: news.getLeader() };
    }
    case kinds.TYPING: {
      const typing = required(wire.getTyping(), "typing");
      return {
        kind: "typing",
        conversationId: typing.getConversationId(),
        accountId: typing.getAccountId(),
        forMs: typing.getForMs(),
      };
    }
    case kinds.PRESENCE: {
      const presence = required(wire.getPresence(), "presence");
      const people = presence.getPeopleList().map((person) => ({
        accountId: person.getAccountId(),
        presence: presenceOf(person.getState()),
      }));
      return { kind: "presence", people, whole: presence.getWhole() };
    }
    default:
      return null;
  }
}

/** About what the runtime keeps of an item until the stream is closed: four characters for three bytes. */
export function textModeBytes(item: StreamItem): number {
  if (item.kind !== "event") return 100;
  const texts = item.changes.map((change) =>
    change.kind === "message" ? change.message.text.length : 0,
  );
  const bytes = 60 + texts.reduce((sum, length) => sum + 150 + length, 0);
  return Math.ceil((bytes * 4) / 3);
}

function helloOf(hello: Hello): StreamItem {
  return {
    kind: "hello",
    clusterId: hello.getClusterId(),
    node: hello.getNode(),
    term: hello.getTerm(),
    leader: hello.getLeader(),
    appliedIndex: hello.getAppliedIndex(),
    heartbeatMs: hello.getHeartbeatMs(),
    nodes: hello.getNodesList(),
    timeMs: hello.getTimeMs(),
  };
}

function eventOf(event: Event): StreamItem {
  return {
    kind: "event",
    index: event.getIndex(),
    changes: event
      .getChangesList()
      .map(changeOf)
      .filter((change) => change !== null),
    part: event.getPart(),
    last: event.getLast(),
  };
}

function changeOf(wire: WireChange): Change | null {
  switch (wire.getRowCase()) {
    case WireChange.RowCase.MESSAGE:
      return { kind: "message", message: messageOf(wire.getMessage()) };
    case WireChange.RowCase.CONVERSATION:
      return { kind: "conversation", conversation: conversationOf(wire.getConversation()) };
    case WireChange.RowCase.MEMBERSHIP:
      return { kind: "membership", membership: membershipOf(wire.getMembership()) };
    case WireChange.RowCase.ACCOUNT:
      return { kind: "account", account: accountOf(wire.getAccount()) };
    case WireChange.RowCase.READ_POSITION:
      return { kind: "readPosition", position: readPositionOf(wire.getReadPosition()) };
    default:
      return null;
  }
}
