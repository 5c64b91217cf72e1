/**
 * Argon2id, off the loop: so many at once, a short queue behind them, and the same time for names that do not
 * exist. Plain passwords are neither kept nor logged.
 */
import { hash, verify } from "@node-rs/argon2";
import type { Options } from "@node-rs/argon2";
import { LIMITS } from "../limits.ts";
import { CallRefusal, invalid } from "./call-refusal.ts";
import { isCommonPassword } from "./common-passwords.ts";

/** 19 MiB, two passes, one lane: the floor that OWASP recommends. Argon2id is the package's default. */
const ARGON2: Options = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
/** When to come back when the queue is full, ms: about what half a queue takes. */
const RETRY_MS = 500;

/** The length first, so that nothing huge is hashed; then what everybody tries first. */
export function checkedNewPassword(password: string, field: string): string {
  const characters = [...password].length;
  if (characters < LIMITS.passwordMinCharacters) {
    throw invalid(field, `A password has at least ${LIMITS.passwordMinCharacters} characters.`);
  }
  if (characters > LIMITS.passwordMaxCharacters) {
    throw invalid(field, `A password has at most ${LIMITS.passwordMaxCharacters} characters.`);
  }
  if (isCommonPassword(password)) {
    throw invalid(
      field,
      "This password is one of the first that anybody would try. Choose another one.",
    );
  }
  return password;
}

/** Of somebody who has one: so long that nothing could match is not hashed. */
export function checkedOldPassword(password: string, field: string): string {
  if (password.length <= LIMITS.passwordMaxCharacters * 2) return password;
  throw invalid(field, `A password has at most ${LIMITS.passwordMaxCharacters} characters.`);
}

export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** What unknown names are verified against: nobody's password. */
  private readonly dummy = hash("nobody's password", ARGON2);

  /** PHC string. */
  hash(password: string, remainingMs: () => number): Promise<string> {
    return this.inTurn(remainingMs, () => hash(password, ARGON2));
  }

  /** `stored`: PHC string, or null for a name that does not exist, which takes as long and is false. */
  async verify(
    stored: string | null,
    password: string,
    remainingMs: () => number,
  ): Promise<boolean> {
    const against = stored ?? (await this.dummy);
    const matches = await this.inTurn(remainingMs, () => this.matches(against, password));
    return matches && stored !== null;
  }

  /** All the costly work of a proof. */
  protected matches(against: string, password: string): Promise<boolean> {
    return verify(against, password);
  }

  /** Waits for a free place. `remainingMs` throws when the caller has gone meanwhile. */
  private async inTurn<Result>(
    remainingMs: () => number,
    work: () => Promise<Result>,
  ): Promise<Result> {
    await this.enter();
    try {
      remainingMs();
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running < LIMITS.hashConcurrency) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= LIMITS.hashQueue) {
      const sentence = "Too many people sign in at this moment; try again in a second.";
      throw new CallRefusal("OVERLOADED", sentence, { retryMs: RETRY_MS });
    }
    // Whoever leaves hands over its place, so `running` stays.
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
    });
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}
