import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { listenForStop } from "./stop-signal.ts";

function listen() {
  const source = new EventEmitter();
  let now = 0;
  let hurried = 0;
  const stop = listenForStop(source, () => now);
  stop.onHurry(() => void (hurried += 1));
  const press = (atMs: number, name = "SIGINT"): void => {
    now = atMs;
    source.emit(name);
  };
  return { source, stop, press, hurried: () => hurried };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"])("%s asks for an orderly end", async (name) => {
  const { stop, press, hurried } = listen();
  press(0, name);
  await stop.asked;
  expect(stop.signal.aborted).toBe(true);
  expect(hurried()).toBe(0);
});

test("the same press arriving twice, from the terminal and from npm, does not hurry", () => {
  const { press, hurried } = listen();
  press(0);
  press(20);
  expect(hurried()).toBe(0);
});

test("a second press hurries", () => {
  const { press, hurried } = listen();
  press(0);
  press(2_000);
  expect(hurried()).toBe(1);
});

test("after close the signals are the system's again", () => {
  const { source, stop } = listen();
  stop.close();
  expect(source.listenerCount("SIGINT")).toBe(0);
});
