/**
 * Sees every step, message and apply of every node and knows what must hold between them (raft.md §6; the
 * paper's Figure 3): election safety, log matching, leader completeness, state machine safety, committed on a
 * quorum's disks, committed for ever, nothing falls that must rise. What leaves a node: wire-rules.ts.
 */
import type { Entry, Index } from "../src/ports.ts";
import type { RaftStatus } from "../src/raft/raft.ts";
import type { Message } from "../src/raft/messages.ts";
import type { Configuration, Effect, Input, RaftId, Term } from "../src/raft/types.ts";
import { ContactRule } from "./contact-rule.ts";
import { isCounted } from "./counted.ts";
import { LogMatching } from "./log-matching.ts";
import { FenceRule } from "./fence-rule.ts";
import { MemberRules } from "./member-rules.ts";
import { isSameMark, markOf } from "./node-view.ts";
import type { EntryMark, NodeView } from "./node-view.ts";
import { OfficeRule } from "./office-rule.ts";
import { RefillRule } from "./refill-rule.ts";
import { SnapshotRules } from "./snapshot-rules.ts";
import { StartsRule } from "./starts-rule.ts";
import { TransferRule } from "./transfer-rule.ts";
import { must } from "./violation.ts";
import { checkMessage } from "./wire-rules.ts";
import type { World } from "./world.ts";

interface Committed extends EntryMark {
  /** Term of the leader that committed it: those of later terms must hold it. */
  readonly committedIn: Term;
  /** By whose voters it was counted. */
  readonly inForce: Configuration;
}

interface Step {
  readonly input: Input;
  readonly effects: readonly Effect[];
  readonly status: RaftStatus;
  /** What the node goes by; null while it starts. */
  readonly inForce: Configuration | null;
}

export class Witness {
  readonly #world: World;
  readonly #views = new Map<RaftId, NodeView>();
  readonly #leaders = new Map<Term, RaftId>();
  readonly #candidates = new Map<Term, Set<RaftId>>();
  readonly #matching = new LogMatching();
  /** Position 0 is index 1. */
  readonly #committed: Committed[] = [];
  readonly snapshots = new SnapshotRules(this.#committed);
  readonly #transfers = new TransferRule();
  readonly #offices = new OfficeRule();
  readonly #contacts = new ContactRule();
  readonly #starts = new StartsRule();
  readonly #refills = new RefillRule();
  readonly fence = new FenceRule();
  readonly memberRules: MemberRules;
  /** Told of each new leader. */
  onElected: (leader: RaftId) => void = () => undefined;
  /** Told of each step in the making or the taking in of a snapshot. */
  onSnapshotStep: (member: RaftId) => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
    this.memberRules = new MemberRules(world);
  }

  get commitIndex(): Index {
    return this.#committed.length;
  }

