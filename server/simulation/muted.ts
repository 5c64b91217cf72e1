/** A watcher that goes on watching and keeps its findings to itself: what another one finds, it finds alone. */
import { OffSpec } from "./spec/allow.ts";
import { Violation } from "./violation.ts";

export function muted<T extends object>(watcher: T): T {
  return new Proxy(watcher, {
    // Of the watcher itself: its private fields are no proxy's.
    get: (target, key) => quiet(Reflect.get(target, key, target), target),
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}

function quiet(value: unknown, of: object): unknown {
  if (typeof value === "function") {
    return (...given: readonly unknown[]): unknown => {
      try {
        return Reflect.apply(value, of, given);
      } catch (error) {
        if (error instanceof Violation && !(error instanceof OffSpec)) return undefined;
        throw error;
      }
    };
  }
  const isWatcher =
    typeof value === "object" && value !== null && value.constructor.name.endsWith("Rules");
  return isWatcher ? muted(value) : value;
}
