import { fromBinary } from "@bufbuild/protobuf";
import {
  AccountSchema,
  GetAccountResponseSchema,
  GetSessionResponseSchema,
  ListAccountsResponseSchema,
} from "@parley/proto/es/parley/v1/account_pb.js";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { Scenario, START_MS, tokenOf } from "../scenario.ts";

function town(...names: string[]) {
  const scenario = new Scenario();
  const people = names.map((name) => scenario.signUp(name));
  const caller = { tokenSha256: people[0]?.token ?? new Uint8Array(), time: START_MS };
  const list = (pattern: string, cursor = "", pageSize = 0) =>
    fromBinary(
      ListAccountsResponseSchema,
      scenario.core.query("listAccounts", { caller, pattern, cursor, pageSize }),
    );
  return { scenario, people, caller, list };
}

describe("listAccounts", () => {
  it.each([
    ["", ["Ann", "anna", "Bob", "Émile", "Zoë"]],
    ["*", ["Ann", "anna", "Bob", "Émile", "Zoë"]],
    ["AN*", ["Ann", "anna"]],
    ["?nn", ["Ann"]],
    ["*O*", ["Bob", "Zoë"]],
    ["zoë", ["Zoë"]],
    ["é*", ["Émile"]],
    [".*", []],
    ["%", []],
    ["ann_", []],
  ])("finds by the pattern %j, sorted by folded name", (pattern, names) => {
    const { list } = town("Zoë", "Bob", "anna", "Ann", "Émile");
    const found = list(pattern);
    expect(found.accounts.map(({ name }) => name)).toEqual([...names].toSorted(byFoldedBytes));
    expect(found.nextCursor).toBe("");
  });

  it("goes through all pages, each name once, while new names come in", () => {
    const { scenario, list } = town("a1", "a2", "a3", "a4", "a5", "b1");
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = list("a*", cursor, 2);
      seen.push(...page.accounts.map(({ name }) => name));
      if (cursor === "") scenario.signUp("a0");
      cursor = page.nextCursor;
    } while (cursor !== "");
    expect(seen).toEqual(["a1", "a2", "a3", "a4", "a5"]);
  });

  it.each(["garbage", "cm9vbXM6YTI", "YWNjb3VudHM6YTI=", "YWNjb3VudHM6YTI!", "x".repeat(5_000)])(
    "refuses the cursor %j",
    (cursor) => {
      const { list } = town("Ann");
      expect(() => list("", cursor)).toThrow(
        expect.objectContaining({ reason: "INVALID", field: "cursor" }),
      );
    },
  );

  it("refuses a pattern longer than any name", () => {
    const { list } = town("Ann");
    expect(() => list("*a".repeat(100))).toThrow(expect.objectContaining({ field: "pattern" }));
  });
});

/** As SQLite compares the folded names: by their bytes. */
function byFoldedBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one.toLowerCase()), Buffer.from(other.toLowerCase()));
}

describe("accounts", () => {
  it("are found by id and by name in any case, without their hash", () => {
    const { scenario, people, caller } = town("Ann", "Straße");
    const get = (by: { id: string } | { name: string }) =>
      fromBinary(GetAccountResponseSchema, scenario.core.query("getAccount", { caller, by }))
        .account;
    expect(get({ id: people[1]?.id ?? "" })).toMatchObject({ name: "Straße", deleted: false });
    expect(get({ name: "STRASSE" })).toMatchObject({ id: people[1]?.id });
    for (const by of [{ id: "424242" }, { id: "no id" }, { name: "nobody" }, { name: "" }]) {
      expect(() => get(by)).toThrow(expect.objectContaining({ reason: "NOT_FOUND" }));
    }
    const bytes = Buffer.from(scenario.core.query("getAccount", { caller, by: { name: "Ann" } }));
    expect(bytes.includes("hash")).toBe(false);
  });

  it("give their hash to the log-in alone", () => {
    const { scenario, people } = town("Ann");
    const found = scenario.core.query("accountForLogIn", { foldedName: "ann" });
    expect(found).toMatchObject({ accountId: people[0]?.id, passwordHash: "hash of Ann" });
    const account = fromBinary(AccountSchema, found?.account ?? new Uint8Array());
    expect(account).toMatchObject({ name: "Ann", createdMs: BigInt(START_MS), changedAtIndex: 1n });
    expect(scenario.core.query("accountForLogIn", { foldedName: "Ann" })).toBeNull();
  });

  it("are refused to those without a session, by whatever query", () => {
    const { scenario } = town("Ann");
    const caller = { tokenSha256: tokenOf("nobody"), time: START_MS };
    const page = { caller, pageSize: 0, cursor: "" };
    const denied = expect.objectContaining({ reason: "BAD_SESSION" });
    expect(() => scenario.core.query("getSession", { caller })).toThrow(denied);
    expect(() => scenario.core.query("getAccount", { caller, by: { id: "64" } })).toThrow(denied);
    expect(() => scenario.core.query("listAccounts", { ...page, pattern: "" })).toThrow(denied);
    expect(() => scenario.core.query("browseRooms", page)).toThrow(denied);
    expect(() => scenario.core.query("listConversations", { caller, clusterId: "" })).toThrow(
      denied,
    );
  });

  it("have sessions that are gone by the asker's log time, although their row is still there", () => {
    const { scenario, caller } = town("Ann");
    const at = (time: number) => () =>
      fromBinary(
        GetSessionResponseSchema,
        scenario.core.query("getSession", { caller: { ...caller, time } }),
      );
    expect(at(START_MS + LIMITS.sessionAgeMs - 1)().session?.account?.name).toBe("Ann");
    expect(at(START_MS + LIMITS.sessionAgeMs)).toThrow(
      expect.objectContaining({ reason: "BAD_SESSION" }),
    );
  });
});
