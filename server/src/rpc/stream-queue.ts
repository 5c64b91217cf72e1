/**
 * Everything one subscriber is still to be sent, in order. Honours back-pressure: nothing is written while the
 * transport has not taken what came before. Live events are bounded; a page of the catch-up is not counted, since
 * the next one is asked for only when this one has left.
 */
import { LIMITS } from "../limits.ts";

/** The part of a gRPC call that takes bytes. */
export interface ByteSink {
  write(bytes: Uint8Array): boolean;
  on(event: "drain", listener: () => void): unknown;
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly isLive: boolean;
}

export class StreamQueue {
  private readonly sink: ByteSink;
  private readonly waiting: Waiting[] = [];
  private isBlocked = false;
  private liveEvents = 0;
  private liveBytes = 0;
  private whenEmpty: (() => void) | null = null;

  constructor(sink: ByteSink) {
    this.sink = sink;
    sink.on("drain", () => {
      this.isBlocked = false;
      this.flush();
    });
  }

  /** Everything has been handed to the transport, and it takes more. */
  get isIdle(): boolean {
    return this.waiting.length === 0 && !this.isBlocked;
  }

  get isLagging(): boolean {
    return this.liveEvents > LIMITS.streamQueueEvents || this.liveBytes > LIMITS.streamQueueBytes;
  }

  add(bytes: Uint8Array): void {
    this.waiting.push({ bytes, isLive: false });
    this.flush();
  }

  addLive(bytes: Uint8Array): void {
    this.liveEvents += 1;
    this.liveBytes += bytes.length;
    this.waiting.push({ bytes, isLive: true });
    this.flush();
  }

  /** Runs once, as soon as the queue is idle; a later call takes the place of an earlier one. */
  onceIdle(run: () => void): void {
    this.whenEmpty = run;
    this.settle();
  }

  clear(): void {
    this.waiting.length = 0;
    this.whenEmpty = null;
  }

  private flush(): void {
    let sent = 0;
    for (const { bytes, isLive } of this.waiting) {
      if (this.isBlocked) break;
      if (isLive) {
        this.liveEvents -= 1;
        this.liveBytes -= bytes.length;
      }
      sent += 1;
      this.isBlocked = !this.sink.write(bytes);
    }
    this.waiting.splice(0, sent);
    this.settle();
  }

  private settle(): void {
    if (!this.isIdle || this.whenEmpty === null) return;
    const run = this.whenEmpty;
    this.whenEmpty = null;
    run();
  }
}
