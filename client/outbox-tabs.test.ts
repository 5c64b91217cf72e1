/** Two tabs and one outbox: what one of them did while the other was not looking. */
import { expect, test } from "vitest";
import { CallRunner } from "./call-runner.ts";
import type { WriteOutcome } from "./chat.ts";
import { MemoryCluster } from "./memory-cluster.ts";
import { MemoryOutboxStore } from "./memory-outbox-store.ts";
import { draft, newOutbox, type Outbox, type OutboxEvent } from "./outbox-model.ts";
import { OutboxSender } from "./outbox-sender.ts";
import type { StoredRow } from "./outbox-store.ts";
import { step } from "./outbox.ts";
import type { TabHandlers, TabNote } from "./tabs.ts";
import { repeatableChance, VirtualClock } from "./virtual-clock.ts";

const TIME_MS = 1_000_000_000_000;
const SEND = { kind: "sendMessage", conversationId: "7", text: "one" } as const;
const NEVER_APPLIED = { kind: "refused", reason: "NEVER_APPLIED", field: "", message: "" } as const;

/** A tab with one row of its own under way. */
function sending(): { readonly outbox: Outbox; readonly row: StoredRow } {
  let outbox = newOutbox("u1", "page");
  outbox = does(outbox, { kind: "logTime", timeMs: TIME_MS });
  outbox = does(outbox, { kind: "holding", isHolder: true });
  const drafted = draft(outbox, SEND, TIME_MS);
  const row: StoredRow = { ...drafted.row, order: 1 };
  outbox = does(drafted.outbox, { kind: "appended", row });
  expect(outbox.inFlight).toEqual([1]);
  return { outbox, row };
}

function does(outbox: Outbox, event: OutboxEvent): Outbox {
  return step(outbox, event, { nowMs: 0, random: 0.5 }).outbox;
}

test("a tab that lost the lock under way gives no new key: the one that has it does", () => {
  const { outbox, row } = sending();
  const lost = does(outbox, { kind: "holding", isHolder: false });
  const { clientId, seq } = row;
  const answers = [{ clientId, seq, index: 9, outcome: NEVER_APPLIED }];
  expect(does(lost, { kind: "answered", answers }).rows).toEqual([row]);
});

test("a tab that lost the lock no longer knows that a row was never tried", () => {
  const { outbox, row } = sending();
  const idle = does({ ...outbox, inFlight: [] }, { kind: "signedOut" });
  const back = [false, true].reduce(
    (each, isHolder) => does(each, { kind: "holding", isHolder }),
    idle,
  );
  expect(does(back, { kind: "discard", id: row.id }).rows).toEqual([row]);
});

test("no other tab's word changes the key of a row under way", () => {
  const { outbox, row } = sending();
  const changed = { ...row, clientId: "other", seq: 3 };
  const { rows } = does(outbox, { kind: "loaded", rows: [changed] });
  expect(rows).toEqual([row]);
});

/** A tab whose lock the test gives and takes, over a store that another tab changes. */
async function tab() {
  const clock = new VirtualClock();
  const cluster = new MemoryCluster(clock);
  const store = new MemoryOutboxStore();
  const row = { ...sending().row, userId: "u1", fate: { kind: "attempted" } } as const;
  const stored = await store.append(row);
  let handlers: TabHandlers | null = null;
  const sender = new OutboxSender({
    userId: "u1",
    calls: new CallRunner({ transport: cluster, clock, chance: repeatableChance() }),
    clock,
    chance: repeatableChance(),
    store,
    tabs: {
      join: (_name, joined) => {
        handlers = joined;
        return { announce: () => {}, steal: () => {}, leave: () => {} };
      },
    },
    fallback: () => store,
    token: () => "",
    isVisible: () => true,
    changed: () => {},
    settled: () => {},
    signedOut: () => {},
  });
  await clock.pass(1);
  sender.logTime(TIME_MS);
  const on = (): TabHandlers => {
    if (handlers === null) throw new Error("the sender joins its tabs at once");
    return handlers;
  };
  return { clock, cluster, store, stored, sender, on };
}

test("whoever gets the lock looks first: what its last holder settled is not sent again", async () => {
  const { clock, cluster, store, stored, sender, on } = await tab();
  // Settled, perhaps under a new key, and its holder gone before this tab heard a word.
  await store.change([], [stored.order]);
  on().holding(true);
  await clock.pass(100);
  expect(cluster.attempts).toEqual([]);
  expect(sender.list()).toEqual([]);
});

test("how a row ended is told to its writer, even if the row has left the store before the word of it", async () => {
  const { clock, store, sender, on } = await tab();
  let outcome: WriteOutcome | null = null;
  const { row, outcome: ended } = sender.write({ kind: "createRoom", name: "lounge" });
  void ended.then((each) => (outcome = each));
  await clock.pass(1);
  const rows = await store.load("u1");
  await store.change(
    [],
    rows.map(({ order }) => order),
  );
  on().heard({ kind: "rows" });
  await clock.pass(1);
  const settlement = { kind: "refused", reason: "TAKEN", field: "name", message: "" } as const;
  on().heard({ kind: "settled", id: row.id, settlement } satisfies TabNote);
  await clock.pass(1);
  expect(outcome).toMatchObject({ kind: "rejected", reason: "TAKEN" });
});
