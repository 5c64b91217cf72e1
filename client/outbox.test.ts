import { expect, test } from "vitest";
import { normalise, type Problem } from "./errors.ts";
import type { Message, Outcome, WriteRow } from "./model.ts";
import { draft, newOutbox, type OutboxCommand, type OutboxEvent } from "./outbox-model.ts";
import { PLAIN_MESSAGE, PLAIN_SENT } from "./plain-rows.ts";
import type { StoredRow } from "./outbox-store.ts";
import { step } from "./outbox.ts";

const DAY_MS = 24 * 3600 * 1000;
const START_MS = 1_000_000_000_000;

/** The outbox of a page that holds the lock and knows log time. */
class Desk {
  outbox = newOutbox("u1", "page");
  commands: readonly OutboxCommand[] = [];
  private orders = 0;
  private nowMs = 0;

  constructor() {
    this.does({ kind: "logTime", timeMs: START_MS }).does({ kind: "holding", isHolder: true });
  }

  does(event: OutboxEvent): this {
    this.nowMs += 5_000; // every back-off is over by the next event
    const { outbox, commands } = step(this.outbox, event, { nowMs: this.nowMs, random: 0.5 });
    this.outbox = outbox;
    this.commands = commands;
    return this;
  }

  write(operation: WriteRow["operation"]): this {
    const { outbox, row } = draft(this.outbox, operation, START_MS);
    this.outbox = outbox;
    this.orders += 1;
    return this.does({ kind: "appended", row: { ...row, order: this.orders } });
  }

  say(...texts: readonly string[]): this {
    for (const text of texts) this.write({ kind: "sendMessage", conversationId: "7", text });
    return this;
  }

  /** The rows of the newest request, if the last event started one. */
  sent(): readonly WriteRow[] {
    return this.commands.find((command) => command.kind === "send")?.rows ?? [];
  }

  seqs(): readonly number[] {
    return this.sent().map(({ key }) => key.seq);
  }

  settled(): readonly string[] {
    return this.commands.flatMap((command) =>
      command.kind === "settled" ? [`${command.row.seq} ${command.settlement.kind}`] : [],
    );
  }

  fates(): readonly string[] {
    return this.outbox.rows.map(({ fate }) => fate.kind);
  }

  answers(...outcomes: readonly (Outcome | "sent")[]): this {
    const rows = this.outbox.rows.filter(({ order }) => this.outbox.inFlight.includes(order));
    const answers = rows.map(({ clientId, seq }, at) => ({
      clientId,
      seq,
      index: 9,
      outcome: outcomeOf(outcomes[at]),
    }));
    return this.does({ kind: "answered", answers });
  }

  fails(reason: string, code: number, isUnknown = false): this {
    return this.does({ kind: "failed", problem: problem(reason, code), isUnknown });
  }
}

function outcomeOf(given: Outcome | "sent" | undefined): Outcome {
  if (given !== undefined && given !== "sent") return given;
  const place = { conversationId: "7", messageId: "1", seq: 1, sentMs: 1 };
  return { kind: "messageSent", ...place, ...PLAIN_SENT };
}

function ownMessage(): Message {
  const key = { clientId: "page", clientSeq: 1 };
  const row = { id: "1", conversationId: "7", seq: 1, text: "one", sentMs: 1, changedAtIndex: 9 };
  return { ...row, ...key, ...PLAIN_MESSAGE, authorId: "u1", deleted: false };
}

function refused(reason: string): Outcome {
  return { kind: "refused", reason, field: "", message: "" };
}

function problem(reason: string, code: number): Problem {
  const facts = { node: "", term: 0, leader: "" };
  return normalise({
    code,
    reason,
    message: "",
    field: "",
    retryMs: 0,
    facts,
    endedBy: "peer",
    withoutStatus: false,
  });
}

test("rows written while a request is under way travel together in the next one", () => {
  const desk = new Desk().say("one", "two", "three");
  expect(desk.outbox.inFlight).toEqual([1]);
  expect(desk.answers("sent").seqs()).toEqual([2, 3]);
});

test("a batch holds at most 64 rows and 64 KiB", () => {
  const many = new Desk().say(...Array.from({ length: 80 }, (_, at) => `${at}`)).answers("sent");
  expect(many.sent()).toHaveLength(64);
  const large = new Desk()
    .say("small", ...Array.from({ length: 6 }, () => "x".repeat(16_000)))
    .answers("sent");
  expect(large.sent()).toHaveLength(4);
});