  /** All configurations that may be in force soon, somewhere. */
  get membersInPlay(): readonly Configuration[] {
    return this.memberRules.inPlay(this.#views.values());
  }

  addView(view: NodeView): void {
    this.#views.set(view.id, view);
    view.restart(0, []);
    for (const [offset, mark] of view.log.entries()) this.#matching.learn(view, offset + 1, mark);
  }

  /** The view of a member. */
  view(id: RaftId): NodeView {
    const view = this.#views.get(id);
    must(view !== undefined, "only members take part");
    return view;
  }

  started(view: NodeView, appliedIndex: Index): void {
    view.restart(appliedIndex, this.snapshots.prefix(view));
    must(appliedIndex <= this.commitIndex, `${view.name} has applied nothing uncommitted`);
    this.#starts.started(view);
    must(view.isWhole || view.isDamaged, `${view.name} recovers only if its disk lost something`);
    if (view.isWhole && !view.isOlderCopy) view.mended();
  }

  /** A disk lost or kept what was under way: what was committed must still be on a quorum's disks. */
  crashed(view: NodeView): void {
    view.isLeader = false;
    const index = this.commitIndex;
    const mark = this.#committed[index - 1];
    if (mark !== undefined) this.#checkOnQuorum(view, index, mark, mark.inForce);
  }

  stepped(view: NodeView, step: Step): void {
    // What a step commits is counted before it appends what follows from that.
    const counting = view.configuration;
    for (const effect of step.effects) this.#note(view, effect);
    this.#starts.stepped(view, step.input, step.effects, step.status);
    this.#refills.stepped(view, step.input, step.status, counting);
    this.fence.stepped(view.name, step.effects);
    this.#moved(view, step.status, counting);
    this.#offices.stepped(view, this.#world);
    const { inForce, effects, input, status } = step;
    if (inForce === null) return;
    this.#contacts.stepped(view, input, inForce, this.#world);
    const hasBegun = effects.some((one) => one.kind === "changeBegun");
    const { commitIndex } = this;
    this.memberRules.stepped(view, { inForce, commitIndex, hasBegun, role: status.role });
  }

  #moved(view: NodeView, status: RaftStatus, counting: Configuration | null): void {
    must(status.term >= view.term, `the term of ${view.name} never falls`);
    const isTrusted = status.isCounted && !status.isRecovering;
    if (!isTrusted) view.commit = Math.min(view.commit, status.commitIndex);
    must(status.commitIndex >= view.commit, `the commit index of ${view.name} never falls`);
    must(status.lastIndex === view.log.length, `${view.name} persists all that it appends`);
    const { durableIndex } = status;
    const durable = view.log[durableIndex - 1];
    // Behind a snapshot on its way to the disk it says nothing any more.
    const isOvertaken = durableIndex <= view.base;
    must(
      durable === undefined || isOvertaken || view.isDurable(durableIndex, durable),
      `${view.name} calls durable only what is on its disk`,
    );
    view.term = status.term;
    const isLeader = status.role === "leader";
    if (isLeader && !view.isLeader) this.#elected(view);
    view.isLeader = isLeader;
    if (status.commitIndex > view.commit) this.#commitMoved(view, status.commitIndex, counting);
  }

  sent(view: NodeView, message: Message): void {
    if (message.type === "voteRequest" && !message.isPreVote) this.#campaigned(message);
    this.#transfers.sent(view, message, (id) => this.view(id));
    this.#starts.sent(view, message);
    this.#refills.sent(view, message);
    checkMessage(view, message, (term) => this.#leaderLog(term));
  }

  /** `entries` reach the state machine of this node. */
  applied(view: NodeView, entries: readonly Entry[]): void {
    for (const entry of entries) {
      must(entry.index === view.applied + 1, `${view.name} applies without gap or repeat`);
      view.applied = entry.index;
      must(entry.index <= this.commitIndex, `${view.name} applies only what is committed`);
      must(
        isSameMark(markOf(entry), this.#committed[entry.index - 1]),
        `state machine safety: ${view.name} applies the committed entry ${entry.index}`,
      );
      must(
        view.isDurable(entry.index, markOf(entry)),
        `${view.name} applies only what is on its own disk`,
      );
    }
  }

  /** A client was told of success at `index`. */
  acknowledged(index: Index): void {
    must(index <= this.commitIndex, `the acknowledged index ${index} is committed`);
  }

  #campaigned({ term, from }: Message): void {
    const candidates = this.#candidates.get(term) ?? new Set();
    if (candidates.has(from)) return;
    candidates.add(from);
    this.#candidates.set(term, candidates);
    if (candidates.size === 2) this.#world.tally.add("contested terms");
  }

  #note(view: NodeView, effect: Effect): void {
    if (effect.kind === "persist") this.#persisted(view, effect);
    else if (effect.kind === "standing") this.#standingChanged(view, effect.isRecovering);
    else if (effect.kind === "fetch") this.#world.tally.add("fetches");
    else if (effect.kind === "status" && effect.role === "preCandidate")
      this.#world.tally.add("pre-votes");
  }

