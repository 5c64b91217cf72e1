/** A node of a MemoryCluster says no. For tests. */
export class Refused {
  readonly reason: string;
  readonly code: number;

  constructor(reason: string, code: number) {
    this.reason = reason;
    this.code = code;
  }
}
