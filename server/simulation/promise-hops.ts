/**
 * How many promise hops are given to what one occasion has set off, before the next: enough for all of it, since only
 * then there is one order of things. They are most of what a world costs beside the program, so none are wasted.
 */
const HOPS = 6;
/** The promises of a start and of an orderly end hang together in long chains, which go on over several occasions. */
const CHAIN_HOPS = 48;
const HOPS_IN_CHAIN = 8;

export class PromiseHops {
  #owed = 0;

  beginChain(): void {
    this.#owed = CHAIN_HOPS;
  }

  /** After an occasion; `isQuiet`: it has settled no promise. More may come out of what the first ones do. */
  after(isQuiet: boolean): number {
    if (this.#owed > 0) return HOPS_IN_CHAIN;
    return isQuiet ? 0 : HOPS;
  }

  /** The next occasion comes. */
  next(): void {
    if (this.#owed > 0) this.#owed -= HOPS_IN_CHAIN;
  }
}