test("what was answered is acknowledged with the next request", () => {
  const desk = new Desk().say("one").answers("sent").say("two").answers("sent").say("three");
  expect(desk.sent()[0]?.key).toMatchObject({ seq: 3, ackUpto: 2 });
});

test("after an unknown outcome the very same keys go again", () => {
  const desk = new Desk().say("one", "two");
  const [first] = new Desk().say("one").sent();
  desk.fails("", 14, true).does({ kind: "tick" });
  expect(desk.sent()[0]).toEqual(first);
});

test("NEVER_APPLIED takes a new key, and the rows behind it that were never tried move behind", () => {
  const desk = new Desk().say("one", "two", "three").answers(refused("NEVER_APPLIED"));
  expect(desk.seqs()).toEqual([4, 5, 6]);
  expect(desk.sent().map(({ operation }) => "text" in operation && operation.text)).toEqual([
    "one",
    "two",
    "three",
  ]);
});

test("a key below one already settled travels alone, so that rows behind it cannot overtake it", () => {
  const desk = new Desk().say("one", "two", "three").fails("", 14, true).does({ kind: "tick" });
  expect(desk.seqs()).toEqual([1, 2, 3]);
  const answer = { clientId: "page", seq: 1, index: 9, outcome: refused("NEVER_APPLIED") };
  // Two and three went unanswered: they may have been executed and keep their keys, below the new one.
  expect(
    desk
      .does({ kind: "answered", answers: [answer] })
      .does({ kind: "tick" })
      .seqs(),
  ).toEqual([4]);
  expect(desk.answers("sent").seqs()).toEqual([2]);
  expect(desk.answers("sent").seqs()).toEqual([3]);
});

test("ALREADY_ANSWERED settles the row and gives it no new key", () => {
  const desk = new Desk().say("one").answers(refused("ALREADY_ANSWERED"));
  expect(desk.settled()).toEqual(["1 answeredBefore"]);
  expect(desk.outbox.rows).toEqual([]);
});

test("an answer without an index is none: the row stays and goes again", () => {
  const desk = new Desk().say("one");
  desk.does({
    kind: "answered",
    answers: [{ clientId: "page", seq: 1, index: 0, outcome: outcomeOf("sent") }],
  });
  expect(desk.settled()).toEqual([]);
  expect(desk.does({ kind: "tick" }).seqs()).toEqual([1]);
});

test("KEY_EXPIRED asks the time; messages go again under the same keys with a new birth", () => {
  const desk = new Desk().say("one").fails("KEY_EXPIRED", 9).does({ kind: "tick" });
  expect(desk.commands).toEqual([{ kind: "askTime" }]);
  desk.does({ kind: "logTime", timeMs: START_MS + DAY_MS });
  expect(desk.sent()[0]?.key).toMatchObject({ seq: 1, bornMs: START_MS + DAY_MS });
});

test("KEY_EXPIRED holds other writes whose first try is in doubt", () => {
  const desk = new Desk()
    .write({ kind: "joinRoom", conversationId: "7" })
    .fails("", 14, true)
    .does({ kind: "tick" });
  desk
    .fails("KEY_EXPIRED", 9)
    .does({ kind: "tick" })
    .does({ kind: "logTime", timeMs: START_MS + DAY_MS });
  expect(desk.outbox.rows[0]?.fate).toEqual({
    kind: "held",
    attempted: true,
    reason: "KEY_EXPIRED",
  });
});

test("an event of one's own message settles its row; somebody else's with the same key does not", () => {
  const desk = new Desk().say("one");
  const message = ownMessage();
  const foreign = { ...message, authorId: "u2" };
  expect(desk.does({ kind: "observed", message: foreign }).settled()).toEqual([]);
  expect(desk.does({ kind: "observed", message }).settled()).toEqual(["1 seen"]);
});

test("while the request of a row seen early is under way no second one starts", () => {
  const desk = new Desk().say("one", "two");
  const message = ownMessage();
  expect(desk.does({ kind: "observed", message }).sent()).toEqual([]);
  expect(desk.answers("sent").seqs()).toEqual([2]);
});

