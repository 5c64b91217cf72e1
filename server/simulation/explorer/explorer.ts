/**
 * Every world that three members can come to within a budget of campaigns, proposals, changes of the voters, heartbeats, crashes and
 * repeated messages: every order of messages and of syncs. A message under way may arrive at any time or never, so
 * loss, delay and reordering need no events of their own. Worlds are told apart by what members hold, what is under
 * way and what cannot be undone; each is visited once, shortest ways first.
 */
import { AssertionFailure } from "../../src/lib/assert.ts";
import { idOf, storedLog } from "../../src/raft/test-cluster.ts";
import type { Message } from "../../src/raft/messages.ts";
import type { Entry, Term } from "../../src/raft/types.ts";
import { Violation } from "../violation.ts";
import { judge, NOTHING_YET } from "./laws.ts";
import type { Memory } from "./laws.ts";
import { Members } from "./member.ts";
import type { Member, MemberEvent } from "./member.ts";
import { SeenWorlds } from "./seen-worlds.ts";

export interface Budget {
  readonly campaigns: number;
  readonly proposals: number;
  /** Of the voters, to `Exploration.voters`. */
  readonly changes: number;
  readonly heartbeats: number;
  readonly crashes: number;
  /** So many times a message arrives and will arrive again. */
  readonly repeats: number;
}

export interface Exploration {
  /** Terms of each member's entries behind the configuration, at the start. */
  readonly logs: readonly (readonly Term[])[];
  /** Fast disks sync within the event that writes; slow ones as an event of its own, in any order with the others. */
  readonly disks: "fast" | "slow";
  /** Whom a change makes the voters, by number. */
  readonly voters: readonly number[];
  readonly budget: Budget;
  /** No world further than so many events from the start; Infinity: all of them. */
  readonly depth: number;
  /** Give up after so many worlds: the exploration is then not exhaustive, and says so. */
  readonly worldsMax: number;
}

export interface Outcome {
  readonly worlds: number;
  readonly events: number;
  readonly members: number;
  readonly depth: number;
  /** Every world within the depth was seen. */
  readonly isExhaustive: boolean;
  /** The rule that was broken and the shortest way there; null when all hold. */
  readonly violation: { readonly rule: string; readonly way: readonly string[] } | null;
}

interface World {
  readonly members: readonly Member[];
  /** Equal messages are one. */
  readonly underWay: readonly Message[];
  readonly memory: Memory;
  readonly left: Budget;
}

/** One that was met for the first time. */
interface NumberedWorld extends World {
  readonly number: number;
}

interface Move {
  readonly at: number;
  readonly event: MemberEvent;
  readonly costs: keyof Budget | null;
}

export function explore(exploration: Exploration): Outcome {
  const explorer = new Explorer(exploration);
  while (explorer.goFurther());
  explorer.checkSpent();
  return explorer.outcome;
}

class Explorer {
  readonly #members: Members;
  readonly #exploration: Exploration;
  readonly #seen = new SeenWorlds();
  #frontier: readonly NumberedWorld[] = [];
  /** Members that began equal may change names: then the first to campaign is the first. */
  readonly #areEqual: boolean;
  #depth = 0;
  #events = 0;
  #isCutShort = false;
  #violation: Outcome["violation"] = null;

  constructor(exploration: Exploration) {
    this.#exploration = exploration;
    this.#members = new Members(exploration.disks);
    const { logs, voters } = exploration;
    const areAllVoters = voters.length === logs.length;
    this.#areEqual = areAllVoters && new Set(logs.map(String)).size === 1;
    this.#frontier = this.#numbered(this.#firstWorld(exploration), null, "start");
  }

  get outcome(): Outcome {
    return {
      worlds: this.#seen.count,
      events: this.#events,
      members: this.#members.count,
      depth: this.#depth,
      isExhaustive: this.#violation === null && !this.#isCutShort,
      violation: this.#violation,
    };
  }

