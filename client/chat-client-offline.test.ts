import { expect, test } from "vitest";
import { Page } from "./chat-client-page.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { MemoryCluster } from "./memory-cluster.ts";
import type { Signal, Signals } from "./signals.ts";
import { failed } from "./wire-errors.ts";

/** What Playwright's setOffline does to a page: new requests fail, the stream that is open lives on. */
class Unplugged extends MemoryCluster {
  isUnplugged = false;

  override call: MemoryCluster["call"] = (verb, request, options) => {
    if (!this.isUnplugged) return super.call(verb, request, options);
    const failure = failed({ code: 2, message: "http status code: 0" });
    return Promise.resolve({ ok: false, failure });
  };

  override subscribe: MemoryCluster["subscribe"] = (request, options, listener) => {
    if (!this.isUnplugged) return super.subscribe(request, options, listener);
    queueMicrotask(() => listener.ended(failed({ code: 2, message: "http status code: 0" })));
    return () => {};
  };
}

class TestSignals implements Signals {
  readonly isVisible = true;
  isOnline = true;
  private readonly listeners = new Set<(signal: Signal) => void>();

  listen(heard: (signal: Signal) => void): () => void {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  says(signal: "online" | "offline"): void {
    this.isOnline = signal === "online";
    for (const heard of this.listeners) heard(signal);
  }
}

function make(isOnline = true) {
  const clock = new VirtualClock();
  const cluster = new Unplugged(clock);
  const signals = new TestSignals();
  signals.isOnline = isOnline;
  return { cluster, signals, page: new Page({ clock, cluster, signals }) };
}

test("offline: the line and the mark stand at once and for as long as it lasts; online: all goes at once", async () => {
  const { cluster, signals, page } = make();
  await page.ready();
  const before = page.send("under way");
  cluster.isUnplugged = true;
  signals.says("offline");
  expect(page.line()).toBe("offline");
  expect(page.client.outbox()).toMatchObject([{ state: "queued" }]);
  const after = page.send("written offline");
  expect(page.client.outbox()[1]).toMatchObject({ state: "queued" });
  for (let heartbeats = 0; heartbeats < 30; heartbeats += 1) {
    await page.clock.pass(2_000);
    expect(page.line()).toBe("offline");
  }
  expect(page.client.connection().waiting).toBeGreaterThanOrEqual(1);
  cluster.isUnplugged = false;
  signals.says("online");
  await page.until(Promise.all([before, after]), 50);
  await page.clock.pass(10);
  expect(page.client.connection().state).toBe("LIVE");
  expect(page.line()).toBe("none");
  expect(page.texts()).toEqual(["under way", "written offline"]);
});

test("a browser that is wrong about being offline does not keep a row for long, nor the page from starting", async () => {
  const { signals, page } = make(false);
  await page.ready();
  expect(page.client.connection().state).toBe("LIVE");
  signals.says("offline");
  const sent = page.send("on a machine that serves itself");
  expect(page.client.outbox()).toMatchObject([{ state: "queued" }]);
  await page.until(sent, 5_100);
  await page.clock.pass(10);
  expect(page.line()).toBe("none");
});
