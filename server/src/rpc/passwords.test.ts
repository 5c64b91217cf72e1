import { describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { isCommonPassword } from "./common-passwords.ts";
import { checkedNewPassword, Passwords } from "./passwords.ts";

const patience = () => 1_000;

describe("hashing", () => {
  test("is Argon2id with 19 MiB, two passes and one lane, and salted", async () => {
    const passwords = new Passwords();
    const [one, two] = await Promise.all([
      passwords.hash("correct horse", patience),
      passwords.hash("correct horse", patience),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  test("verifies the right password, and nothing else", async () => {
    const passwords = new Passwords();
    const stored = await passwords.hash("correct horse", patience);
    expect(await passwords.verify(stored, "correct horse", patience)).toBe(true);
    expect(await passwords.verify(stored, "Correct horse", patience)).toBe(false);
    expect(await passwords.verify(stored, "", patience)).toBe(false);
  });

  test("an unknown name is verified too, against nobody's password, and is always wrong", async () => {
    const passwords = new Passwords();
    expect(await passwords.verify(null, "nobody's password", patience)).toBe(false);
  });

  test("beyond the queue it is refused at once, and says when to come back", async () => {
    const passwords = new Passwords();
    const places = LIMITS.hashConcurrency + LIMITS.hashQueue;
    let turns = 0;
    // Nobody's patience lasts until the hash: only the turns are counted, no time is spent.
    const impatient = () => {
      turns += 1;
      throw new Error("gone");
    };
    const all = await Promise.allSettled(
      Array.from({ length: places + 3 }, () => passwords.hash("correct horse", impatient)),
    );
    const refused = all.filter(
      (one) => one.status === "rejected" && one.reason.reason === "OVERLOADED",
    );
    expect(refused).toHaveLength(3);
    expect(turns).toBe(places);
    expect(await passwords.hash("correct horse", patience)).toContain("argon2id");
  });
});

describe("a new password", () => {
  test.each([
    { what: "seven characters", password: "1a2b3c$", says: "at least 8" },
    { what: "257 characters", password: "x".repeat(257), says: "at most 256" },
    { what: "what everybody tries", password: "Password123", says: "one of the first" },
  ])("may not be $what", ({ password, says }) => {
    expect(() => checkedNewPassword(password, "password")).toThrow(says);
  });

  test.each(["correct horse", "🐎🐎🐎🐎🐎🐎🐎🐎", "x y z 1 2 3", "q".repeat(256)])(
    "may be %s",
    (password) => {
      expect(checkedNewPassword(password, "password")).toBe(password);
    },
  );

  test("every password of the list is long enough to be refused for being common alone", () => {
    expect(isCommonPassword("QWERTYUIOP")).toBe(true);
    expect(isCommonPassword("")).toBe(false);
  });
});
