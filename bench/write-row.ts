/** One row of figures of writers in a closed loop, whichever program they wrote to. */
export interface WriteRow {
  readonly clients: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export function describeRow({ clients, perSecond, p50Ms, p99Ms, maxMs }: WriteRow): string {
  return (
    `${clients} clients: ${perSecond} acknowledged writes/s, p50 ${p50Ms.toFixed(2)}, ` +
    `p99 ${p99Ms.toFixed(2)}, max ${maxMs.toFixed(0)} ms`
  );
}
