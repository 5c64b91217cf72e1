/** What every Transport owes its callers. Each implementation runs this suite on a harness of two nodes. */
import { afterEach, describe, expect, test } from "vitest";
import { normalise } from "./errors.ts";
import type { StreamItem, WriteRow } from "./model.ts";
import { SAMPLE_OPERATIONS } from "./sample-operations.ts";
import type { Reply, Route, SubscribeRequest, Transport, WireFailure } from "./transport.ts";

/** Nodes n1 (leads) and n2. */
export interface TransportHarness {
  readonly transport: Transport;
  readonly token: string;
  /** Of the account whose session the token is. */
  readonly cursor: SubscribeRequest;
  freeze(node: string): void;
  kill(node: string): void;
  endStreams(code: number, reason: string): void;
  close(): void;
}

const ROW: WriteRow = {
  key: { clientId: "client-1", seq: 1, bornMs: 1_000_000_000_000, ackUpto: 0 },
  operation: { kind: "joinRoom", conversationId: "7" },
};
function pin(node: string): Route {
  return { kind: "pin", node };
}

async function failureOf(reply: Promise<Reply<unknown>>): Promise<WireFailure> {
  const settled = await reply;
  if (settled.ok) throw new Error("expected a failure");
  return settled.failure;
}

export function testTransport(name: string, make: () => Promise<TransportHarness>): void {
  describe(`a transport over ${name}`, () => {
    const open: TransportHarness[] = [];

    afterEach(() => {
      for (const harness of open.splice(0)) harness.close();
    });

    async function start(): Promise<TransportHarness> {
      const harness = await make();
      open.push(harness);
      return harness;
    }

    test("brings the answer, and who gave it", async () => {
      const { transport } = await start();
      const reply = await transport.call(
        "now",
        {},
        { route: pin("n2"), deadlineMs: 2_000, token: "" },
      );
      expect(reply).toMatchObject({
        ok: true,
        value: { node: "n2", leader: "n1" },
        facts: { node: "n2", leader: "n1" },
      });
    });

    test("answers a write on the leader with an index, elsewhere with the way there", async () => {
      const { transport, token } = await start();
      const options = { deadlineMs: 2_000, token };
      const answered = await transport.call(
        "write",
        { rows: [ROW], accountId: "" },
        { route: pin("n1"), ...options },
      );
      expect(answered.ok && answered.value.answers[0]).toMatchObject({
        clientId: "client-1",
        seq: 1,
      });
      expect(answered.ok && answered.value.index).toBeGreaterThan(0);
      const failure = await failureOf(
        transport.call("write", { rows: [ROW], accountId: "" }, { route: pin("n2"), ...options }),
      );
      expect(failure).toMatchObject({
        code: 9,
        reason: "NOT_LEADER",
        facts: { node: "n2", leader: "n1" },
      });
      expect(failure.facts.term).toBeGreaterThan(0);
    });

    test("brings rows of every kind in one write, and an answer for each, in their order", async () => {
      const { transport, token } = await start();
      const rows = SAMPLE_OPERATIONS.map((operation, at) => ({
        key: { ...ROW.key, seq: at + 1 },
        operation,
      }));
      const answered = await transport.call(
        "write",
        { rows, accountId: "" },
        { route: pin("n1"), deadlineMs: 2_000, token },
      );
      const seqs = answered.ok ? answered.value.answers.map(({ seq }) => seq) : [];
      expect(seqs).toEqual(rows.map(({ key }) => key.seq));
    });

    test("says whose write or stream it is: another's session is BAD_SESSION", async () => {
      const { transport, token, cursor } = await start();
      const options = { route: pin("n1"), deadlineMs: 2_000, token };
      const { accountId } = cursor;
      expect(await transport.call("write", { rows: [ROW], accountId }, options)).toMatchObject({
        ok: true,
      });
      const stranger = { rows: [ROW], accountId: "4711" };
      const refused = await failureOf(transport.call("write", stranger, options));
      expect(refused).toMatchObject({ code: 16, reason: "BAD_SESSION" });
      const ended = await new Promise<WireFailure>((resolve) => {
        const listener = { item: () => {}, ended: resolve };
        transport.subscribe(
          { ...cursor, accountId: "4711" },
          { route: pin("n1"), token },
          listener,
        );
      });
      expect(ended).toMatchObject({ code: 16, reason: "BAD_SESSION" });
    });

    test("gives up a silent node by its own timer", async () => {
      const { transport, freeze } = await start();
      freeze("n2");
      const failure = await failureOf(
        transport.call("now", {}, { route: pin("n2"), deadlineMs: 50, token: "" }),
      );
      expect(failure).toMatchObject({ endedBy: "timer", facts: { node: "n2" } });
    });

    test("settles an aborted attempt at once", async () => {
      const { transport, freeze } = await start();
      freeze("n2");
      const abort = new AbortController();
      const reply = transport.call(
        "now",
        {},
        { route: pin("n2"), deadlineMs: 60_000, token: "", signal: abort.signal },
      );
      abort.abort();
      expect(await failureOf(reply)).toMatchObject({ endedBy: "abort" });
    });

    test("names the dead node it could not reach, and finds another by itself when any will do", async () => {
      const { transport, kill } = await start();
      kill("n2");
      const failure = await failureOf(
        transport.call("now", {}, { route: pin("n2"), deadlineMs: 2_000, token: "" }),
      );
      expect(["TRANSPORT", "EDGE_UNAVAILABLE"]).toContain(normalise(failure).class);
      expect(failure.facts.node).toBe("n2");
      for (let i = 0; i < 4; i += 1) {
        const route = { kind: "any", avoid: ["n2"] } as const;
        expect(
          await transport.call("now", {}, { route, deadlineMs: 2_000, token: "" }),
        ).toMatchObject({ ok: true });
      }
    });

    test("says so when it knows no such node", async () => {
      const { transport } = await start();
      const failure = await failureOf(
        transport.call("now", {}, { route: pin("n9"), deadlineMs: 2_000, token: "" }),
      );
      expect(normalise(failure)).toMatchObject({
        class: "EDGE_UNAVAILABLE",
        facts: { node: "n9" },
      });
    });

    test("greets on a stream, and ends it once, with the reason", async () => {
      const { transport, token, cursor, endStreams } = await start();
      const items: StreamItem[] = [];
      const ends: WireFailure[] = [];
      const ended = new Promise<void>((resolve) => {
        const item = (each: StreamItem): void => {
          items.push(each);
          if (each.kind === "hello") endStreams(10, "LAGGING");
        };
        const end = (failure: WireFailure): void => {
          ends.push(failure);
          resolve();
        };
        transport.subscribe(cursor, { route: pin("n1"), token }, { item, ended: end });
      });
      await ended;
      expect(items[0]).toMatchObject({ kind: "hello", node: "n1", leader: "n1" });
      expect(ends.map((failure) => normalise(failure).class)).toEqual(["LAGGING"]);
    });

    test("tells nothing more after a stream was cancelled", async () => {
      const { transport, token, cursor, endStreams } = await start();
      let heard = 0;
      const greeted = new Promise<() => void>((resolve) => {
        const cancel = transport.subscribe(
          cursor,
          { route: pin("n1"), token },
          {
            item: () => {
              heard += 1;
              resolve(cancel);
            },
            ended: () => {
              heard += 100;
            },
          },
        );
      });
      (await greeted)();
      const before = heard;
      endStreams(10, "LAGGING");
      // The round trip of another call: what was on its way has arrived.
      await transport.call("now", {}, { route: pin("n1"), deadlineMs: 2_000, token: "" });
      expect(heard).toBe(before);
    });

    test("breaks a stream whose node dies", async () => {
      const { transport, token, cursor, kill } = await start();
      const failure = await new Promise<WireFailure>((resolve) => {
        transport.subscribe(
          cursor,
          { route: pin("n2"), token },
          { item: () => kill("n2"), ended: resolve },
        );
      });
      expect(["TRANSPORT", "EDGE_UNAVAILABLE"]).toContain(normalise(failure).class);
    });
  });
}
