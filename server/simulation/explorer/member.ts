/**
 * One member as the explorer sees it: a value. What an event makes of it is another value, worked out once by
 * running the real core from its last start, and remembered: few members take part in very many worlds.
 */
import { encodeMessage } from "../../src/raft/message-codec.ts";
import type {
  Configuration,
  Entry,
  HardState,
  Index,
  Input,
  Role,
  Term,
} from "../../src/raft/types.ts";

import type { Message } from "../../src/raft/messages.ts";
import { entryText, logOf, votersText } from "./log-text.ts";
import { must } from "../violation.ts";
import { newRun, play, replay } from "./member-run.ts";
import type { Run } from "./member-run.ts";

/** What may happen to a member. */
export type MemberEvent =
  | { readonly kind: "hear"; readonly message: Message }
  /** The oldest `writes` writes under way are on disk, and it is told so at once. */
  | { readonly kind: "sync"; readonly writes: number }
  /** It campaigns, whatever its timers and its pre-votes say. */
  | { readonly kind: "campaign" }
  | { readonly kind: "propose"; readonly text: string }
  /** It is asked to make these its voters, by number. */
  | { readonly kind: "change"; readonly voters: readonly number[] }
  | { readonly kind: "heartbeat" }
  /** It dies and starts again; of the writes under way the oldest `kept` had come to disk. */
  | { readonly kind: "crash"; readonly kept: number };

export interface Member {
  /** Its number among all members that were ever met. */
  readonly key: number;
  readonly number: number;
  readonly role: Role;
  readonly term: Term;
  readonly commit: Index;
  /** By whose voters each committed entry was counted, as far as this member saw it happen. */
  readonly counted: readonly Configuration[];
  /** Entries in memory and on disk as `term:content`; position 0 is index 1. */
  readonly log: readonly string[];
  readonly disk: readonly string[];
  readonly writes: number;
  /** How to make its core: where it started, and every step since. */
  readonly start: { readonly entries: readonly Entry[]; readonly hardState: HardState };
  readonly steps: readonly Input[];
}

export class Members {
  readonly #disks: "fast" | "slow";
  readonly #byText = new Map<string, Member>();
  readonly #next = new Map<
    string,
    { readonly member: Member; readonly sends: readonly Message[] }
  >();
  /** By a member's key: what it may become by one event. */
  readonly #successors = new Map<number, Set<Member>>();
  readonly #spent = new Map<Member, Set<Message>>();
  readonly #numbers = new Map<Message, number>();
  readonly #messages = new Map<string, Message>();

  constructor(disks: "fast" | "slow") {
    this.#disks = disks;
  }

  /** A member with this log of entries behind the configuration, just started. */
  first(number: number, entries: readonly Entry[], hardState: HardState): Member {
    return this.#known(newRun(number, { entries, hardState }));
  }

  get count(): number {
    return this.#byText.size;
  }

  /** The member after the event, and what it says. Throws what the core throws. */
  after(
    member: Member,
    event: MemberEvent,
  ): { readonly member: Member; readonly sends: readonly Message[] } {
    const key = `${member.key} ${this.#eventText(event)}`;
    const known = this.#next.get(key);
    if (known !== undefined) return known;
    const run = replay(member);
    play(run, event);
    while (this.#disks === "fast" && run.writes.length > 0)
      play(run, { kind: "sync", writes: run.writes.length });
    const next = { member: this.#known(run), sends: run.sends.map((one) => this.#same(one)) };
    this.#next.set(key, next);
    setOf(this.#successors, member.key).add(next.member);
    return next;
  }

  /**
   * Hearing it means nothing to this member, now and ever after: it changes nothing and is not answered, and its term has been
   * left behind for good, or the member neither leads nor may yet lead in it, or it is an answer that is counted already.
   * That this stays so is for `checkSpent` to see.
   */
  isSpent(member: Member, message: Message): boolean {
    if (setOf(this.#spent, member).has(message)) return true;
    if (message.term > member.term || member.writes > 0) return false;
    if (message.term === member.term && !isCountedAnswer(member, message)) return false;
    if (!this.#isIgnored(member, message)) return false;
    setOf(this.#spent, member).add(message);
    return true;
  }

  /** Throws a Violation when what was once called spent means something to a member that the first one may become. */
  checkSpent(): void {
    const open = [...this.#spent];
    for (let last = open.pop(); last !== undefined; last = open.pop()) {
      const [member, messages] = last;
      for (const successor of this.#successors.get(member.key) ?? []) {
        const known = setOf(this.#spent, successor);
        const fresh = [...messages].filter((message) => !known.has(message));
        for (const message of fresh) {
          const isStill = this.#isIgnored(successor, message);
          must(
            isStill,
            `${JSON.stringify(message)} is spent for good, also for ${successor.number}`,
          );
          known.add(message);
        }
        if (fresh.length > 0) open.push([successor, new Set(fresh)]);
      }
    }
  }

  #isIgnored(member: Member, message: Message): boolean {
    const after = this.after(member, { kind: "hear", message });
    return after.member === member && after.sends.length === 0;
  }

  /** Equal messages are one and have one number. */
  numberOf(message: Message): number {
    return this.#numbers.get(this.#same(message)) ?? 0;
  }

  #same(message: Message): Message {
    if (this.#numbers.has(message)) return message;
    const text = Buffer.from(encodeMessage(message)).toString("latin1");
    const known = this.#messages.get(text);
    if (known !== undefined) return known;
    this.#messages.set(text, message);
    this.#numbers.set(message, this.#numbers.size);
    return message;
  }

  #eventText(event: MemberEvent): string {
    return event.kind === "hear" ? `${this.numberOf(event.message)}` : JSON.stringify(event);
  }

  #known(run: Run): Member {
    const { number, raft, entries, hardState, writes } = run;
    const { role, term, commitIndex: commit, lastIndex } = raft.status();
    const inMemory = logOf(raft, entries, lastIndex);
    const disk = entries.map(entryText);
    const underWay = writes.map((one) => [
      one.hardState,
      one.truncateFrom,
      one.entries.map(entryText),
      one.releases.map((message) => this.numberOf(message)),
    ]);
    const counted = run.counted.map(votersText);
    const text = JSON.stringify([
      number,
      raft.fingerprint(),
      inMemory,
      disk,
      hardState,
      underWay,
      counted,
    ]);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const member: Member = {
      key: this.#byText.size,
      number,
      role,
      term,
      commit,
      counted: run.counted,
      log: inMemory,
      disk,
      writes: writes.length,
      start: run.start,
      steps: run.steps,
    };
    this.#byText.set(text, member);
    return member;
  }
}

/** Of the same term. Other answers, though they say nothing new, make a leader send more when there is more. */
function isCountedAnswer({ role }: Member, { type }: Message): boolean {
  const mayLead = role === "leader" || role === "candidate";
  return !mayLead || type === "voteResponse";
}

function setOf<Key, Value>(sets: Map<Key, Set<Value>>, key: Key): Set<Value> {
  const known = sets.get(key);
  if (known !== undefined) return known;
  const fresh = new Set<Value>();
  sets.set(key, fresh);
  return fresh;
}