test("a refusal at the door rejects a row never in doubt, and holds one that may have been executed", () => {
  const sure = new Desk().say("one").fails("INVALID", 3);
  expect(sure.fates()).toEqual(["rejected"]);
  const doubtful = new Desk()
    .say("one")
    .fails("", 14, true)
    .does({ kind: "tick" })
    .fails("INVALID", 3);
  expect(doubtful.fates()).toEqual(["held"]);
});

test("a batch refused at the door is tried row by row, so that only the guilty one is rejected", () => {
  const desk = new Desk().say("zero", "good", "bad", "fine").answers("sent").fails("INVALID", 3);
  expect(desk.seqs()).toEqual([2]);
  expect(desk.answers("sent").seqs()).toEqual([3]);
  expect(desk.fails("INVALID", 3).seqs()).toEqual([4]);
  expect(desk.fates()).toEqual(["rejected", "attempted"]);
});

test("a rejected message takes a new key when its author tries again", () => {
  const desk = new Desk()
    .say("one")
    .answers(refused("FORBIDDEN"))
    .does({ kind: "retry", id: "page:1" });
  expect(desk.seqs()).toEqual([2]);
});

test("OVERLOADED keeps the row and its key", () => {
  const desk = new Desk().say("one").answers(refused("OVERLOADED"));
  expect(desk.sent()).toEqual([]);
  expect(desk.does({ kind: "tick" }).seqs()).toEqual([1]);
});

test("a row of six days waits for its author's word, then goes under its own key; others pass it", () => {
  const old: StoredRow = {
    ...draft(
      newOutbox("u1", "earlier"),
      { kind: "sendMessage", conversationId: "7", text: "old" },
      START_MS - 6 * DAY_MS,
    ).row,
    order: 1,
    bornMs: START_MS - 6 * DAY_MS,
  };
  const desk = new Desk().does({ kind: "loaded", rows: [old] });
  expect(desk.fates()).toEqual(["held"]);
  expect(desk.sent()).toEqual([]);
  desk.does({ kind: "retry", id: "earlier:1" });
  expect(desk.sent()[0]?.key).toMatchObject({ clientId: "earlier", seq: 1 });
});

test("a row may be taken back only while it certainly was not executed", () => {
  const tried = new Desk().say("one");
  expect(tried.does({ kind: "discard", id: "page:1" }).outbox.rows).toHaveLength(1);
  tried.fails("", 14, true).does({ kind: "signedOut" });
  expect(tried.does({ kind: "discard", id: "page:1" }).outbox.rows).toHaveLength(1);
  const refusedBefore = new Desk().say("one").fails("NO_LEADER", 14);
  expect(refusedBefore.does({ kind: "discard", id: "page:1" }).settled()).toEqual(["1 discarded"]);
});

test("a page that does not hold the lock sends nothing; one whose session ended waits for the next", () => {
  const shown = new Desk().does({ kind: "holding", isHolder: false }).say("one");
  expect(shown.sent()).toEqual([]);
  expect(shown.does({ kind: "holding", isHolder: true }).seqs()).toEqual([1]);
  const signedOut = new Desk().say("one").fails("BAD_SESSION", 16);
  expect(signedOut.does({ kind: "wake" }).sent()).toEqual([]);
  expect(signedOut.does({ kind: "signedIn" }).seqs()).toEqual([1]);
});

test("an answer about an earlier session does not end this one: the row goes again", () => {
  const desk = new Desk().say("one").does({ kind: "signedIn" });
  expect(desk.sent()).toEqual([]);
  desk.fails("BAD_SESSION", 16);
  expect(desk.outbox.isSignedOut).toBe(false);
  expect(desk.seqs()).toEqual([1]);
  desk.fails("BAD_SESSION", 16);
  expect(desk.outbox.isSignedOut).toBe(true);
  desk.does({ kind: "signedIn" }).does({ kind: "signedOut" }).fails("BAD_SESSION", 16);
  expect(desk.outbox.isSignedOut).toBe(true);
});

test("the mark of the attempt is committed before the request leaves", () => {
  const desk = new Desk().does({ kind: "signedOut" }).say("offline");
  expect(desk.fates()).toEqual(["waiting"]);
  desk.does({ kind: "signedIn" });
  expect(desk.commands.map(({ kind }) => kind)).toEqual(["change", "send"]);
  expect(desk.fates()).toEqual(["attempted"]);
});
