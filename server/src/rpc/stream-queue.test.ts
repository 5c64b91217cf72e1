import { describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { StreamQueue } from "./stream-queue.ts";

/** Takes `room` writes, then says no until `drain`. */
function createSink(room: number) {
  const written: string[] = [];
  let left = room;
  let drained = (): void => undefined;
  return {
    written,
    write(bytes: Uint8Array): boolean {
      written.push(Buffer.from(bytes).toString());
      left -= 1;
      return left > 0;
    },
    on(_event: "drain", listener: () => void): void {
      drained = listener;
    },
    drain(more: number): void {
      left = more;
      drained();
    },
  };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe("the queue of one subscriber", () => {
  test("passes everything on at once while there is room", () => {
    const sink = createSink(10);
    const queue = new StreamQueue(sink);
    queue.add(bytes("a"));
    queue.addLive(bytes("b"));
    expect(sink.written).toEqual(["a", "b"]);
    expect(queue.isIdle).toBe(true);
  });

  test("writes nothing after the transport said no, and goes on in order when it has drained", () => {
    const sink = createSink(1);
    const queue = new StreamQueue(sink);
    for (const text of ["a", "b", "c", "d"]) queue.addLive(bytes(text));
    expect(sink.written).toEqual(["a"]);
    expect(queue.isIdle).toBe(false);
    sink.drain(2);
    expect(sink.written).toEqual(["a", "b", "c"]);
    sink.drain(9);
    expect(sink.written).toEqual(["a", "b", "c", "d"]);
    expect(queue.isIdle).toBe(true);
  });

  test("asks for the next page only when all has left, and once", () => {
    const sink = createSink(1);
    const queue = new StreamQueue(sink);
    let asked = 0;
    queue.add(bytes("a"));
    queue.onceIdle(() => (asked += 1));
    expect(asked).toBe(0);
    sink.drain(5);
    sink.drain(5);
    expect(asked).toBe(1);
  });

  test("asks at once when it is idle", () => {
    const queue = new StreamQueue(createSink(5));
    let asked = 0;
    queue.onceIdle(() => (asked += 1));
    expect(asked).toBe(1);
  });

  test("is lagging beyond so many live events, or so many bytes, and no longer when they have left", () => {
    const sink = createSink(1);
    const queue = new StreamQueue(sink);
    for (let at = 0; at <= LIMITS.streamQueueEvents; at += 1) queue.addLive(bytes("x"));
    expect(queue.isLagging).toBe(false);
    queue.addLive(bytes("x"));
    expect(queue.isLagging).toBe(true);
    sink.drain(1_000);
    expect(queue.isLagging).toBe(false);
    sink.drain(1);
    queue.addLive(bytes("last that fits"));
    queue.addLive(new Uint8Array(LIMITS.streamQueueBytes + 1));
    expect(queue.isLagging).toBe(true);
  });

  test("a page of the catch-up does not count as lag", () => {
    const queue = new StreamQueue(createSink(1));
    for (let at = 0; at < 2 * LIMITS.streamQueueEvents; at += 1) queue.add(bytes("x"));
    expect(queue.isLagging).toBe(false);
  });

  test("nothing leaves after it was cleared", () => {
    const sink = createSink(1);
    const queue = new StreamQueue(sink);
    queue.add(bytes("a"));
    queue.add(bytes("b"));
    queue.clear();
    sink.drain(5);
    expect(sink.written).toEqual(["a"]);
  });
});
