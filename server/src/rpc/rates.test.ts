import { Metadata } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { callerAddress } from "./caller-address.ts";
import { Rates } from "./rates.ts";

function rates() {
  const clock = { now: 0 };
  const of = new Rates({ now: () => clock.now });
  return { clock, of };
}

const attempts = (count: number, act: (at: number) => void): number => {
  let refused = 0;
  for (let at = 0; at < count; at += 1) {
    try {
      act(at);
    } catch (error) {
      expect(error).toMatchObject({ reason: "RATE_LIMITED" });
      refused += 1;
    }
  }
  return refused;
};

describe("reads", () => {
  const limits = { burst: LIMITS.readAddressBurst, all: LIMITS.readAddressBurst + 1_000 };

  test("of one account stop at its burst and come back by the second, wherever they come from", () => {
    const { clock, of } = rates();
    const read = (at: number) => of.read({ accountId: "7", address: `192.0.2.${at % 200}` });
    expect(attempts(5_000, read)).toBe(5_000 - LIMITS.readBurst);
    clock.now += 1_000;
    expect(attempts(5_000, read)).toBe(5_000 - LIMITS.readsPerSecond);
  });

  test("of one address stop too, whoever asks, and without anybody's session", () => {
    const { of } = rates();
    const read = (at: number) => of.read({ accountId: at % 2 === 0 ? "" : `${at}`, address: "a" });
    expect(attempts(limits.all, read)).toBe(limits.all - limits.burst);
    of.read({ accountId: "1", address: "b" });
  });
});

describe("guesses at one name", () => {
  test("are ten in a quarter of an hour, wherever they come from", () => {
    const { clock, of } = rates();
    const guess = (at: number): void => of.guess({ name: "ann", address: `192.0.2.${at % 200}` });
    expect(attempts(10_000, guess)).toBe(10_000 - LIMITS.guesses);
    clock.now += LIMITS.guessWindowMs;
    expect(attempts(10_000, guess)).toBe(10_000 - LIMITS.guesses);
  });

  test("that prove right are none", () => {
    const { of } = rates();
    const enter = (): void => {
      of.guess({ name: "ann", address: "192.0.2.1" });
      of.proved({ name: "ann", address: "192.0.2.1" });
    };
    expect(attempts(1_000, enter)).toBe(0);
  });

  test("lock nobody out of where they got in before", () => {
    const { of } = rates();
    const home = { name: "ann", address: "192.0.2.7" };
    of.guess(home);
    of.proved(home);
    attempts(1_000, (at) => of.guess({ name: "ann", address: `198.51.100.${at % 200}` }));
    of.guess(home);
    of.proved(home);
    expect(attempts(100, () => of.guess(home))).toBe(100 - LIMITS.guesses);
    expect(() => of.guess({ ...home, address: "192.0.2.8" })).toThrow(/Slow down/);
  });

  test("are not those that could not be proved either way", async () => {
    const { of } = rates();
    const guess = { name: "ann", address: "192.0.2.1" };
    const overloaded = () => Promise.reject(new Error("too many"));
    for (let at = 0; at < 100; at += 1)
      await expect(of.prove(guess, overloaded)).rejects.toThrow("too many");
    expect(await of.prove(guess, () => Promise.resolve(true))).toBe(true);
    for (let at = 0; at < LIMITS.guesses; at += 1)
      expect(await of.prove(guess, () => Promise.resolve(false))).toBe(false);
    await expect(of.prove(guess, () => Promise.resolve(true))).rejects.toThrow(/Slow down/);
  });

  test("say when to come back", () => {
    const { clock, of } = rates();
    const guess = (): void => of.guess({ name: "ann", address: "192.0.2.1" });
    attempts(LIMITS.guesses, guess);
    const retryMs = LIMITS.guessWindowMs / LIMITS.guesses;
    expect(guess).toThrow(expect.objectContaining({ retryMs }));
    clock.now += retryMs;
    expect(guess).not.toThrow();
  });
});

describe("one address", () => {
  test("tries so many names, and no more", () => {
    const { of } = rates();
    const tried = LIMITS.addressBurst + 500;
    expect(attempts(tried, (at) => of.guess({ name: `n${at}`, address: "192.0.2.1" }))).toBe(500);
    expect(() => of.signUp("192.0.2.1")).toThrow(/from here/);
    expect(() => of.signUp("192.0.2.2")).not.toThrow();
  });
});

describe("writes of one account", () => {
  test("may come at once up to the burst, then at their pace, and concern nobody else", () => {
    const { clock, of } = rates();
    const batches = Math.floor(LIMITS.writeBurstRows / 64);
    expect(attempts(batches + 5, () => of.write("64", 64))).toBe(5);
    expect(() => of.write("128", 64)).not.toThrow();
    clock.now += 1_000;
    const more = attempts(1_000, () => of.write("64", 1));
    expect(1_000 - more).toBeGreaterThanOrEqual(LIMITS.writeRowsPerSecond);
    expect(1_000 - more).toBeLessThan(LIMITS.writeRowsPerSecond + 64);
  });
});

describe("the address of a caller", () => {
  test.each([
    [
      "of a program far away is that of its connection",
      "203.0.113.5:999",
      "1.2.3.4",
      "203.0.113.5",
    ],
    [
      "behind the edge is the last that the edge wrote",
      "127.0.0.1:5",
      "9.9.9.9, 192.0.2.4",
      "192.0.2.4",
    ],
    ["behind an edge in a private network too", "172.18.0.7:5", "192.0.2.4", "192.0.2.4"],
    ["is not what is no address", "127.0.0.1:5", "192.0.2.4, evil", "127.0.0.1"],
    ["of version 6", "[2001:db8::1]:5", "", "2001:db8::1"],
    ["of version 4 in one of version 6", "::ffff:203.0.113.5:999", "1.2.3.4", "203.0.113.5"],
  ])("%s", (_what, peer, forwarded, address) => {
    const metadata = new Metadata();
    if (forwarded !== "") metadata.set("x-forwarded-for", forwarded);
    expect(callerAddress(peer, metadata)).toBe(address);
  });
});
