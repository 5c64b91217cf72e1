import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { MalformedBytes } from "../lib/byte-reader.ts";
import { encodeConfiguration } from "./configuration.ts";
import { packEntries } from "./entry-codec.ts";
import { decodeMessage, encodeMessage } from "./message-codec.ts";
import type { AppendRequest, Message } from "./messages.ts";
import type { Entry, RaftId, SnapshotMeta } from "./types.ts";

const number = fc.maxSafeNat();
const id = fc
  .stringMatching(/^[0-9a-f]{16}$/)
  .filter((text) => text.length === 16)
  .map((text) => text as RaftId);
const incarnation = fc.integer({ min: 1, max: 2 ** 40 });
const starts = fc.array(fc.record({ id, incarnation, nonce: fc.string({ maxLength: 16 }) }), {
  minLength: 1,
  maxLength: 5,
});
const envelope = { from: id, to: id, term: number };
const readId = fc.string({ maxLength: 16 });

const appends: fc.Arbitrary<AppendRequest> = fc
  .record({
    from: id,
    to: id,
    commit: number,
    prevIndex: fc.integer({ min: 1, max: 2 ** 50 }),
    prevTerm: fc.integer({ min: 1, max: 1000 }),
    rise: fc.nat(5),
    sizes: fc.array(fc.nat(50), { maxLength: 8 }),
  })
  .map(({ rise, sizes, ...rest }) => ({
    ...rest,
    type: "appendRequest",
    term: rest.prevTerm + rise,
    entries: sizes.map((size, position): Entry => ({
      index: rest.prevIndex + 1 + position,
      term: rest.prevTerm + rise,
      time: 1_000 + position,
      kind: "command",
      data: new Uint8Array(size).fill(position),
    })),
  }));

const configuration: Entry = {
  index: 1,
  term: 1,
  time: 0,
  kind: "configuration",
  data: encodeConfiguration({
    members: [
      { id: "00000000000000a1" as RaftId, name: "n1", peer: "p:1", client: "c:1", http: "h:1" },
    ],
    voters: ["00000000000000a1" as RaftId],
    outgoing: [],
    learners: [],
  }),
};
const snapshots: fc.Arbitrary<SnapshotMeta> = fc.record({
  id: readId,
  size: fc.integer({ min: 1 }),
  sum: fc.integer({ min: 0, max: 0xffffffff }),
  base: fc.record({
    index: fc.integer({ min: 1 }),
    term: fc.constant(1),
    time: number,
    configuration: fc.constant(configuration),
  }),
});

const plain: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    ...envelope,
    type: fc.constant("snapshotOffer"),
    term: fc.integer({ min: 1 }),
    snapshot: snapshots,
  }),
  fc.record({ ...envelope, type: fc.constant("snapshotPull"), id: readId, offset: number }),
  fc.record({
    ...envelope,
    type: fc.constant("snapshotChunk"),
    id: readId,
    offset: number,
    sum: number,
    data: fc.uint8Array({ maxLength: 40 }),
  }),
  fc.record({ ...envelope, type: fc.constant("snapshotFailed"), id: readId }),
  fc.record({
    ...envelope,
    type: fc.constant("voteRequest"),
    isPreVote: fc.boolean(),
    isTransfer: fc.boolean(),
    lastIndex: number,
    lastTerm: number,
  }),
  fc.record({
    ...envelope,
    type: fc.constant("voteResponse"),
    isPreVote: fc.boolean(),
    granted: fc.boolean(),
    wall: number,
  }),
  appends,
  fc.record({
    ...envelope,
    type: fc.constant("appendResponse"),
    success: fc.boolean(),
    index: number,
    hintIndex: number,
    hintTerm: number,
    wall: number,
  }),
  fc.record({ ...envelope, type: fc.constant("heartbeatRequest"), commit: number, round: number }),
  fc.record({ ...envelope, type: fc.constant("heartbeatResponse"), round: number, wall: number }),
  fc.record({ ...envelope, type: fc.constant("readRequest"), id: readId }),
  fc.record({
    ...envelope,
    type: fc.constant("readResponse"),
    id: readId,
    index: number,
    time: number,
  }),
  fc.record({ ...envelope, type: fc.constant("timeoutNow"), lastIndex: number }),
  fc.record({ ...envelope, type: fc.constant("commitUpdate"), commit: number }),
  fc.record({
    ...envelope,
    type: fc.constant("claimAnswer"),
    nonce: readId,
    claimed: number,
    isNew: fc.boolean(),
    highest: number,
  }),
  fc.record({ ...envelope, type: fc.constant("refilled"), claimed: number, index: number }),
);
const claims: fc.Arbitrary<Message> = fc.record({
  ...envelope,
  type: fc.constant("claim"),
  incarnation,
  nonce: readId,
  lineage: fc.array(fc.record({ incarnation, nonce: readId }), { maxLength: 16 }),
  configurationIndex: number,
  configurationTerm: number,
});
const answers: fc.Arbitrary<Message> = fc.record({
  ...envelope,
  type: fc.constant("claimAnswer"),
  nonce: readId,
  claimed: number,
  isNew: fc.boolean(),
  highest: number,
  configuration: fc.constant(configuration),
});
/** Of a member whose store counts its starts. */
const stamped: fc.Arbitrary<Message> = fc
  .tuple(
    plain,
    incarnation,
    fc.option(fc.constantFrom("uncounted", "recovering")),
    fc.option(starts),
  )
  .map(([message, number, worth, seen]) => ({
    ...message,
    incarnation: number,
    ...(worth === null ? {} : { worth }),
    ...(seen === null ? {} : { seen }),
  }));
