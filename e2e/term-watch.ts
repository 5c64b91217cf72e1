/** Asks every node for its term, over and over, and remembers any that fell (§5.1: terms only rise). */
import type { Now } from "@parley/client/model.ts";

const EVERY_MS = 150;

export interface FallenTerm {
  readonly node: string;
  readonly from: number;
  readonly to: number;
}

export class TermWatch {
  readonly fallen: FallenTerm[] = [];
  /** Leaders seen, by term: two in one term would be the end of everything. */
  readonly leaders = new Map<number, Set<string>>();
  private readonly ask: (node: string) => Promise<Now | null>;
  private readonly highest = new Map<string, number>();
  private isOver = true;
  private round: Promise<void> = Promise.resolve();

  constructor(ask: (node: string) => Promise<Now | null>) {
    this.ask = ask;
  }

  begin(nodes: readonly string[]): void {
    this.fallen.length = 0;
    this.isOver = false;
    this.round = this.look(nodes);
  }

  /** Terms that fell, and terms with two leaders. */
  async end(): Promise<{
    readonly fallen: readonly FallenTerm[];
    readonly split: readonly number[];
  }> {
    this.isOver = true;
    await this.round;
    const split = [...this.leaders].filter(([, names]) => names.size > 1).map(([term]) => term);
    return { fallen: [...this.fallen], split };
  }

  private async look(nodes: readonly string[]): Promise<void> {
    while (!this.isOver) {
      await Promise.all(nodes.map((node) => this.note(node)));
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }

  private async note(node: string): Promise<void> {
    const now = await this.ask(node);
    if (now === null) return;
    const before = this.highest.get(node) ?? 0;
    if (now.term < before) this.fallen.push({ node, from: before, to: now.term });
    this.highest.set(node, Math.max(before, now.term));
    if (now.leader === "") return;
    const names = this.leaders.get(now.term) ?? new Set<string>();
    this.leaders.set(now.term, names.add(now.leader));
  }
}
