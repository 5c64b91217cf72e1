/** Tabs of one process: a program has one and always holds; a test has as many as it likes. */
import type { TabHandlers, TabNote, Tabs, TabSeat } from "./tabs.ts";

interface Member {
  readonly handlers: TabHandlers;
}

export class MemoryTabs implements Tabs {
  /** First in line holds. */
  private readonly lines = new Map<string, Member[]>();

  join(name: string, handlers: TabHandlers): TabSeat {
    const member: Member = { handlers };
    const line = this.lines.get(name) ?? [];
    this.lines.set(name, line);
    line.push(member);
    queueMicrotask(() => {
      if (line.includes(member)) handlers.holding(line[0] === member);
    });
    return {
      announce: (note) => this.tell(line, member, note),
      steal: () => this.reorder(line, () => line.unshift(...line.splice(line.indexOf(member), 1))),
      leave: () => this.reorder(line, () => line.splice(line.indexOf(member), 1)),
    };
  }

  private tell(line: readonly Member[], from: Member, note: TabNote): void {
    for (const member of line)
      if (member !== from) queueMicrotask(() => member.handlers.heard(note));
  }

  private reorder(line: Member[], change: () => void): void {
    const before = line[0];
    change();
    if (line[0] === before) return;
    if (before !== undefined && line.includes(before)) before.handlers.holding(false);
    line[0]?.handlers.holding(true);
  }
}
