/** Sign-up and log-in: keyed writes before there is a user, so that a repeat never makes a second account or session. */
import { type CallRunner, newCaller } from "./call-runner.ts";
import type { Chance } from "./clock.ts";
import { chatError, ChatError } from "./errors.ts";
import { nameProblem, passwordProblem } from "./input-rules.ts";
import type { Session } from "./model.ts";
import type { Credentials } from "./transport.ts";

export interface SignInOptions {
  readonly calls: CallRunner;
  readonly chance: Chance;
}

export class SignIn {
  private readonly calls: CallRunner;
  /** Of its own: an outbox's client id belongs to one user. */
  private readonly clientId: string;
  private readonly caller = newCaller();
  private bornMs = 0;
  private seq = 0;

  constructor({ calls, chance }: SignInOptions) {
    this.calls = calls;
    this.clientId = chance.clientId();
  }

  /** Rejects with ChatError. */
  async run(
    verb: "createAccount" | "logIn",
    credentials: Omit<Credentials, "key">,
  ): Promise<Session> {
    const { name, password } = credentials;
    const problem =
      verb === "createAccount" ? (nameProblem(name) ?? passwordProblem(password)) : null;
    if (problem !== null)
      throw new ChatError(problem.reason, problem.message, { field: problem.field });
    if (this.bornMs === 0) await this.beBorn();
    this.seq += 1;
    const key = {
      clientId: this.clientId,
      seq: this.seq,
      bornMs: this.bornMs,
      ackUpto: this.seq - 1,
    };
    const end = await this.calls.run(
      verb,
      { key, ...credentials },
      { caller: this.caller, token: "" },
    );
    if (end.ok) return end.value.session;
    // A page open for a week: the next try begins a new life.
    if (end.problem.reason === "KEY_EXPIRED") this.bornMs = 0;
    throw chatError(end.problem);
  }

  private async beBorn(): Promise<void> {
    const end = await this.calls.run("now", {}, { caller: this.caller, token: "" });
    if (!end.ok) throw chatError(end.problem);
    this.bornMs = end.value.timeMs;
  }
}
