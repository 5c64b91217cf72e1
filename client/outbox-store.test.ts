import { IDBFactory } from "fake-indexeddb";
import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { IndexedDbOutboxStore } from "./indexed-db-outbox-store.ts";
import { MemoryOutboxStore } from "./memory-outbox-store.ts";
import type { OutboxStore, StoredRow } from "./outbox-store.ts";
import { SAMPLE_OPERATIONS } from "./sample-operations.ts";

function row(userId: string, seq: number): Omit<StoredRow, "order"> {
  return {
    id: `page:${seq}`,
    userId,
    clientId: "page",
    seq,
    bornMs: 1,
    operation: { kind: "sendMessage", conversationId: "7", text: `message ${seq}` },
    writtenMs: 2,
    fate: { kind: "waiting" },
  };
}

const TWINS: readonly [string, () => Promise<OutboxStore>][] = [
  ["memory", () => Promise.resolve(new MemoryOutboxStore())],
  [
    "IndexedDB",
    () => {
      globalThis.indexedDB = new IDBFactory();
      return IndexedDbOutboxStore.open();
    },
  ],
];

describe.each(TWINS)("the outbox store in %s", (_name, open) => {
  test("gives ascending orders, and loads one user's rows in that order", async () => {
    const store = await open();
    const first = await store.append(row("u1", 1));
    await store.append(row("u2", 1));
    const second = await store.append(row("u1", 2));
    expect(second.order).toBeGreaterThan(first.order);
    expect(await store.load("u1")).toEqual([first, second]);
    store.close();
  });

  test("keeps the order of appends that were made at once", async () => {
    const store = await open();
    await Promise.all([1, 2, 3, 4, 5].map((seq) => store.append(row("u1", seq))));
    expect((await store.load("u1")).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    store.close();
  });

  test("brings rows of every kind back as they were written", async () => {
    const store = await open();
    for (const [at, operation] of SAMPLE_OPERATIONS.entries())
      await store.append({ ...row("u1", at + 1), operation });
    const loaded = await store.load("u1");
    expect(loaded.map(({ operation }) => operation)).toEqual(SAMPLE_OPERATIONS);
    store.close();
  });

  test("changes and removes rows in one step, and never gives an order twice", async () => {
    const store = await open();
    const first = await store.append(row("u1", 1));
    const second = await store.append(row("u1", 2));
    await store.change([{ ...first, fate: { kind: "attempted" } }], [second.order]);
    expect(await store.load("u1")).toEqual([{ ...first, fate: { kind: "attempted" } }]);
    const third = await store.append(row("u1", 3));
    expect(third.order).toBeGreaterThan(second.order);
    store.close();
  });

  test("does not bring back a row that was removed meanwhile", async () => {
    const store = await open();
    const first = await store.append(row("u1", 1));
    await store.change([], [first.order, 4_711]);
    await store.change([first], []);
    expect(await store.load("u1")).toEqual([]);
    store.close();
  });
});

test("rows in IndexedDB are there for the next page", async () => {
  globalThis.indexedDB = new IDBFactory();
  const page = await IndexedDbOutboxStore.open();
  const written = await page.append(row("u1", 1));
  page.close();
  const reloaded = await IndexedDbOutboxStore.open();
  expect(await reloaded.load("u1")).toEqual([written]);
  reloaded.close();
});

test("a page without IndexedDB learns so at once", async () => {
  globalThis.indexedDB = {
    open: () => {
      throw new Error("refused");
    },
  } as unknown as IDBFactory;
  await expect(IndexedDbOutboxStore.open()).rejects.toThrow("refused");
});
