/** Time and chance, given in: the system's in system-clock.ts, a test's in virtual-clock.ts. */

export interface Clock {
  /** Monotone ms. */
  now(): number;
  /** Wall clock, ms since 1970. */
  wall(): number;
  /** Runs once after `delayMs`; returns the way to cancel. May run late on a hidden page. */
  after(delayMs: number, run: () => void): () => void;
}

export interface Chance {
  /** In [0, 1), for jitter. */
  fraction(): number;
  /** A new client id: 32 characters, unique without asking anybody. */
  clientId(): string;
}
