/** Small questions beside the calls, on behalf of all of them: who leads, and is the network really gone? */
import { OFFLINE_TRY_MS } from "./backoff.ts";
import type { Chance, Clock } from "./clock.ts";
import type { Now } from "./model.ts";
import type { Route, Transport } from "./transport.ts";

const ANSWER_WITHIN_MS = 500;

export interface ScoutOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly chance: Chance;
  /** A node answered, and this is what it knows. */
  heard(news: Pick<Now, "term" | "leader">): void;
}

export class Scout {
  private readonly options: ScoutOptions;
  private readonly nodes = new Set<string>();
  private isProbing = false;
  private knockedMs = -Infinity;

  constructor(options: ScoutOptions) {
    this.options = options;
  }

  meet(node: string): void {
    if (node !== "") this.nodes.add(node);
  }

  /** A node that was met and is none of these; null when there is none. */
  another(avoided: readonly string[]): string | null {
    return this.others(avoided)[0] ?? null;
  }

  /** Asks two others than the suspect who leads. */
  probe(suspect: string): void {
    if (this.isProbing) return;
    const asked = this.others([suspect]).slice(0, 2);
    this.isProbing = asked.length > 0;
    // The slower one may be as dead as the suspect: it does not hold up the next question.
    void Promise.race(asked.map((node) => this.ask({ kind: "pin", node }))).then(() => {
      this.isProbing = false;
    });
  }

  /**
   * The browser says offline, and may be wrong, as on a machine that serves itself: while calls wait for the network
   * this asks rarely, and with nothing that would put a write in doubt.
   */
  knock(): void {
    const nowMs = this.options.clock.now();
    if (nowMs - this.knockedMs < OFFLINE_TRY_MS) return;
    this.knockedMs = nowMs;
    void this.ask({ kind: "any", avoid: [] }); // never rejects
  }

  /** From a random one on, round. */
  private others(avoided: readonly string[]): readonly string[] {
    const others = [...this.nodes].filter((node) => !avoided.includes(node));
    const first = Math.floor(this.options.chance.fraction() * others.length);
    return [...others.slice(first), ...others.slice(0, first)];
  }

  private async ask(route: Route): Promise<void> {
    const call = { route, deadlineMs: ANSWER_WITHIN_MS, token: "" };
    const reply = await this.options.transport.call("now", {}, call);
    if (reply.ok) this.options.heard(reply.value);
  }
}
