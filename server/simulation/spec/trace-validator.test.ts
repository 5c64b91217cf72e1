/** One recorded world is in order; the same trace with one thing forged in it is not, and the sentence says what. */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import type { Message } from "../../src/raft/messages.ts";
import type { Effect, Input, RaftId } from "../../src/raft/types.ts";
import { simulate } from "../simulate.ts";
import type { SpecStep, StartingDisk, TraceWatcher } from "./spec-step.ts";
import { TraceValidator } from "./trace-validator.ts";

/** With changes of members, snapshots, truncations and hand-overs in it. */
const SEED = 55;

type Line =
  | { readonly id: RaftId; readonly name: string; readonly disk: StartingDisk }
  | { readonly id: RaftId; readonly step: SpecStep };

let lines: readonly Line[] = [];

beforeAll(async () => {
  const recorded: Line[] = [];
  const recorder: TraceWatcher = {
    started: (id, name, disk) =>
      void recorded.push({ id, name, disk: { ...disk, entries: [...disk.entries] } }),
    stepped: (id, step) => void recorded.push({ id, step }),
  };
  const { failure } = await simulate(SEED, { traceWatcher: recorder });
  expect(failure).toBeNull();
  lines = recorded;
});

/** Replays the trace; the first step that `forge` changes is the last. */
function replay(forge: (step: SpecStep) => SpecStep | null): readonly string[] {
  const events: string[] = [];
  const validator = new TraceValidator((event) => events.push(event));
  for (const line of lines) {
    if ("disk" in line) {
      validator.started(line.id, line.name, line.disk);
      continue;
    }
    const forged = forge(line.step);
    validator.stepped(line.id, forged ?? line.step);
    if (forged !== null) throw new Error("the forged step was believed");
  }
  return events;
}

test("every event of a sound trace is explained, and all the large ones happen", () => {
  const events = new Set(replay(() => null));
  const wanted = [
    "Campaign",
    "GrantVote",
    "BecomeLeader",
    "StepDown",
    "AdvanceCommit",
    "LearnCommit",
  ];
  const log = ["AcceptEntries", "TruncateConflict", "ClientRequest", "ChangeMembers", "Apply"];
  const snapshots = ["TakeSnapshot", "Compact", "OfferSnapshot", "InstallSnapshot"];
  for (const event of [...wanted, ...log, ...snapshots, "ServeRead", "Start"])
    expect(events).toContain(event);
});

const status =
  (change: (step: SpecStep) => Partial<SpecStep["status"]> | null) =>
  (step: SpecStep): SpecStep | null => {
    const changed = change(step);
    return changed === null ? null : { ...step, status: { ...step.status, ...changed } };
  };

const effect =
  (change: (one: Effect) => Effect | null) =>
  (step: SpecStep): SpecStep | null => {
    let isDone = false;
    const effects = step.effects.map((one) => {
      const changed = isDone ? null : change(one);
      isDone ||= changed !== null;
      return changed ?? one;
    });
    return isDone ? { ...step, effects } : null;
  };

const said = (
  change: (message: Message) => Message | null,
): ((step: SpecStep) => SpecStep | null) =>
  effect((one) => {
    const message = one.kind === "send" ? change(one.message) : null;
    return message === null ? null : { kind: "send", message };
  });

const heard =
  (change: (message: Message) => Message | null) =>
  (step: SpecStep): SpecStep | null => {
    const message = step.input.kind === "message" ? change(step.input.message) : null;
    const input = message === null ? null : ({ ...step.input, message } as Input);
    return input === null ? null : { ...step, input };
  };