  #standingChanged(view: NodeView, isRecovering: boolean): void {
    this.#world.tally.add(isRecovering ? "recoveries by an old answer" : "recovered");
    must(view.mayChangeStanding(isRecovering), `${view.name} recovers only after a loss`);
    if (isRecovering) return;
    view.mended();
    this.crashed(view);
  }

  #persisted(view: NodeView, effect: Extract<Effect, { kind: "persist" }>): void {
    const { truncateFrom, base, entries, standing, hardState } = effect;
    if (hardState !== null) view.hardState = hardState;
    // With the write that says so, and not with later ones: by then there may be another term.
    const isOver = standing?.isRecovering === false && view.isRecovering;
    const isSpent = view.hardState.vote !== null;
    must(!isOver || isSpent, `${view.name} leaves recovery when the vote of its term is spent`);
    view.isRecovering = standing?.isRecovering ?? view.isRecovering;
    if (truncateFrom !== null) {
      this.#world.tally.add("truncations");
      for (let index = truncateFrom; index <= view.log.length; index += 1) {
        must(
          !isSameMark(view.log[index - 1], this.#committed[index - 1]),
          `committed for ever: ${view.name} does not cut entry ${index}`,
        );
      }
      view.log.length = truncateFrom - 1;
      this.memberRules.cut(view, truncateFrom);
    }
    if (base !== null) {
      this.snapshots.checkBase(view, base);
      view.startAt(base, this.#committed.slice(0, base.index));
    }
    for (const entry of entries) {
      must(entry.index === view.log.length + 1, `the log of ${view.name} has no gap`);
      const mark = markOf(entry);
      const previous = view.log.at(-1);
      must(
        previous === undefined || (mark.time >= previous.time && mark.term >= previous.term),
        `log time and terms never fall at entry ${entry.index} of ${view.name}`,
      );
      view.log.push(mark);
      if (entry.kind === "configuration") this.memberRules.appended(view, entry);
      this.#matching.learn(view, entry.index, mark);
    }
  }

  #elected(view: NodeView): void {
    this.#world.tally.add("elections");
    const other = this.#leaders.get(view.term);
    must(
      other === undefined || other === view.id,
      `election safety: one leader in term ${view.term}`,
    );
    this.#leaders.set(view.term, view.id);
    const votedForIt = (id: RaftId): boolean =>
      id === view.id || this.#views.get(id)?.votes.get(view.term) === view.id;
    must(
      view.configuration !== null && isCounted(view.configuration, votedForIt),
      `a quorum of its voters voted for ${view.name} in term ${view.term}`,
    );
    for (const [offset, mark] of this.#committed.entries()) {
      must(
        mark.committedIn >= view.term || isSameMark(view.log[offset], mark),
        `leader completeness: ${view.name} holds committed entry ${offset + 1} in term ${view.term}`,
      );
    }
    this.onElected(view.id);
  }

  #commitMoved(view: NodeView, commit: Index, counting: Configuration | null): void {
    must(
      !view.isLeader || view.log[commit - 1]?.term === view.term,
      `§5.4.2: ${view.name} commits by counting only up to an entry of its own term`,
    );
    for (let index = view.commit + 1; index <= commit; index += 1) {
      const mark = view.log[index - 1];
      must(mark !== undefined, `${view.name} holds what it calls committed`);
      const committed = this.#committed[index - 1];
      if (committed === undefined) {
        must(counting !== null, `${view.name} knows by whom it counts`);
        this.#checkOnQuorum(view, index, mark, counting);
        this.#committed.push({ ...mark, committedIn: view.term, inForce: counting });
        this.memberRules.commits(view, index);
        this.#world.tally.add("commits");
      } else {
        must(
          isSameMark(mark, committed),
          `committed for ever: entry ${index} as ${view.name} sees it`,
        );
      }
    }
    view.commit = commit;
  }

  #checkOnQuorum(view: NodeView, index: Index, mark: EntryMark, inForce: Configuration): void {
    const holds = (id: RaftId): boolean => {
      const other = this.#views.get(id);
      return other?.isDamaged === true || other?.isDurable(index, mark) === true;
    };
    must(
      isCounted(inForce, holds),
      `entry ${index} is on a quorum's disks when ${view.name} commits or dies`,
    );
  }

  /** The log of the leader of `term` while it leads; it only grows. */
  #leaderLog(term: Term): readonly EntryMark[] | null {
    const id = this.#leaders.get(term);
    if (id === undefined) return null;
    const view = this.view(id);
    return view.isLeader && view.term === term ? view.log : null;
  }
}
