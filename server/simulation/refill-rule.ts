/**
 * What a leader may conclude from the answers of its followers (foundations §1, raft.md §3), counted here a second time
 * from the messages that reach it: it commits only by acknowledgements that are worth something, and lets a node out of
 * recovery only when that holds the end of its log as of a round which began after the node's claim and which a quorum
 * without it has confirmed.
 */
import type { AppendResponse, HeartbeatResponse, Message } from "../src/raft/messages.ts";
import type { RaftStatus } from "../src/raft/raft.ts";
import type { Configuration, Index, Input, RaftId, Term } from "../src/raft/types.ts";
import { isCounted } from "./counted.ts";
import type { NodeView } from "./node-view.ts";
import { must } from "./violation.ts";

interface Recovery {
  readonly end: Index;
  readonly round: number;
  /** Once by the configuration of its moment, and so for good, whatever the members become: it is said again until heard. */
  isConfirmed: boolean;
}

/** What a leader knows of one of its followers. */
interface Follower {
  incarnation: number;
  /** In that start it said that it does not recover, or not any more. */
  isWhole: boolean;
  /** Acknowledged: what counts, and what will when its sender is recognised. */
  acked: Index;
  held: Index;
  confirmed: number;
  /** While it recovers: end of the leader's log, and the newest round, when the leader first heard that it does. */
  recovers: Recovery | null;
}

interface Office {
  readonly term: Term;
  round: number;
  readonly followers: Map<RaftId, Follower>;
}

export class RefillRule {
  readonly #offices = new Map<RaftId, Office>();

  /** `counting`: by whose voters it counts what this step commits. */
  stepped(view: NodeView, input: Input, status: RaftStatus, counting: Configuration | null): void {
    if (status.role !== "leader") {
      this.#offices.delete(view.id);
      return;
    }
    const office = this.#officeOf(view, status.term);
    if (input.kind === "message" && input.message.term === status.term) {
      const { message } = input;
      const isAnswer = message.type === "appendResponse" || message.type === "heartbeatResponse";
      if (isAnswer) this.#heard(view, office, message);
    }
    if (status.commitIndex <= view.commit || counting === null) return;
    const holds = (id: RaftId): boolean => {
      const acked = id === view.id ? status.durableIndex : office.followers.get(id)?.acked;
      return (acked ?? 0) >= status.commitIndex;
    };
    must(isCounted(counting, holds), `${view.name} commits ${status.commitIndex} by what counts`);
  }

  sent(view: NodeView, message: Message): void {
    const office = this.#offices.get(view.id);
    if (office === undefined || office.term !== message.term) return;
    if (message.type === "heartbeatRequest") office.round = Math.max(office.round, message.round);
    if (message.type !== "refilled") return;
    const follower = office.followers.get(message.to);
    const recovers = follower?.recovers ?? null;
    must(recovers !== null, `${view.name} lets out one that recovers`);
    must(message.index >= recovers.end, `${view.name} refills ${message.to} to the end of its log`);
    must((follower?.held ?? 0) >= message.index, `${message.to} holds what it was refilled with`);
    if (recovers.isConfirmed) return;
    const confirms = (id: RaftId): boolean =>
      id === view.id ||
      (id !== message.to && (office.followers.get(id)?.confirmed ?? 0) > recovers.round);
    const quorum = view.configuration;
    must(
      quorum !== null && isCounted(quorum, confirms),
      `a quorum without ${message.to} has confirmed that ${view.name} led after its claim`,
    );
    recovers.isConfirmed = true;
  }

  #heard(view: NodeView, office: Office, message: AppendResponse | HeartbeatResponse): void {
    const { from, incarnation = 0, worth } = message;
    const newest = view.disk.mark?.seen.find(({ id }) => id === from)?.incarnation ?? 0;
    const follower = this.#followerOf(office, from);
    // A late word of an earlier start, which nobody takes for one of this, is void.
    if (incarnation < Math.max(newest, follower.incarnation)) return;
    const isAnother = incarnation !== follower.incarnation;
    // Nor is one from before the end of its recovery: there is no second one in a start.
    if (!isAnother && follower.isWhole && worth === "recovering") return;
    follower.incarnation = incarnation;
    follower.isWhole = worth !== "recovering";
    if (worth === "recovering") {
      if (follower.recovers === null || isAnother) {
        Object.assign(follower, { acked: 0, held: 0 });
        follower.recovers = { end: view.log.length, round: office.round, isConfirmed: false };
      }
    } else follower.recovers = null;
    if (message.type === "appendResponse" && message.success && message.index <= view.log.length)
      follower.held = Math.max(follower.held, message.index);
    if (worth !== undefined) return;
    follower.acked = Math.max(follower.acked, follower.held);
    if (message.type === "heartbeatResponse")
      follower.confirmed = Math.max(follower.confirmed, message.round);
  }

  #followerOf({ followers }: Office, id: RaftId): Follower {
    const known = followers.get(id);
    if (known !== undefined) return known;
    const fresh: Follower = {
      incarnation: 0,
      isWhole: false,
      acked: 0,
      held: 0,
      confirmed: 0,
      recovers: null,
    };
    followers.set(id, fresh);
    return fresh;
  }

  #officeOf(view: NodeView, term: Term): Office {
    const known = this.#offices.get(view.id);
    if (known?.term === term) return known;
    const office = { term, round: 0, followers: new Map<RaftId, Follower>() };
    this.#offices.set(view.id, office);
    return office;
  }
}