test.each([
  [
    "a term that rises by itself",
    "UpdateTerm",
    status(({ status: { term } }) => ({ term: term + 1 })),
  ],
  [
    "a term that falls",
    "UpdateTerm",
    status(({ input, status: { term } }) =>
      input.kind === "tick" && term > 1 ? { term: term - 1 } : null,
    ),
  ],
  [
    "a leader nobody voted for",
    "BecomeLeader",
    status(({ status: { role } }) => (role === "candidate" ? { role: "leader" } : null)),
  ],
  [
    "a commit of a leader without its quorum",
    "AdvanceCommit",
    status(({ input, status: { role, commitIndex, lastIndex } }) =>
      role === "leader" && input.kind === "propose"
        ? { commitIndex: lastIndex || commitIndex }
        : null,
    ),
  ],
  [
    "a commit of a follower that nobody told it of",
    "LearnCommit",
    status(({ input, status: { role, commitIndex, lastIndex } }) =>
      role === "follower" && input.kind === "tick" && lastIndex > commitIndex
        ? { commitIndex: commitIndex + 1 }
        : null,
    ),
  ],
  [
    "an acknowledgement beyond what was sent",
    "Acknowledge",
    said((one) =>
      one.type === "appendResponse" && one.success ? { ...one, index: one.index + 1 } : null,
    ),
  ],
  [
    "a refusal of what is held",
    "RefuseEntries",
    said((one) =>
      one.type === "appendResponse" && one.success && one.index > 1
        ? { ...one, success: false, index: one.index }
        : null,
    ),
  ],
  [
    "an append of another leader's term",
    "Lead",
    said((one) => (one.type === "appendRequest" ? { ...one, term: one.term + 1 } : null)),
  ],
  [
    "a heartbeat that tells more than its receiver holds",
    "SendHeartbeat",
    said((one) => (one.type === "heartbeatRequest" ? { ...one, commit: one.commit + 99 } : null)),
  ],
  [
    "a granted pre-vote nobody asked for",
    "AnswerPreVote",
    said((one) =>
      one.type === "heartbeatResponse"
        ? { ...one, type: "voteResponse", isPreVote: true, granted: true }
        : null,
    ),
  ],
  [
    "an order to campaign to one that lacks entries",
    "HandOver",
    said((one) =>
      one.type === "heartbeatRequest"
        ? { ...one, type: "timeoutNow", lastIndex: one.commit + 1 }
        : null,
    ),
  ],
  [
    "an answer to a read from before it was asked",
    "AnswerRead",
    said((one) => (one.type === "readResponse" && one.index > 1 ? { ...one, index: 0 } : null)),
  ],
  [
    "a read that misses what was committed",
    "ServeRead",
    effect((one) => (one.kind === "readReady" && one.index > 1 ? { ...one, index: 0 } : null)),
  ],
  [
    "an apply of what is not committed",
    "Apply",
    effect((one) => (one.kind === "apply" ? { ...one, commit: one.commit + 1 } : null)),
  ],
  [
    "a vote that is not written down",
    "Persist",
    effect((one) =>
      one.kind === "persist" && one.hardState !== null ? { ...one, hardState: null } : null,
    ),
  ],
  [
    "entries that get lost on their way into the log",
    "AcceptEntries",
    (step: SpecStep) =>
      step.status.role !== "follower"
        ? null
        : effect((one) =>
            one.kind === "persist" && one.entries.length > 1
              ? { ...one, entries: one.entries.slice(1) }
              : null,
          )(step),
  ],
  [
    "a cut that nobody asked for",
    "TruncateConflict",
    (step: SpecStep) =>
      step.status.role !== "follower" || step.status.commitIndex < 5
        ? null
        : effect((one) =>
            one.kind === "persist" && one.entries.length > 0 && one.truncateFrom === null
              ? { ...one, truncateFrom: 3 }
              : null,
          )(step),
  ],
  [
    "a message that nobody sent",
    "Hear",
    heard((one) => (one.type === "voteResponse" ? { ...one, granted: !one.granted } : null)),
  ],
] as const)("refuses %s", (_, event, forge) => {
  expect(() => replay(forge)).toThrow(`off the specification: ${event}: `);
});

test("the specification is independent: of the program it knows nothing but types", () => {
  const folder = new URL("./", import.meta.url);
  const files = readdirSync(folder).filter((name) => !name.endsWith(".test.ts"));
  expect(files.length).toBeGreaterThan(10);
  for (const name of files) {
    const text = readFileSync(new URL(name, folder), "utf8");
    for (const [statement] of text.matchAll(/^import [^;]*"\.\.\/\.\.\/[^;]*;/gm))
      expect(statement).toMatch(/^import type /);
  }
});
