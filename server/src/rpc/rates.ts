/**
 * How fast one account or one address may go, decided before the log: RATE_LIMITED says when to come back. The buckets are
 * this node's; writes and sign-ins happen on the leader only, so they hold for the cluster, and begin anew with a leader.
 *
 * Guesses are counted, not sign-ins: what proves right gives its token back. They are counted by name, whether anybody has it
 * or not, so that the answer tells nothing; and apart for a name and address that got in before, so that whoever guesses
 * from elsewhere locks nobody out of the place where they are at home.
 */
import { LIMITS } from "../limits.ts";
import { CallRefusal } from "./call-refusal.ts";
import { TokenBuckets } from "./token-buckets.ts";

export interface RatesOptions {
  /** Monotone ms. */
  now(): number;
  /** Instead of what limits.ts says. */
  readonly writeRowsPerSecond?: number | undefined;
  readonly searchesPerSecond?: number | undefined;
  /** Of an account; an address has more in proportion. */
  readonly readsPerSecond?: number | undefined;
}

export interface Guess {
  readonly name: string;
  readonly address: string;
}

export class Rates {
  readonly #guesses: TokenBuckets;
  readonly #addresses: TokenBuckets;
  readonly #writes: TokenBuckets;
  readonly #searches: TokenBuckets;
  readonly #reads: TokenBuckets;
  readonly #addressReads: TokenBuckets;
  readonly #signals: TokenBuckets;
  /** Name and address that got in; the oldest is forgotten first. */
  readonly #atHome = new Set<string>();

  constructor({ now, writeRowsPerSecond, searchesPerSecond, readsPerSecond }: RatesOptions) {
    const keys = LIMITS.rateKeys;
    const perSecond = (LIMITS.guesses * 1000) / LIMITS.guessWindowMs;
    this.#guesses = new TokenBuckets({ burst: LIMITS.guesses, perSecond }, now, keys);
    const address = { burst: LIMITS.addressBurst, perSecond: LIMITS.addressPerSecond };
    this.#addresses = new TokenBuckets(address, now, keys);
    const rows = writeRowsPerSecond ?? LIMITS.writeRowsPerSecond;
    const burst = Math.max(LIMITS.writeBurstRows, rows);
    this.#writes = new TokenBuckets({ burst, perSecond: rows }, now, keys);
    const searches = searchesPerSecond ?? LIMITS.searchesPerSecond;
    const searchBurst = Math.max(LIMITS.searchBurst, searches);
    this.#searches = new TokenBuckets({ burst: searchBurst, perSecond: searches }, now, keys);
    const reads = readsPerSecond ?? LIMITS.readsPerSecond;
    const readBurst = Math.max(LIMITS.readBurst, reads);
    this.#reads = new TokenBuckets({ burst: readBurst, perSecond: reads }, now, keys);
    const ofAddress = Math.max(LIMITS.readsPerSecondOfAddress, reads);
    const addressBurst = Math.max(LIMITS.readAddressBurst, ofAddress);
    this.#addressReads = new TokenBuckets({ burst: addressBurst, perSecond: ofAddress }, now, keys);
    const signals = { burst: LIMITS.signalBurst, perSecond: LIMITS.signalsPerSecond };
    this.#signals = new TokenBuckets(signals, now, keys);
  }

  /** Before a password is proved. Throws RATE_LIMITED, the same for names that nobody has. */
  guess({ name, address }: Guess): void {
    const key = this.#keyOf({ name, address });
    refuseFor(this.#guesses.take(key), "Too many attempts for this name.");
    const waitMs = this.#addresses.take(address);
    if (waitMs > 0) this.#guesses.giveBack(key);
    refuseFor(waitMs, "Too many attempts from here.");
  }

  /** It was no guess. */
  proved({ name, address }: Guess): void {
    this.#takeBack({ name, address });
    const home = homeOf({ name, address });
    this.#atHome.delete(home);
    this.#atHome.add(home);
    const [oldest] = this.#atHome;
    if (this.#atHome.size > LIMITS.rateKeys && oldest !== undefined) this.#atHome.delete(oldest);
  }

  /** Both around a proof. One that could not be made was no guess either. */
  async prove(guess: Guess, proof: () => Promise<boolean>): Promise<boolean> {
    this.guess(guess);
    let isRight: boolean;
    try {
      isRight = await proof();
    } catch (error) {
      this.#takeBack(guess);
      throw error;
    }
    if (isRight) this.proved(guess);
    return isRight;
  }

  /** Before somebody new gets an account, or uses a link. */
  signUp(address: string): void {
    refuseFor(this.#addresses.take(address), "Too many attempts from here.");
  }

  /** Before the rows of one account are proposed. */
  write(accountId: string, rows: number): void {
    refuseFor(this.#writes.take(accountId, rows), "You are writing too fast.");
  }

  /** Before the state is asked. Without an account, as far as this node knows, the address alone counts. */
  read({ accountId, address }: { readonly accountId: string; readonly address: string }): void {
    refuseFor(this.#addressReads.take(address), "Too much is read from here.");
    if (accountId === "") return;
    const waitMs = this.#reads.take(accountId);
    if (waitMs > 0) this.#addressReads.giveBack(address);
    refuseFor(waitMs, "You are reading too fast.");
  }

  /** On whichever node is asked: each has an index of its own. */
  search(accountId: string): void {
    refuseFor(this.#searches.take(accountId), "You are searching too fast.");
  }

  /** Before typing or presence of one account is told. */
  signal(accountId: string): void {
    refuseFor(this.#signals.take(accountId), "You are signalling too fast.");
  }

  #takeBack({ name, address }: Guess): void {
    this.#guesses.giveBack(this.#keyOf({ name, address }));
    this.#addresses.giveBack(address);
  }

  #keyOf({ name, address }: Guess): string {
    const home = homeOf({ name, address });
    return this.#atHome.has(home) ? home : `name ${name}`;
  }
}

function homeOf({ name, address }: Guess): string {
  return `home ${address} ${name}`;
}

function refuseFor(retryMs: number, what: string): void {
  if (retryMs === 0) return;
  const seconds = Math.ceil(retryMs / 1000);
  throw new CallRefusal("RATE_LIMITED", `${what} Slow down and try again in ${seconds} s.`, {
    retryMs,
  });
}
