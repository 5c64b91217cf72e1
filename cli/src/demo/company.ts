/** Who plays in the demonstration, and how they are looked after: people, nodes, and the books that are kept of both. */
import { setTimeout as pause } from "node:timers/promises";
import type { StartedNode } from "../../started-cluster.ts";
import { Books, flawsInWords, isSound } from "./books.ts";
import { check, type Check } from "./report.ts";
import { Stage } from "./stage.ts";
import type { Talker } from "./talker.ts";

/** Before and behind each blow people talk for so long. */
export const TALK_MS = 700;
/** Live events arrive a moment behind the acknowledgement; on a busy machine a long one. */
const SCREEN_MAX_MS = 8_000;

export class Company {
  readonly books = new Books();
  readonly stage = new Stage();
  protected readonly people: Talker[] = [];
  protected readonly dead: StartedNode[] = [];
  /** Of somebody in the conversation. */
  protected token = "";
  protected conversationId = "";
  protected term = 0;
  protected leader = "";

  protected person(at: number): Talker {
    const person = this.people[at];
    if (person === undefined) throw new Error("nobody has signed up yet");
    return person;
  }

  protected living(): readonly StartedNode[] {
    return this.stage.cluster.nodes;
  }

  protected kill(node: StartedNode | undefined): number {
    if (node === undefined) throw new Error("there is no such node to kill");
    this.dead.push(node);
    return this.stage.cluster.kill(node.id);
  }

  protected async newLeader(afterTerm = 0): Promise<void> {
    const { leader, term } = await this.stage.leadership(afterTerm);
    this.leader = leader;
    this.term = term;
  }

  /** Ada and Bob talk before, while and after `work`. */
  protected async talk<Result>(work: () => Promise<Result>): Promise<Result> {
    const talkers = this.people.slice(0, 2);
    for (const talker of talkers) talker.talk();
    try {
      await pause(TALK_MS);
      const result = await work();
      await pause(TALK_MS);
      return result;
    } finally {
      await Promise.all(talkers.map((talker) => talker.beQuiet()));
    }
  }

  /** Every living node, asked alone, and what the screens of the people showed. */
  protected async audit(): Promise<readonly Check[]> {
    const { token, conversationId } = this;
    const checks = await Promise.all(
      this.living().map(async (node) => {
        const { messages } = await this.stage.historyAt(node, { token, conversationId });
        const flaws = this.books.audit(messages);
        const found = `${messages.length} messages: ${flawsInWords(flaws)}`;
        return check(`${node.id} holds all ${this.books.count}`, isSound(flaws), found);
      }),
    );
    return [...checks, ...(await Promise.all(this.people.map((one) => this.screen(one))))];
  }

  protected async screen({ name, seen }: Talker): Promise<Check> {
    const until = performance.now() + SCREEN_MAX_MS;
    while (seen.size < this.books.count && performance.now() < until) await pause(10);
    return check(
      `${name} saw all ${this.books.count} live`,
      seen.size === this.books.count,
      seen.size,
    );
  }

  /** Carol has read nothing. */
  protected async unread(): Promise<Check> {
    const session = await this.person(2).chat.session();
    const unread = session?.unread ?? -1;
    return check("Carol's unread count is right", unread === this.books.count, unread);
  }
}
