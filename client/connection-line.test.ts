import { expect, test } from "vitest";
import { connectionLine, type ConnectionReport } from "./connection-line.ts";

const WELL: ConnectionReport = {
  state: "LIVE",
  troubleSinceMs: null,
  nextTryAtMs: null,
  noQuorumSinceMs: null,
  diskFullSinceMs: null,
  nodesUp: 5,
  nodesAll: 5,
  signedOut: false,
  waiting: 3,
  durable: true,
};
const TROUBLE: ConnectionReport = { ...WELL, state: "BACKOFF", troubleSinceMs: 0 };

test.each([
  ["all is well", WELL, 99_000, { kind: "none" }],
  ["the first two seconds of trouble", TROUBLE, 1_999, { kind: "none" }],
  ["two seconds of trouble", TROUBLE, 2_000, { kind: "reconnecting" }],
  ["ten seconds", TROUBLE, 10_000, { kind: "reconnecting" }],
  ["over ten", { ...TROUBLE, nextTryAtMs: 13_001 }, 10_001, { kind: "reconnectingIn", seconds: 3 }],
  ["over ten, trying", TROUBLE, 10_001, { kind: "reconnectingIn", seconds: 0 }],
  [
    "offline, at once",
    { ...TROUBLE, state: "OFFLINE" as const },
    1,
    { kind: "offline", waiting: 3 },
  ],
  [
    "no majority for 2 s",
    { ...WELL, noQuorumSinceMs: 0, nodesUp: 2 },
    2_000,
    { kind: "readOnly", up: 2, all: 5 },
  ],
  ["no majority for less", { ...WELL, noQuorumSinceMs: 0, nodesUp: 2 }, 1_999, { kind: "none" }],
  [
    "writes refused for full disks for 2 s",
    { ...WELL, diskFullSinceMs: 0 },
    2_000,
    { kind: "diskFull", waiting: 3 },
  ],
  ["full disks for less", { ...WELL, diskFullSinceMs: 0 }, 1_999, { kind: "none" }],
  [
    "full disks, and nothing waits",
    { ...WELL, diskFullSinceMs: 0, waiting: 0 },
    9_000,
    { kind: "none" },
  ],
  [
    "session ended, whatever else",
    { ...TROUBLE, signedOut: true },
    20_000,
    { kind: "signedOut", waiting: 3 },
  ],
] as const)("%s", (_title, report, nowMs, line) => {
  expect(connectionLine(report, nowMs)).toEqual(line);
});