  /** One event further everywhere. False when there is nothing more to see. */
  goFurther(): boolean {
    const { depth, worldsMax } = this.#exploration;
    if (this.#frontier.length === 0 || this.#depth >= depth) return false;
    this.#depth += 1;
    const next: NumberedWorld[] = [];
    for (const world of this.#frontier) {
      for (const move of movesIn(world, this.#exploration.voters)) {
        if (this.#areEqual && isFirstCampaign(world, move) && move.at > 0) continue;
        const reached = this.#attempt(world, move);
        if (reached === null) return false;
        if (reached !== world) next.push(...this.#numbered(reached, world.number, textOf(move)));
        this.#isCutShort = this.#seen.count >= worldsMax;
        if (this.#isCutShort) return false;
      }
    }
    this.#frontier = next;
    return true;
  }

  /** At the end: whether what was left out of the worlds could be. */
  checkSpent(): void {
    if (this.#violation !== null) return;
    try {
      this.#members.checkSpent();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.#violation = { rule: error.message, way: [] };
    }
  }

  #firstWorld({ logs, budget }: Exploration): World {
    const term = Math.max(1, ...logs.flat());
    const members = logs.map((terms, at) => {
      const hardState = { term, vote: null };
      const { configurations } = storedLog(logs.length, [], hardState);
      const entries = terms.map((one, offset): Entry => {
        const data = new TextEncoder().encode(`old${one}`);
        return { index: offset + 2, term: one, time: 0, kind: "command", data };
      });
      return this.#members.first(at + 1, [...configurations, ...entries], hardState);
    });
    return { members, underWay: [], memory: NOTHING_YET, left: budget };
  }

  /** The world after the move, the same one when nothing comes of it; null when it breaks a rule. */
  #attempt(world: NumberedWorld, move: Move): World | null {
    const { at, event, costs } = move;
    this.#events += 1;
    const old = world.members[at];
    if (old === undefined) return world;
    try {
      const { member, sends } = this.#members.after(old, event);
      // Without the message less can happen than with it.
      if (event.kind === "hear" && member === old && sends.length === 0) return world;
      const members = member === old ? world.members : world.members.with(at, member);
      const memory = member === old ? world.memory : judge(world.memory, members, member);
      const isRead = event.kind === "hear" && costs === null;
      const rest = isRead ? world.underWay.filter((one) => one !== event.message) : world.underWay;
      const underWay = this.#unspent(members, [...new Set([...rest, ...sends])]);
      const left = costs === null ? world.left : { ...world.left, [costs]: world.left[costs] - 1 };
      return { members, underWay, memory, left };
    } catch (error) {
      if (!(error instanceof Violation || error instanceof AssertionFailure)) throw error;
      this.#violation = {
        rule: error.message,
        way: [...this.#seen.wayTo(world.number), textOf(move)],
      };
      return null;
    }
  }

  #unspent(members: readonly Member[], messages: readonly Message[]): readonly Message[] {
    return messages.filter((message) => {
      const to = members.find(({ number }) => idOf(number) === message.to);
      return to === undefined || !this.#members.isSpent(to, message);
    });
  }

  /** None when it was met before. */
  #numbered(world: World, from: number | null, by: string): readonly NumberedWorld[] {
    const number = this.#seen.add(this.#description(world), from, by);
    return number === null ? [] : [{ ...world, number }];
  }

  #description({ members, underWay, memory, left }: World): string {
    const words = underWay
      .map((one) => this.#members.numberOf(one))
      .toSorted((one, two) => one - two);
    const { leaders, committed } = memory;
    const led = [...leaders].map((one) => one.join(":")).toSorted();
    const done = committed.map(({ text, term }) => `${text}@${term}`);
    const { campaigns, proposals, changes, heartbeats, crashes, repeats } = left;
    const budget = [campaigns, proposals, changes, heartbeats, crashes, repeats].join(" ");
    const keys = members.map(({ key }) => key).join(" ");
    return [keys, words.join(" "), led.join(" "), done.join(" "), budget].join("|");
  }
}

function movesIn({ members, underWay, left }: World, voters: readonly number[]): readonly Move[] {
  const moves: Move[] = [];
  for (const message of underWay) {
    const at = members.findIndex(({ number }) => idOf(number) === message.to);
    moves.push({ at, event: { kind: "hear", message }, costs: null });
    if (left.repeats > 0) moves.push({ at, event: { kind: "hear", message }, costs: "repeats" });
  }
  for (const [at, { role, writes }] of members.entries()) {
    const isLeader = role === "leader";
    for (const count of new Set([1, writes]))
      if (count > 0 && count <= writes)
        moves.push({ at, event: { kind: "sync", writes: count }, costs: null });
    if (!isLeader && left.campaigns > 0)
      moves.push({ at, event: { kind: "campaign" }, costs: "campaigns" });
    if (isLeader && left.proposals > 0) {
      const text = String.fromCodePoint(96 + left.proposals);
      moves.push({ at, event: { kind: "propose", text }, costs: "proposals" });
    }
    if (isLeader && left.changes > 0)
      moves.push({ at, event: { kind: "change", voters }, costs: "changes" });
    if (isLeader && left.heartbeats > 0)
      moves.push({ at, event: { kind: "heartbeat" }, costs: "heartbeats" });
    for (let kept = 0; left.crashes > 0 && kept <= writes; kept += 1)
      moves.push({ at, event: { kind: "crash", kept }, costs: "crashes" });
  }
  return moves;
}

function isFirstCampaign({ memory, underWay, members }: World, { event }: Move): boolean {
  return (
    event.kind === "campaign" &&
    memory === NOTHING_YET &&
    underWay.length === 0 &&
    members.every(({ role, writes, term }) => role === "follower" && writes === 0 && term === 1)
  );
}

function textOf({ at, event }: Move): string {
  if (event.kind === "hear") {
    const { type, from, term } = event.message;
    return `${at + 1} hears ${type} of ${Number(from)} in term ${term}`;
  }
  const { kind, ...rest } = event;
  return `${at + 1} ${kind} ${Object.values(rest).join(" ")}`.trimEnd();
}
