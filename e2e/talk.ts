/** What one person said: without pause, "alice-001", "alice-002" … until told to stop; or by hand. */
import { expect } from "@playwright/test";
import type { Person } from "./person.ts";

/** Some messages, on a machine that does other things too. */
const TALK_MS = 60_000;

interface TalkOptions {
  /** Says only what `says` is given. */
  readonly silent?: boolean;
  /** The person's own name otherwise. */
  readonly prefix?: string;
}

export class Talk {
  readonly person: Person;
  readonly said: string[] = [];
  private readonly prefix: string;
  private isOver = false;
  private readonly running: Promise<void>;

  constructor(person: Person, { silent = false, prefix }: TalkOptions = {}) {
    this.person = person;
    this.prefix = prefix ?? person.name.split(" ")[0]?.toLowerCase() ?? "";
    this.running = silent ? Promise.resolve() : this.run();
    // Awaited by `ends`; until then a failure must not end the process as unhandled.
    this.running.catch(() => {});
  }

  async says(text: string): Promise<void> {
    await this.person.says(text);
    this.said.push(text);
  }

  /** Resolves when so many messages have been said in all. */
  async reaches(count: number): Promise<void> {
    await this.until(() => this.said.length, count, `${this.prefix} has said ${count} messages`);
  }

  /** Resolves when so many messages said from now on have been acknowledged. */
  async isHeardAgain(count: number): Promise<void> {
    const from = this.said.length;
    const heard = (): number => {
      const acknowledged = new Set(this.person.guard.acknowledged(this.person.name));
      return this.said.slice(from).filter((text) => acknowledged.has(text)).length;
    };
    await this.until(heard, count, `${count} new messages of ${this.prefix} are acknowledged`);
  }

  /** Stops talking; what was said last may not be acknowledged yet. */
  async stops(): Promise<void> {
    this.isOver = true;
    await this.running;
  }

  /** Stops talking and waits until everything said is acknowledged. */
  async ends(): Promise<void> {
    await this.stops();
    await this.person.hasNothingPending();
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      const text = `${this.prefix}-${String(this.said.length + 1).padStart(3, "0")}`;
      await this.says(text);
    }
  }

  private async until(value: () => number, least: number, message: string): Promise<void> {
    const poll = expect
      .poll(value, { message, intervals: [20], timeout: TALK_MS })
      .toBeGreaterThanOrEqual(least);
    // A talk that broke down says why at once.
    await Promise.race([poll, this.running.then(() => poll)]);
  }
}
