import { create, toBinary } from "@bufbuild/protobuf";
import { CommandSchema, RowSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../limits.ts";
import type { Entry } from "../ports.ts";
import { CannotApply } from "./cannot-apply.ts";
import { ChatCore } from "./chat-core.ts";
import { keyOf, Scenario, START_MS, type CommandKind } from "./scenario.ts";

function entry(index: number, data: Uint8Array, time = START_MS): Entry {
  return { index, term: 1, time, kind: "command", data };
}

function command(level: number, kind?: CommandKind): Uint8Array {
  return toBinary(CommandSchema, create(CommandSchema, { level, ...(kind && { kind }) }));
}

const LOG_OUT = { case: "logOut", value: { tokenSha256: new Uint8Array(32) } } as const;
/** Field 99, a string: a kind of command, or of row, that a later program may add. */
const UNKNOWN_FIELD = Uint8Array.of(0x9a, 0x06, 0x01, 0x78);

function rowOfUnknownKind(scenario: Scenario): Uint8Array {
  const ann = scenario.signUp("Ann");
  const row = create(RowSchema, { key: keyOf("page", 1) });
  row.$unknown = [{ no: 99, wireType: 2, data: Uint8Array.of(1, 0x78) }];
  return command(1, { case: "write", value: { tokenSha256: ann.token, rows: [row] } });
}

describe("applying an entry", () => {
  it.each([
    ["an unknown kind", Uint8Array.of(...command(1), ...UNKNOWN_FIELD), /unknown kind/],
    ["no kind at all", command(1), /unknown kind/],
    ["no bytes", new Uint8Array(), /feature level 0/],
    ["a level above what is known", command(3, LOG_OUT), /feature level 3/],
    [
      "a level that is not in force yet",
      command(2, LOG_OUT),
      /needs feature level 2, in force is 1/,
    ],
    ["broken bytes", Uint8Array.of(0xff, 0xff, 0xff), /its bytes are no command/],
  ])("halts with a sentence at %s, and takes nothing more", (_name, data, sentence) => {
    const scenario = new Scenario();
    scenario.signUp("Ann");
    const before = scenario.core.query("stateHash", {});
    expect(() => scenario.core.applyEntries([entry(2, data)], true)).toThrow(CannotApply);
    const next = entry(2, command(1, LOG_OUT));
    expect(() => scenario.core.applyEntries([next], true)).toThrow(/halted/);
    expect(new Scenario(scenario.core.serialize()).core.query("stateHash", {})).toEqual(before);
    expect(() =>
      new Scenario(scenario.core.serialize()).core.applyEntries([entry(2, data)], true),
    ).toThrow(sentence);
  });

  it("halts at a row of an unknown kind, keeping nothing of its batch", () => {
    const scenario = new Scenario();
    const data = rowOfUnknownKind(scenario);
    const before = scenario.core.query("stateHash", {});
    expect(() => scenario.core.applyEntries([entry(2, data)], true)).toThrow(
      /a row of its batch is of an unknown kind/,
    );
    expect(new Scenario(scenario.core.serialize()).core.query("stateHash", {})).toEqual(before);
  });

  it.each([
    ["a hole", [2, START_MS]],
    ["an entry twice", [0, START_MS]],
    ["log time that falls", [1, -1]],
  ])("refuses %s in the log", (_name, [index, time]) => {
    const core = new ChatCore(":memory:", () => {});
    expect(() =>
      core.applyEntries([{ ...entry(index ?? 0, new Uint8Array(), time), kind: "noop" }], true),
    ).toThrow(/invariant broken/);
  });

  it("gives entries that are no commands an empty answer and stores their index", () => {
    const core = new ChatCore(":memory:", () => {});
    const noop: Entry = { index: 1, term: 1, time: START_MS, kind: "noop", data: new Uint8Array() };
    const configuration: Entry = {
      ...noop,
      index: 2,
      kind: "configuration",
      data: Uint8Array.of(1, 2, 3),
    };
    expect(core.applyEntries([noop, configuration], true)).toEqual([
      new Uint8Array(),
      new Uint8Array(),
    ]);
    expect(core.applyEntries([{ ...noop, index: 3 }], false)).toEqual([]);
    expect(core.appliedIndex).toBe(3);
  });

  it("removes what has expired at every thousandth index only", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    scenario.room(ann, "Garden");
    const count = (table: string): unknown =>
      new Database(Buffer.from(scenario.core.serialize()))
        .prepare(`SELECT count(*) FROM ${table}`)
        .pluck()
        .get();
    const counts = () => ["sessions", "clients", "answers", "accounts"].map(count);
    expect(counts()).toEqual([1, 2, 2, 1]);
    scenario.time += LIMITS.sessionAgeMs;
    scenario.skipTo(999);
    expect(counts()).toEqual([1, 2, 2, 1]);
    scenario.skipTo(1_000);
    expect(counts()).toEqual([0, 0, 0, 1]);
    expect(scenario.core.scanHash()).toBe(scenario.core.query("stateHash", {}).hash);
  });
});