const messages: fc.Arbitrary<Message> = fc.oneof(plain, claims, answers, stamped);

const a = "00000000000000aa" as RaftId;
const b = "00000000000000bb" as RaftId;
const noop: Entry = { index: 6, term: 3, time: 10, kind: "noop", data: new Uint8Array() };
const append = (changes: Partial<AppendRequest>): AppendRequest => ({
  type: "appendRequest",
  from: a,
  to: b,
  term: 3,
  prevIndex: 5,
  prevTerm: 2,
  commit: 4,
  entries: [noop],
  ...changes,
});

describe("message codec", () => {
  it("gives back any message", () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(decodeMessage(encodeMessage(message))).toEqual(message);
      }),
      { numRuns: 1_000 },
    );
  });

  it("refuses every truncation and every byte too many with a typed error", () => {
    fc.assert(
      fc.property(messages, fc.nat(), (message, cut) => {
        const bytes = encodeMessage(message);
        expect(() => decodeMessage(bytes.slice(0, cut % bytes.length))).toThrow(MalformedBytes);
        expect(() => decodeMessage(new Uint8Array([...bytes, 0]))).toThrow(MalformedBytes);
      }),
    );
  });

  it.each([
    ["nothing", { size: 0 }],
    ["a later term than its sender's", { base: { index: 9, term: 4, time: 9, configuration } }],
    ["what its configuration lies behind", { base: { index: 0, term: 1, time: 9, configuration } }],
    [
      "something without a configuration",
      { base: { index: 9, term: 1, time: 9, configuration: { ...configuration, kind: "noop" } } },
    ],
  ])("refuses a snapshot of %s", (_what, flaw) => {
    const base = { index: 9, term: 1, time: 9, configuration };
    const snapshot = { id: "s", size: 1, sum: 0, base, ...flaw } as SnapshotMeta;
    const ids = { from: "00000000000000a1" as RaftId, to: "00000000000000a2" as RaftId };
    const bytes = encodeMessage({ type: "snapshotOffer", ...ids, term: 3, snapshot });
    expect(() => decodeMessage(bytes)).toThrow(MalformedBytes);
  });

  it("answers changed bytes with a typed error or a message that encodes to those very bytes", () => {
    fc.assert(
      fc.property(messages, fc.nat(), fc.nat(255), (message, at, value) => {
        const bytes = encodeMessage(message).slice();
        bytes[at % bytes.length] = value;
        let decoded: Message;
        try {
          decoded = decodeMessage(bytes);
        } catch (error) {
          return error instanceof MalformedBytes;
        }
        expect(encodeMessage(structuredClone(decoded))).toEqual(bytes);
        return true;
      }),
      { numRuns: 2_000 },
    );
  });

  it("carries the packed entries as they are, for every peer", () => {
    const { entries } = append({});
    const packed = packEntries(entries);
    for (const to of [a, b]) {
      expect(encodeMessage(append({ to, entries })).slice(-packed.length)).toEqual(packed);
    }
    expect(packEntries(entries)).toBe(packed);
  });

  it("refuses a claim that does not say of which start, and a start before the first", () => {
    const place = { from: a, to: b, term: 1, configurationIndex: 1, configurationTerm: 1 };
    const claim = { type: "claim", ...place, nonce: "x", lineage: [] } as const;
    const bytes = encodeMessage({ ...claim, incarnation: 1 }).slice();
    expect(decodeMessage(bytes)).toEqual({ ...claim, incarnation: 1 });
    const at = bytes.indexOf(1, 19);
    bytes[at] = 0;
    expect(() => decodeMessage(bytes)).toThrow(MalformedBytes);
    expect(() => decodeMessage(encodeMessage({ ...claim, incarnation: 0 }))).toThrow(
      MalformedBytes,
    );
  });

  it("lets an append without entries through", () => {
    expect(decodeMessage(encodeMessage(append({ entries: [] })))).toEqual(append({ entries: [] }));
  });

  it.each([
    ["leaves a gap behind prevIndex", { prevIndex: 4 }],
    ["holds a term above its own", { entries: [{ ...noop, term: 4 }] }],
    ["falls below prevTerm", { entries: [{ ...noop, term: 1 }] }],
    ["follows a later term than its own", { prevTerm: 4, entries: [] }],
    ["gives the place before the log a term", { prevIndex: 0, prevTerm: 1, entries: [] }],
    [
      "holds a configuration that is none",
      {
        entries: [{ ...noop, kind: "configuration", data: new Uint8Array([123]) } satisfies Entry],
      },
    ],
  ])("refuses an append that %s", (_flaw, changes) => {
    expect(() => decodeMessage(encodeMessage(append(changes)))).toThrow(MalformedBytes);
  });
});
