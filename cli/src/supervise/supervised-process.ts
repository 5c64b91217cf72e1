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
  /** An exit code that says that it waits for something outside: started again for ever, said once. */
  readonly waitingExitCode?: number;
  /** An end, by this code or signal, after which the next start is told something that the process could not note itself. */
  readonly tellAfter?: {
    readonly exitCode: number;
    readonly signal: NodeJS.Signals;
    readonly env: Readonly<Record<string, string>>;
  };
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
  #isWaiting = false;
  #isTold = false;
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

  /** Trying again costs little and people were told: said once, until it lived for a while or died of something else. */
  #waitOutside(what: string, { delayMaxMs, settledMs }: RestartPolicy, uptimeMs: number): void {
    if (!this.#isWaiting || uptimeMs >= settledMs) {
      this.#events.say(`${what}; trying again every ${delayMaxMs} ms`);
    }
    this.#isWaiting = true;
    this.#restart = setTimeout(() => this.#start(), delayMaxMs);
  }

  #start(): void {
    const { command, args, stdio, tellAfter } = this.#plan;
    const env = { ...this.#plan.env, ...(this.#isTold ? tellAfter?.env : {}) };
    const startedAt = performance.now();
    // Own process group: a Ctrl-C at the terminal reaches the supervisor alone, which ends children in order.
    const child = spawn(command, args, { stdio, detached: true, env: { ...process.env, ...env } });
    this.#child = child;
    let dead = false;
    const die = (how: string, kind: DeathKind): void => {
      if (dead) return;
      dead = true;
      this.#child = null;
      if (child.pid !== undefined) this.#lifeline.remove(child.pid);
      if (this.#stopping) this.#ended();
      else this.#decide(how, kind, performance.now() - startedAt);
    };
    child.once("error", (error) => die(`could not start: ${error.message}`, "hopeless"));
    child.once("exit", (code, signal) => {
      this.#noteWhatToTell(code ?? signal, performance.now() - startedAt);
      die(howItEnded(code, signal), this.#kindOf(code));
    });
    if (child.pid !== undefined) this.#lifeline.add(child.pid);
    this.#events.started(child);
  }

  /** Told again until one has lived long enough to have done what it was told. */
  #noteWhatToTell(end: number | NodeJS.Signals | null, uptimeMs: number): void {
    const { tellAfter, restart } = this.#plan;
    if (tellAfter === undefined) return;
    const hasSettled = restart !== null && uptimeMs >= restart.settledMs;
    const mustTell = end === tellAfter.exitCode || end === tellAfter.signal;
    this.#isTold = mustTell || (this.#isTold && !hasSettled);
  }

  #kindOf(code: number | null): DeathKind {
    const { hopelessExitCode, waitingExitCode } = this.#plan;
    if (code !== null && code === hopelessExitCode) return "hopeless";
    return code !== null && code === waitingExitCode ? "waiting" : "ordinary";
  }

  #decide(how: string, kind: DeathKind, uptimeMs: number): void {
    const words = this.#events.lastWords();
    const what = `${this.#plan.name} ${how}${words === "" ? "" : `: ${words}`}`;
    const policy = kind === "hopeless" ? null : this.#plan.restart;
    if (policy !== null && kind === "waiting") return this.#waitOutside(what, policy, uptimeMs);
    this.#isWaiting = false;
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

type DeathKind = "ordinary" | "hopeless" | "waiting";

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `ended with code ${code ?? "unknown"}` : `was ended by ${signal}`;
}
