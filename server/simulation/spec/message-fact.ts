/** A message as a fact: equal messages, equal texts, though one of them was bytes in between. */
import { crc32 } from "node:zlib";
import type { Message } from "../../src/raft/messages.ts";
import type { SeenStart } from "../../src/raft/types.ts";
import { sumOf } from "./spec-log.ts";

export function factOf(message: Message): string {
  const { type, from, to, term, incarnation = 0, worth = "", seen = [] } = message;
  return `${type} ${from} ${to} ${term} ${incarnation} ${worth} ${seenIn(seen)} ${restOf(message)}`;
}

function seenIn(seen: readonly SeenStart[]): string {
  return seen.map((start) => `${start.id}:${start.incarnation}:${start.nonce}`).join(",");
}

function restOf(message: Message): string {
  switch (message.type) {
    case "voteRequest":
      return `${message.isPreVote} ${message.isTransfer} ${message.lastIndex} ${message.lastTerm}`;
    case "voteResponse":
      return `${message.isPreVote} ${message.granted} ${message.wall}`;
    case "appendRequest": {
      const { prevIndex, prevTerm, commit, entries } = message;
      const sums = entries.map((one) => `${one.term}/${one.time}/${one.kind}/${sumOf(one)}`);
      return `${prevIndex} ${prevTerm} ${commit} ${sums.join(",")}`;
    }
    case "appendResponse": {
      const { success, index, hintIndex, hintTerm, wall } = message;
      return `${success} ${index} ${hintIndex} ${hintTerm} ${wall}`;
    }
    case "heartbeatRequest":
      return `${message.commit} ${message.round}`;
    case "heartbeatResponse":
      return `${message.round} ${message.wall}`;
    case "commitUpdate":
      return String(message.commit);
    case "readRequest":
      return message.id;
    case "readResponse":
      return `${message.id} ${message.index} ${message.time}`;
    case "timeoutNow":
      return String(message.lastIndex);
    case "snapshotOffer": {
      const { id, base, size, sum } = message.snapshot;
      return `${id} ${base.index} ${base.term} ${base.configuration.index} ${size} ${sum}`;
    }
    case "snapshotPull":
      return `${message.id} ${message.offset}`;
    case "snapshotChunk":
      return `${message.id} ${message.offset} ${message.sum} ${crc32(message.data)}`;
    case "snapshotFailed":
      return message.id;
    case "claim":
      return `${message.nonce} ${message.configurationIndex}`;
    case "claimAnswer": {
      const { nonce, claimed, isNew, highest, configuration } = message;
      return `${nonce} ${claimed} ${isNew} ${highest} ${configuration?.index ?? 0}`;
    }
    case "refilled":
      return `${message.claimed} ${message.index}`;
  }
}
