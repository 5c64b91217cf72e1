import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";

describe("the configuration", () => {
  test("takes a flag before the environment before the default", () => {
    const env = { PARLEY_DATA: "/from/env", PARLEY_LOG_LEVEL: "warn" };
    expect(readConfig(["run", "--node", "n3", "--data", "/from/flag"], env)).toMatchObject({
      verb: "run",
      node: "n3",
      data: "/from/flag",
      logLevel: "warn",
    });
    expect(readConfig(["run", "--node", "n3"], env)).toMatchObject({
      data: "/from/env",
      mustRecopy: false,
    });
    const told = readConfig(["run", "--node", "n3"], { PARLEY_RECOPY: "1" });
    expect(told).toMatchObject({ mustRecopy: true });
    expect(readConfig(["run", "--node", "n3"], { PARLEY_WRITE_RATE: "9" })).toMatchObject({
      writeRate: 9,
    });
    expect(readConfig(["init"], {})).toEqual({ verb: "init", data: resolve("data") });
  });

  test("names what a member is made with, and who is forgotten", () => {
    const data = resolve("data");
    const add = ["add-member", "--host", "delta", "--taken", "n6,n7"];
    expect(readConfig(add, {})).toEqual({
      verb: "add-member",
      data,
      host: "delta",
      taken: ["n6", "n7"],
    });
    expect(readConfig(["add-member"], {})).toEqual({ verb: "add-member", data });
    const forget = { verb: "forget-member", data, node: "n3" };
    expect(readConfig(["forget-member", "--node", "n3"], {})).toEqual(forget);
  });

  test("cannot be changed afterwards", () => {
    expect(Object.isFrozen(readConfig(["init"], {}))).toBe(true);
  });

  test.each([
    { argv: [], says: /usage/ },
    { argv: ["walk"], says: /usage/ },
    { argv: ["init", "run"], says: /usage/ },
    { argv: ["init", "--nodes", "five"], says: /--nodes is a whole number, not "five"/ },
    { argv: ["init", "--port", "-1"], says: /port/ },
    { argv: ["run"], says: /--node names the node to run/ },
    { argv: ["run", "--node", "../etc"], says: /"\.\.\/etc" is none/ },
    { argv: ["run", "--node", "n1", "--log-level", "loud"], says: /--log-level is one of/ },
    { argv: ["run", "--node", "n1", "--write-rate", "0"], says: /at least 1/ },
    { argv: ["run", "--node", "n1", "--write-rate", "fast"], says: /whole number/ },
    { argv: ["run", "--knob", "7"], says: /--knob/ },
    { argv: ["forget-member"], says: /--node names the node/ },
  ])("refuses $argv with a sentence", ({ argv, says }) => {
    expect(() => readConfig(argv, {})).toThrow(says);
  });
});
