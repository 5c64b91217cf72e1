/**
 * Token buckets by key: each holds so many, fills up again at its pace, and is asked before something is done. Bounded: the
 * bucket that was asked longest ago is forgotten first, and begins full when it is asked again.
 */
export interface BucketShape {
  /** Tokens of a full bucket. */
  readonly burst: number;
  /** Tokens that come back in a second. */
  readonly perSecond: number;
}

interface Bucket {
  tokens: number;
  /** Monotone ms. */
  at: number;
}

export class TokenBuckets {
  readonly #shape: BucketShape;
  readonly #now: () => number;
  readonly #keys: number;
  /** The one that was asked last stands last. */
  readonly #buckets = new Map<string, Bucket>();

  /** `now`: monotone ms. `keys`: how many are remembered. */
  constructor(shape: BucketShape, now: () => number, keys: number) {
    this.#shape = shape;
    this.#now = now;
    this.#keys = keys;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes `count` tokens and returns 0; or takes none and returns after how many ms there would be enough. */
  take(key: string, count = 1): number {
    const bucket = this.#fill(key);
    // More than a bucket holds would never be there: it takes a full one.
    const wanted = Math.min(count, this.#shape.burst);
    if (bucket.tokens >= wanted) {
      bucket.tokens -= wanted;
      return 0;
    }
    return Math.ceil(((wanted - bucket.tokens) * 1000) / this.#shape.perSecond);
  }

  /** What was taken was not used. */
  giveBack(key: string, count = 1): void {
    const bucket = this.#fill(key);
    bucket.tokens = Math.min(this.#shape.burst, bucket.tokens + count);
  }

  #fill(key: string): Bucket {
    const { burst, perSecond } = this.#shape;
    const now = this.#now();
    const known = this.#buckets.get(key);
    this.#buckets.delete(key);
    const bucket = known ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perSecond) / 1000);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > this.#keys && oldest !== undefined) this.#buckets.delete(oldest);
    return bucket;
  }
}
