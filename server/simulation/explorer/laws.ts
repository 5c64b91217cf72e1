/** The paper's Figure 3, and durability, in every world that the explorer reaches. What they remember is part of the world. */
import type { Configuration, RaftId, Term } from "../../src/raft/types.ts";
import { isCounted } from "../counted.ts";
import { must } from "../violation.ts";
import type { Member } from "./member.ts";

export interface Committed {
  readonly text: string;
  /** Of the leader that committed it: later ones must hold it. */
  readonly term: Term;
  /** By whose voters it was counted. */
  readonly inForce: Configuration;
}

/** What happened and cannot be undone, whatever is forgotten elsewhere. */
export interface Memory {
  /** Who led in which term, by the member's number. */
  readonly leaders: ReadonlyMap<Term, number>;
  /** Position 0 is index 1. */
  readonly committed: readonly Committed[];
}

export const NOTHING_YET: Memory = { leaders: new Map(), committed: [] };

/** `changed` is the only member of the world that is not as before. Throws a Violation. */
export function judge(memory: Memory, members: readonly Member[], changed: Member): Memory {
  const leaders = checkElection(memory.leaders, changed);
  const committed = checkCommit(memory.committed, changed);
  for (const other of members) if (other !== changed) checkMatching(other, changed);
  checkDurable(committed, members);
  if (changed.role === "leader") checkComplete(committed, changed);
  if (leaders === memory.leaders && committed === memory.committed) return memory;
  return { leaders, committed };
}

function checkElection(
  leaders: Memory["leaders"],
  { number, role, term }: Member,
): Memory["leaders"] {
  if (role !== "leader") return leaders;
  const known = leaders.get(term);
  must(
    known === undefined || known === number,
    `election safety: ${number} and ${known ?? ""} lead in term ${term}`,
  );
  return known === undefined ? new Map([...leaders, [term, number]]) : leaders;
}

function checkCommit(
  committed: readonly Committed[],
  { number, term, commit, log, counted }: Member,
): readonly Committed[] {
  const grown = [...committed];
  for (let at = 0; at < commit; at += 1) {
    const text = log[at];
    must(text !== undefined, `${number} holds what it calls committed`);
    const known = grown[at];
    must(
      known === undefined || known.text === text,
      `state machine safety: ${number} commits ${text} as entry ${at + 1}, not ${known?.text ?? ""}`,
    );
    const inForce = counted[at];
    must(inForce !== undefined, `${number} knows by whom entry ${at + 1} was counted`);
    if (known === undefined) grown.push({ text, term, inForce });
  }
  return grown.length > committed.length ? grown : committed;
}

function checkMatching(one: Member, other: Member): void {
  for (let at = Math.min(one.log.length, other.log.length) - 1; at >= 0; at -= 1) {
    if (termOf(one.log[at]) !== termOf(other.log[at])) continue;
    // All before it was compared when it was appended, but it costs little to look again.
    for (let before = at; before >= 0; before -= 1) {
      must(
        one.log[before] === other.log[before],
        `log matching: entry ${before + 1} of ${one.number} and ${other.number}`,
      );
    }
    return;
  }
}

function termOf(text: string | undefined): string {
  return text?.slice(0, text.indexOf(":")) ?? "";
}

function checkDurable(committed: readonly Committed[], members: readonly Member[]): void {
  for (const [at, { text, inForce }] of committed.entries()) {
    const holds = (id: RaftId): boolean =>
      members.some(({ number, disk }) => number === Number(id) && disk[at] === text);
    must(isCounted(inForce, holds), `committed on a quorum's disks: entry ${at + 1} (${text})`);
  }
}

function checkComplete(committed: readonly Committed[], { number, term, log }: Member): void {
  for (const [at, one] of committed.entries()) {
    must(
      one.term >= term || log[at] === one.text,
      `leader completeness: ${number} leads in term ${term} without entry ${at + 1} (${one.text})`,
    );
  }
}
