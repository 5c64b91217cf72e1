/**
 * What people were told, checked at once. A conversation is a list that only grows, with a dense number for
 * each message; for such a list these rules are linearizability: an operation that begins after another ended
 * sees at least as much; one number has one message for ever; nothing is seen that nobody has sent yet.
 */
import type { ReadMessage } from "./chat-words.ts";
import { mustBeTold } from "./violation.ts";

interface Room {
  /** By sequence number, from 1: the key of the message. */
  readonly keys: (string | undefined)[];
  /** The highest number that any finished operation told of. */
  told: number;
}

/** What an operation must see at least, noted when it begins. */
export interface Floor {
  readonly room: string;
  readonly seq: number;
}

export class HistoryBook {
  readonly #rooms = new Map<string, Room>();
  /** Keys of all messages that anybody ever tried to send. */
  readonly #sent = new Set<string>();
  readonly #acknowledged = new Map<string, { readonly room: string; readonly seq: number }>();

  readonly #places = new Map<string, number>();

  get acknowledgedCount(): number {
    return this.#acknowledged.size;
  }

  beginSend(keys: readonly string[]): void {
    for (const key of keys) this.#sent.add(key);
  }

  /** Where a message stands, as far as anybody was ever told or a log says. */
  placeOf(key: string): number | null {
    return this.#places.get(key) ?? null;
  }

  floor(room: string): Floor {
    return { room, seq: this.#room(room).told };
  }

  /** A send was acknowledged; repeats must say the same. */
  acknowledged(floor: Floor, key: string, seq: number): void {
    const earlier = this.#acknowledged.get(key);
    mustBeTold(
      earlier === undefined || earlier.seq === seq,
      `every answer to ${key} names one place, not ${earlier?.seq ?? 0} and ${seq}`,
    );
    if (earlier !== undefined) return;
    mustBeTold(
      seq > floor.seq,
      `order in real time: ${key}, begun when ${floor.seq} was known, cannot be ${seq}`,
    );
    this.#acknowledged.set(key, { room: floor.room, seq });
    const room = this.#room(floor.room);
    this.#learn(room, seq, key);
    room.told = Math.max(room.told, seq);
  }

  /** A linearizable read of the newest page. */
  hasRead(floor: Floor, messages: readonly ReadMessage[]): void {
    const last = messages.at(-1)?.seq ?? 0;
    mustBeTold(
      last >= floor.seq,
      `no stale read: begun when ${floor.seq} was known, it ends at ${last} in room ${floor.room}`,
    );
    const room = this.#room(floor.room);
    for (const [offset, { seq, key, text }] of messages.entries()) {
      mustBeTold(seq === last - messages.length + 1 + offset, "sequence numbers are dense");
      mustBeTold(this.#sent.has(key), `nobody has sent ${key} yet`);
      mustBeTold(text === key, `the text of ${key} is what was sent`);
      this.#learn(room, seq, key);
    }
    room.told = Math.max(room.told, last);
  }

  /** A message came through a live stream: it is committed, so later reads must see it. */
  heard(room: string, seq: number, key: string): void {
    mustBeTold(this.#sent.has(key), `nobody has sent ${key} yet`);
    const known = this.#room(room);
    this.#learn(known, seq, key);
    known.told = Math.max(known.told, seq);
  }

  /** The whole history of a node at the end: everything acknowledged once, in order, nothing else. */
  checkFinal(node: string, rows: readonly FinalRow[]): void {
    const seen = new Set<string>();
    const lastSeqs = new Map<string, number>();
    const lastOfSender = new Map<string, number>();
    for (const { room, seq, key, clientId, clientSeq } of rows) {
      mustBeTold(!seen.has(key), `exactly once: ${node} holds ${key} twice`);
      seen.add(key);
      mustBeTold(this.#sent.has(key), `${node} holds only what was sent, not ${key}`);
      mustBeTold(seq === (lastSeqs.get(room) ?? 0) + 1, `dense on ${node}: ${key} at ${seq}`);
      lastSeqs.set(room, seq);
      mustBeTold(
        clientSeq > (lastOfSender.get(room + clientId) ?? 0),
        `${key} in its sender's order on ${node}`,
      );
      lastOfSender.set(room + clientId, clientSeq);
      this.#learn(this.#room(room), seq, key);
    }
    for (const [key, { seq }] of this.#acknowledged) {
      mustBeTold(seen.has(key), `acknowledged, so never lost: ${key} (${seq}) on ${node}`);
    }
  }

  #learn(room: Room, seq: number, key: string): void {
    const known = room.keys[seq];
    mustBeTold(
      known === undefined || known === key,
      `one message at ${seq} for ever, not ${known ?? ""} and ${key}`,
    );
    room.keys[seq] = key;
    this.#places.set(key, seq);
  }

  #room(id: string): Room {
    let room = this.#rooms.get(id);
    if (room === undefined) {
      room = { keys: [], told: 0 };
      this.#rooms.set(id, room);
    }
    return room;
  }
}

export interface FinalRow {
  readonly room: string;
  readonly seq: number;
  readonly key: string;
  readonly clientId: string;
  readonly clientSeq: number;
}
