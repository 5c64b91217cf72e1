/** Keeps one stream to one peer standing: dials, waits, dials again. Only what is sent while it stands leaves. */
import type { ChannelRequest } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type { Logger } from "../lib/logger.ts";
import { DialledStream } from "./dialled-stream.ts";
import type { DialEnd, DialledStreamOptions } from "./dialled-stream.ts";
import { REDIAL_FIRST_MS, REDIAL_MAX_MS } from "./peer-settings.ts";

export interface PeerDialOptions extends Omit<DialledStreamOptions, "address" | "method"> {
  /** Asked for every attempt: a member may have moved. */
  readonly address: () => string;
  /** The peer's name, for the log. */
  readonly name: string;
  readonly logger: Logger;
}

export interface PeerDialEvents {
  proved(): void;
  /** After `proved` only. */
  ended(graceful: boolean): void;
}

export class PeerDial {
  private readonly options: PeerDialOptions;
  private readonly events: PeerDialEvents;
  private stream: DialledStream | null = null;
  private timer: NodeJS.Timeout | null = null;
  private waitMs = REDIAL_FIRST_MS;
  private isClosing = false;
  private lastComplaint = "";
  private whenIdle: () => void = () => undefined;

  constructor(options: PeerDialOptions, events: PeerDialEvents) {
    this.options = options;
    this.events = events;
  }

  dial(): void {
    if (this.stream !== null || this.isClosing) return;
    this.stopWaiting();
    let wasProved = false;
    this.stream = new DialledStream(
      { ...this.options, address: this.options.address(), method: "channel" },
      {
        proved: () => {
          wasProved = true;
          this.waitMs = REDIAL_FIRST_MS;
          this.lastComplaint = "";
          this.events.proved();
        },
        ended: (how, details) => {
          this.stream = null;
          this.complain(how, details);
          if (this.isClosing) return this.whenIdle();
          this.waitAndDial();
          if (wasProved) this.events.ended(how === "goodbye");
        },
      },
    );
  }

  /** The peer has just dialled us: it lives, so the wait is pointless. */
  hurry(): void {
    if (this.timer !== null) this.dial();
  }

  /** What is sent without room is dropped. */
  get hasRoom(): boolean {
    return this.stream?.hasRoom ?? false;
  }

  get isQuiet(): boolean {
    return this.stream?.isQuiet ?? false;
  }

  send(item: ChannelRequest["item"]): void {
    this.stream?.send(item);
  }

  /** Resolves when the peer has heard our goodbye; `cut` ends the waiting. */
  goodbye(): Promise<void> {
    this.isClosing = true;
    this.stopWaiting();
    if (this.stream === null) return Promise.resolve();
    const heard = new Promise<void>((resolve) => {
      this.whenIdle = resolve;
    });
    if (this.stream.isProved) this.stream.goodbye();
    else this.stream.cut();
    return heard;
  }

  cut(): void {
    this.isClosing = true;
    this.stopWaiting();
    this.stream?.cut();
  }

  private waitAndDial(): void {
    // A little apart, so that five nodes started together do not dial in step.
    const waitMs = this.waitMs * (0.8 + Math.random() * 0.4);
    this.waitMs = Math.min(this.waitMs * 2, REDIAL_MAX_MS);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.dial();
    }, waitMs);
  }

  private stopWaiting(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  /** One line for each new trouble, not for each attempt. */
  private complain(how: DialEnd, details: string): void {
    const { logger, name } = this.options;
    if (how !== "refused" || details === this.lastComplaint || this.isClosing) return;
    this.lastComplaint = details;
    logger.warn(
      { peer: name, address: this.options.address(), details },
      "a peer refuses this node or is not who it should be",
    );
  }
}
