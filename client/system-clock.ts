import type { Chance, Clock } from "./clock.ts";

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(delayMs, run) {
    // A wait may be over before it begins; Node complains of negative times.
    const timer = setTimeout(run, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};

export const systemChance: Chance = {
  fraction: () => Math.random(),
  clientId: () => randomHex(16),
};

/** Two digits a byte. Not randomUUID: pages on plain http have no secure context. */
export function randomHex(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
