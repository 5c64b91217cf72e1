import { describe, expect, it } from "vitest";

import { AssertionFailure } from "../lib/assert.ts";
import { MalformedBytes } from "../lib/byte-reader.ts";
import { decodeConfiguration, encodeConfiguration } from "./configuration.ts";
import type { Configuration, Member, RaftId } from "./types.ts";

const a = "00000000000000aa" as RaftId;
const b = "00000000000000bb" as RaftId;
const member = (id: RaftId, name: string): Member => ({
  id,
  name,
  peer: "127.0.0.1:7201",
  client: "[::1]:7101",
  http: "node.example:7301",
});
const sound: Configuration = {
  members: [member(a, "n1"), member(b, "n2")],
  voters: [a, b],
  outgoing: [],
  learners: [],
};

function bytesOf(changes: Record<string, unknown>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ version: 1, ...sound, ...changes }));
}

describe("configuration codec", () => {
  it("gives back a configuration", () => {
    expect(decodeConfiguration(encodeConfiguration(sound))).toEqual(sound);
  });

  it("writes equal configurations as equal bytes, whatever the order of fields in memory", () => {
    const { learners, outgoing, voters, members } = sound;
    expect(encodeConfiguration({ learners, outgoing, voters, members })).toEqual(
      encodeConfiguration(sound),
    );
  });

  it.each([
    ["no JSON", new Uint8Array([123])],
    ["no UTF-8", new Uint8Array([0xff])],
    ["a list", new TextEncoder().encode("[]")],
    ["a later version", bytesOf({ version: 2 })],
    ["no members", bytesOf({ members: null })],
    ["a member that is none", bytesOf({ members: [1] })],
    ["a short id", bytesOf({ members: [member("aa" as RaftId, "n1")], voters: ["aa"] })],
    ["a name of another form", bytesOf({ members: [member(a, "node"), member(b, "n2")] })],
    [
      "an address without port",
      bytesOf({ members: [{ ...member(a, "n1"), peer: "here" }, member(b, "n2")] }),
    ],
    ["no voters", bytesOf({ voters: [] })],
    ["a voter that is no member", bytesOf({ voters: ["00000000000000cc"] })],
    ["a voter listed twice", bytesOf({ voters: [a, a] })],
    ["a learner that votes", bytesOf({ learners: [a] })],
    ["a name used twice", bytesOf({ members: [member(a, "n1"), member(b, "n1")] })],
  ])("refuses %s with a typed error", (_flaw, bytes) => {
    expect(() => decodeConfiguration(bytes)).toThrow(MalformedBytes);
  });

  it("never writes a configuration that nobody could read", () => {
    expect(() => encodeConfiguration({ ...sound, voters: [] })).toThrow(AssertionFailure);
  });
});
