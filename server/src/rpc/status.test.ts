import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { ChatClosed } from "../chat/chat-closed.ts";
import { ChatRefusal } from "../chat/refusal.ts";
import { silentLogger } from "../lib/logger.ts";
import { LogRefusal } from "../ports.ts";
import type { LogStatus } from "../ports.ts";
import { CallRefusal } from "./call-refusal.ts";
import type { Reason } from "./call-refusal.ts";
import { ERRORS, refusalFromLog, statusOf } from "./status.ts";

const from: LogStatus = {
  node: "n2",
  role: "follower",
  term: 7,
  leader: "n4",
  lastIndex: 9,
  commitIndex: 9,
  appliedIndex: 9,
  time: 1,
  hasQuorum: true,
  isRecovering: false,
};

/** The table of foundations 7, and the two it does not list. */
const expected: Readonly<Record<Reason, status>> = {
  NOT_LEADER: 9,
  NO_LEADER: 14,
  DRAINING: 14,
  OUTCOME_UNKNOWN: 14,
  OVERLOADED: 8,
  RATE_LIMITED: 8,
  UPGRADING: 14,
  KEY_EXPIRED: 9,
  NEVER_APPLIED: 9,
  ALREADY_ANSWERED: 9,
  LAGGING: 10,
  COMPACTED: 11,
  BAD_SESSION: 16,
  BAD_CREDENTIALS: 16,
  SUSPENDED: 7,
  FORBIDDEN: 7,
  NOT_FOUND: 5,
  TAKEN: 6,
  TOO_LARGE: 3,
  INVALID: 3,
  CORRUPT: 14,
  DISK_FULL: 14,
  BUSY: 10,
  NOT_CAUGHT_UP: 9,
  UNHEALTHY: 9,
  UNKNOWN_MEMBER: 5,
  DUPLICATE: 6,
  LAST_VOTER: 9,
  INTERNAL: 13,
};

describe("the table of errors", () => {
  test("holds exactly the reasons of the contract", () => {
    expect(Object.keys(ERRORS).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(Object.entries(expected))(
    "answers %s with code %i, its reason and the node's facts",
    (reason, code) => {
      const answer = statusOf(new CallRefusal(reason as Reason, ""), from, silentLogger);
      expect(answer.code).toBe(code);
      expect(answer.metadata.getMap()).toEqual({
        "parley-reason": reason,
        "parley-node": "n2",
        "parley-term": "7",
        "parley-leader": "n4",
      });
      expect(answer.details).toMatch(/^[A-Z]/);
    },
  );

  test("carries the field at fault, and when to come back", () => {
    const refusal = new CallRefusal("OVERLOADED", "Full.", { field: "rows", retryMs: 250 });
    const answer = statusOf(refusal, from, silentLogger);
    expect(answer.details).toBe("Full.");
    expect(answer.metadata.getMap()).toMatchObject({
      "parley-field": "rows",
      "parley-retry-ms": "250",
    });
  });
});

describe("what was thrown becomes an answer", () => {
  test.each([
    { error: new LogRefusal("NOT_LEADER", { leader: "n4", term: 7 }), reason: "NOT_LEADER" },
    { error: new LogRefusal("OVERLOADED", { retryMs: 100 }), reason: "OVERLOADED" },
    { error: new ChatRefusal("FORBIDDEN", "Not yours."), reason: "FORBIDDEN" },
    { error: new ChatClosed(), reason: "DRAINING" },
  ])("$reason", ({ error, reason }) => {
    expect(statusOf(error, from, silentLogger).metadata.get("parley-reason")).toEqual([reason]);
  });

  test.each([new Error("secret path /etc"), "a string", undefined])(
    "anything else is INTERNAL: logged in full, told by an id alone",
    (error) => {
      const lines: { err?: unknown; requestId?: string }[] = [];
      const logger = { ...silentLogger, error: (fields: object) => lines.push(fields) };
      const answer = statusOf(error, from, logger);
      expect(answer.code).toBe(status.INTERNAL);
      expect(answer.details).not.toContain("secret");
      expect(lines).toHaveLength(1);
      expect(lines[0]?.err).toBe(error);
      expect(answer.details).toContain(lines[0]?.requestId);
    },
  );

  test("a refusal in words of the log keeps its reason; an unknown reason is none", () => {
    const said = { reason: "TAKEN", field: "name", message: "Taken." };
    expect(refusalFromLog(said)).toMatchObject({
      reason: "TAKEN",
      field: "name",
      message: "Taken.",
    });
    expect(refusalFromLog({ ...said, reason: "toString" })).toBeNull();
  });
});
