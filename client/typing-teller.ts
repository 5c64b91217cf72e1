/** Says that somebody types, as often as it must be said and no more. Nothing here is tried for long: late, it would be a lie. */
import type { CallEnd } from "./call-runner.ts";
import type { Clock } from "./clock.ts";
import type { PeopleCalls } from "./people-model.ts";

/** Until a node has said otherwise. */
const AGAIN_MS = 3_000;
/** Conversations whose last telling is remembered; the oldest is forgotten, and told again too soon. */
const REMEMBERED = 100;

type Typing = PeopleCalls["setTyping"];

export interface TypingTellerOptions {
  readonly clock: Clock;
  tell(request: Typing["request"]): Promise<CallEnd<Typing["answer"]>>;
}

export class TypingTeller {
  private readonly options: TypingTellerOptions;
  private readonly toldMs = new Map<string, number>();
  private againMs = AGAIN_MS;

  constructor(options: TypingTellerOptions) {
    this.options = options;
  }

  /** With each key, if one likes. */
  types(conversationId: string): void {
    const nowMs = this.options.clock.wall();
    const toldMs = this.toldMs.get(conversationId);
    if (toldMs !== undefined && Math.abs(nowMs - toldMs) < this.againMs) return;
    this.toldMs.delete(conversationId);
    this.toldMs.set(conversationId, nowMs);
    const [oldest] = this.toldMs.keys();
    if (this.toldMs.size > REMEMBERED && oldest !== undefined) this.toldMs.delete(oldest);
    this.tell(conversationId, false);
  }

  /** Nothing is said that nobody was told before. */
  stops(conversationId: string): void {
    if (this.toldMs.delete(conversationId)) this.tell(conversationId, true);
  }

  /** The message tells the others. */
  sent(conversationId: string): void {
    this.toldMs.delete(conversationId);
  }

  private tell(conversationId: string, stopped: boolean): void {
    // It never rejects, and how it ends changes nothing: typing ends by itself.
    void this.options.tell({ conversationId, stopped }).then((end) => {
      if (end.ok && end.value.againMs > 0) this.againMs = end.value.againMs;
    });
  }
}
