/** What every SnapshotStore keeps, whatever is below it. Each twin's test calls `describeSnapshotStore`. */
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SnapshotStore } from "../ports.ts";
import { encodeConfiguration } from "../raft/configuration.ts";
import type { Index, LogBase, RaftId, SnapshotMeta, SnapshotPart } from "../raft/types.ts";

export interface SnapshotStoreHarness {
  /** Opens a store on what earlier ones left; at first there is nothing. */
  open(): SnapshotStore;
  /** A second one with nothing in it, as on another node. */
  openOther(): SnapshotStore;
  /** The state beside the store. */
  setState(text: string): void;
  state(): string;
  /** Lets time pass until what is under way is answered; does nothing where time passes by itself. */
  settle(): void;
  /** Damages the stored bytes of a whole snapshot while no store is open. */
  rot(id: string): void;
  dispose(): void;
}

const PART_BYTES = 7;

export function baseOf(index: Index): LogBase {
  const id = "00112233445566ff" as RaftId;
  const member = { id, name: "n1", peer: "a:1", client: "a:2", http: "a:3" };
  const data = encodeConfiguration({ members: [member], voters: [id], outgoing: [], learners: [] });
  const configuration = { index: 1, term: 1, time: 0, kind: "configuration", data } as const;
  return { index, term: 2, time: 1_000, configuration };
}

export function describeSnapshotStore(name: string, makeHarness: () => SnapshotStoreHarness): void {
  describe(`snapshot store contract: ${name}`, () => {
    let harness: SnapshotStoreHarness;
    let store: SnapshotStore;

    beforeEach(async () => {
      harness = makeHarness();
      store = harness.open();
      await store.load();
    });

    afterEach(async () => {
      await store.close();
      harness.dispose();
    });

    const answered = <T>(ask: (done: (answer: T) => void) => void): Promise<T> =>
      new Promise((resolve) => {
        ask(resolve);
        harness.settle();
      });

    async function taken(text: string, index: Index): Promise<SnapshotMeta> {
      harness.setState(text);
      const begun = (): void => undefined;
      const snapshot = await answered<SnapshotMeta | null>((done) =>
        store.take(baseOf(index), { begun, done }),
      );
      if (snapshot === null) throw new Error("a copy is made");
      return snapshot;
    }

    const read = (id: string, offset: number): Promise<SnapshotPart | null> =>
      answered((done) => store.read(id, offset, PART_BYTES, done));
    const write = (
      to: SnapshotStore,
      snapshot: SnapshotMeta,
      offset: number,
      part: SnapshotPart,
    ): Promise<boolean> => answered((done) => to.write(snapshot, offset, part, done));
    const finish = (to: SnapshotStore, snapshot: SnapshotMeta): Promise<boolean> =>
      answered((done) => to.finish(snapshot, done));

    /** All parts from here to there. */
    async function send(to: SnapshotStore, snapshot: SnapshotMeta): Promise<void> {
      for (let offset = 0; offset < snapshot.size;) {
        const part = await read(snapshot.id, offset);
        if (part === null) throw new Error("every part is to be had");
        expect(await write(to, snapshot, offset, part)).toBe(true);
        offset += part.data.length;
      }
    }

    it("knows nothing at first", async () => {
      expect(await store.load()).toEqual([]);
    });

    it("gives back after a restart what it took, oldest first", async () => {
      const newer = await taken("the newer of two states", 9);
      const older = await taken("the older of two states", 5);
      await store.close();
      store = harness.open();
      expect(await store.load()).toEqual([older, newer]);
      expect(newer).toMatchObject({ base: baseOf(9) });
      expect(newer.id).not.toBe(older.id);
    });

    it("copies the state as it was at the call, and lets it go on", async () => {
      harness.setState("as it was");
      const calls: string[] = [];
      const snapshot = await answered<SnapshotMeta | null>((done) =>
        store.take(baseOf(3), {
          begun: () => {
            calls.push("begun");
            harness.setState("as it went on");
          },
          done: (made) => {
            calls.push("done");
            done(made);
          },
        }),
      );
      expect(calls).toEqual(["begun", "done"]);
      expect(harness.state()).toBe("as it went on");
      await answered<void>((done) => store.restore(snapshot?.id ?? "", done));
      expect(harness.state()).toBe("as it was");
    });

    it("hands a snapshot on, part by part, to a store that then holds the same", async () => {
      const snapshot = await taken("handed on to another node", 7);
      const other = harness.openOther();
      await other.load();
      await send(other, snapshot);
      expect(await other.load()).toEqual([]);
      expect(await finish(other, snapshot)).toBe(true);
      expect(await other.load()).toEqual([snapshot]);
      await other.close();
    });

    it("gives nothing of a snapshot that it does not have, or behind its end", async () => {
      const { id, size } = await taken("short", 2);
      expect(await read("unknown", 0)).toBe(null);
      expect(await read(id, size)).toBe(null);
    });

    it("refuses a part that does not match its sum, and forgets what came before", async () => {
      const snapshot = await taken("a part of it is damaged on the way", 4);
      const other = harness.openOther();
      await other.load();
      const part = await read(snapshot.id, 0);
      if (part === null) throw new Error("the part is to be had");
      expect(await write(other, snapshot, 0, { ...part, sum: part.sum ^ 1 })).toBe(false);
      await send(other, snapshot);
      expect(await finish(other, snapshot)).toBe(true);
      await other.close();
    });

    it("refuses a whole whose parts were sound but which is not what was offered", async () => {
      const snapshot = await taken("sound in parts", 4);
      const other = harness.openOther();
      await other.load();
      await send(other, { ...snapshot, sum: snapshot.sum ^ 1 });
      expect(await finish(other, { ...snapshot, sum: snapshot.sum ^ 1 })).toBe(false);
      expect(await other.load()).toEqual([]);
      await other.close();
    });

    it("begins anew at offset 0, also with another snapshot", async () => {
      const first = await taken("the first of two that come", 4);
      const second = await taken("the second of two that come", 6);
      const other = harness.openOther();
      await other.load();
      const part = await read(first.id, 0);
      if (part === null) throw new Error("the part is to be had");
      expect(await write(other, first, 0, part)).toBe(true);
      await send(other, second);
      expect(await finish(other, second)).toBe(true);
      expect(await other.load()).toEqual([second]);
      await other.close();
    });

    it("knows nothing after a restart of what was half received (raft.md bug 36)", async () => {
      const data = new Uint8Array([1, 2, 3]);
      const snapshot = { id: "half", base: baseOf(4), size: 9, sum: 0 };
      expect(await write(store, snapshot, 0, { data, sum: crc32(data) })).toBe(true);
      await store.close();
      store = harness.open();
      expect(await store.load()).toEqual([]);
    });

    it("does not load what has rotted (raft.md bug 36)", async () => {
      const rotten = await taken("this one rots", 4);
      const sound = await taken("this one does not", 6);
      await store.close();
      harness.rot(rotten.id);
      store = harness.open();
      expect(await store.load()).toEqual([sound]);
    });

    it("forgets what is dropped", async () => {
      const dropped = await taken("nobody needs this one", 4);
      const kept = await taken("this one stays", 6);
      store.drop([dropped.id]);
      await store.close();
      store = harness.open();
      expect(await store.load()).toEqual([kept]);
    });
  });
}
