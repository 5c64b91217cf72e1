/**
 * The stream for parts of snapshots to one peer: dialled when the first is sent, closed when none was for a while.
 * A part that finds it not yet open waits for that; the follower pulls one at a time, so one waits at most.
 */
import type { ChannelRequest } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import { DialledStream } from "./dialled-stream.ts";
import type { DialledStreamOptions } from "./dialled-stream.ts";
import { PARTS_IDLE_MS } from "./peer-settings.ts";

export interface PartsDialOptions extends Omit<DialledStreamOptions, "address" | "method"> {
  readonly address: () => string;
}

export class PartsDial {
  private readonly options: PartsDialOptions;
  private stream: DialledStream | null = null;
  private waiting: ChannelRequest["item"] | null = null;
  private idleTimer: NodeJS.Timeout | null = null;

  constructor(options: PartsDialOptions) {
    this.options = options;
  }

  /** Lost when the stream cannot be opened or breaks: the leader offers the snapshot again. */
  send(item: ChannelRequest["item"]): void {
    this.stream ??= this.dial();
    if (this.stream.isProved) this.stream.send(item);
    else this.waiting = item;
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => this.close(), PARTS_IDLE_MS);
    this.idleTimer.unref();
  }

  close(): void {
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    this.waiting = null;
    this.stream?.cut();
  }

  private dial(): DialledStream {
    const stream = new DialledStream(
      { ...this.options, address: this.options.address(), method: "snapshots" },
      {
        proved: () => {
          if (this.waiting !== null) stream.send(this.waiting);
          this.waiting = null;
        },
        ended: () => {
          if (this.stream === stream) this.stream = null;
          this.waiting = null;
        },
      },
    );
    return stream;
  }
}
