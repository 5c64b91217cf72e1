/**
 * One child process that is kept running.
 *
 *   starting ──▶ running ──dies──▶ waiting ──▶ starting …
 *                   │                 └──too often, or told to leave it──▶ down
 *                   └──stop()──▶ ended
 */
import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { afterDeath, type RestartPolicy } from "./restart-policy.ts";
import type { Lifeline } from "./lifeline.ts";

export interface ProcessPlan {
  /** As people know it: "n3", "Envoy". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
  /** Null: a process that dies stays down. */
  readonly restart: RestartPolicy | null;
  /** An exit code that says another start would end the same way. */
  readonly hopelessExitCode?: number;
  /** From the ask to the kill, when stopped. */
  readonly patienceMs: number;
}

export interface ProcessEvents {
  /** Called for each start, before anything of the child was read. */
  started(child: ChildProcess): void;
  /** One line a person reads. */
  say(line: string): void;
  /** What the dead process said last, for that line; may be empty. */
  lastWords(): string;
}

export class SupervisedProcess {
  readonly #plan: ProcessPlan;
  readonly #lifeline: Lifeline;
  readonly #events: ProcessEvents;
  #child: ChildProcess | null = null;
  #quickDeaths = 0;
  #stopping = false;
  #down = false;
  #restart: NodeJS.Timeout | undefined;
  #ended: () => void = () => {};

  constructor(plan: ProcessPlan, lifeline: Lifeline, events: ProcessEvents) {
    this.#plan = plan;
    this.#lifeline = lifeline;
    this.#events = events;
    this.#start();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Died, and will not be started again. */
  get down(): boolean {
    return this.#down;
  }

  /** Asks it to end, waits, kills it when its patience is over. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const living = this.#child;
    if (living === null) return;
    const gone = new Promise<void>((resolve) => {
      this.#ended = resolve;
    });
    living.kill("SIGTERM");
    // One that a drill has stopped ends only once it runs again.
    living.kill("SIGCONT");
    const kill = setTimeout(() => living.kill("SIGKILL"), this.#plan.patienceMs);
    await gone;
    clearTimeout(kill);
  }

  /** Kills at once; a `stop` that waits then resolves. */
  hurry(): void {
    this.#stopping = true;
    clearTimeout(this.#restart);
    this.#child?.kill("SIGKILL");
  }

  #start(): void {
    const { command, args, stdio, env, hopelessExitCode } = this.#plan;
    const startedAt = performance.now();
    // Own process group: a Ctrl-C at the terminal reaches the supervisor alone, which ends children in order.
    const child = spawn(command, args, { stdio, detached: true, env: { ...process.env, ...env } });
    this.#child = child;
    let dead = false;
    const die = (how: string, hopeless: boolean): void => {
      if (dead) return;
      dead = true;
      this.#child = null;
      if (child.pid !== undefined) this.#lifeline.remove(child.pid);
      if (this.#stopping) this.#ended();
      else this.#decide(how, hopeless, performance.now() - startedAt);
    };
    child.once("error", (error) => die(`could not start: ${error.message}`, true));
    child.once("exit", (code, signal) =>
      die(howItEnded(code, signal), code !== null && code === hopelessExitCode),
    );
    if (child.pid !== undefined) this.#lifeline.add(child.pid);
    this.#events.started(child);
  }

  #decide(how: string, hopeless: boolean, uptimeMs: number): void {
    const words = this.#events.lastWords();
    const what = `${this.#plan.name} ${how}${words === "" ? "" : `: ${words}`}`;
    const policy = hopeless ? null : this.#plan.restart;
    const decision = policy === null ? null : afterDeath(policy, this.#quickDeaths, uptimeMs);
    this.#quickDeaths = decision?.quickDeaths ?? this.#quickDeaths;
    this.#down = decision?.kind !== "restart";
    if (decision?.kind === "restart") {
      const when = decision.delayMs === 0 ? "" : ` in ${decision.delayMs} ms`;
      this.#events.say(`${what}; starting it again${when}`);
      this.#restart = setTimeout(() => this.#start(), decision.delayMs);
    } else {
      const often = decision === null ? "" : `died ${decision.quickDeaths} times in a row, `;
      this.#events.say(`${what}; ${often}left down`);
    }
  }
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `ended with code ${code ?? "unknown"}` : `was ended by ${signal}`;
}
