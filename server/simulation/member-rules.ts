/**
 * Which members count at which moment, by the logs alone (§6): a configuration is in force from its append, each is a
 * legal step from the one before, at most one is uncommitted, and a leader begins none before its term's first commit.
 */
import type { Entry, Index } from "../src/ports.ts";
import { encodeConfiguration } from "../src/raft/configuration.ts";
import type { Configuration, RaftId, Role } from "../src/raft/types.ts";
import type { NodeView } from "./node-view.ts";
import { must } from "./violation.ts";
import type { World } from "./world.ts";

interface Committed {
  readonly index: Index;
  readonly configuration: Configuration;
}

interface Moment {
  /** What the node goes by. */
  readonly inForce: Configuration;
  /** Of the whole cluster. */
  readonly commitIndex: Index;
  /** It appended a configuration that somebody asked for. */
  readonly hasBegun: boolean;
  readonly role: Role;
}

export class MemberRules {
  readonly #world: World;
  #newest: Committed | null = null;
  /** Told of each leader that has begun to replace voters. */
  onReplacing: (leader: RaftId) => void = () => undefined;
  readonly #compared = new WeakMap<Configuration, Configuration>();

  constructor(world: World) {
    this.#world = world;
  }

  /** The newest that is committed anywhere. */
  get committed(): Configuration | null {
    return this.#newest?.configuration ?? null;
  }

  /** The newest committed one, and all behind it that some node has in memory or on disk: each may be in force soon. */
  inPlay(views: Iterable<NodeView>): readonly Configuration[] {
    const { index: from, configuration } = this.#newest ?? { index: 0, configuration: null };
    const inPlay = configuration === null ? [] : [configuration];
    for (const view of views) {
      for (const one of [...view.configurations, ...view.configurationsOnDisk()])
        if (one.index > from) inPlay.push(one.configuration);
    }
    return inPlay;
  }

  cut(view: NodeView, from: Index): void {
    const kept = view.configurations.filter(({ index }) => index < from);
    const reverted = view.configurations.length - kept.length;
    if (reverted > 0) this.#world.tally.add("changes reverted", reverted);
    view.configurations = kept;
  }

  appended(view: NodeView, entry: Entry): void {
    const before = view.configuration;
    view.learn(entry);
    const after = view.configuration;
    must(after !== null, "a configuration entry holds a configuration");
    if (before === null)
      must(entry.index === 1, `${view.name} begins with the first configuration`);
    else checkStep(view.name, before, after);
    if (!view.isLeader || view.term !== entry.term) return;
    this.#world.tally.add("changes begun");
    const joint = view.configurations.at(-2);
    const isOfBefore = joint !== undefined && (view.log[joint.index - 1]?.term ?? 0) < entry.term;
    if (isOfBefore && joint.configuration.outgoing.length > 0)
      this.#world.tally.add("changes taken over");
    if (after.outgoing.length > 0) this.onReplacing(view.id);
  }

  /** `index` is committed, and nobody saw it so before. */
  commits(view: NodeView, index: Index): void {
    const entry = view.configurations.find((one) => one.index === index);
    if (entry === undefined) return;
    this.#newest = entry;
    if (index === 1) return;
    const { tally } = this.#world;
    tally.add("changes committed");
    const { outgoing, voters } = entry.configuration;
    if (outgoing.length > 0) tally.add("joint configurations committed");
    else if (view.isLeader && !voters.includes(view.id)) tally.add("leaders removed");
  }

  /** After each step. */
  stepped(view: NodeView, { inForce, commitIndex, hasBegun, role }: Moment): void {
    if (role === "candidate" || role === "preCandidate") checkEntitled(view);
    const last = view.configurations.at(-2);
    const isOne = last === undefined || last.index <= commitIndex;
    must(isOne, `${view.name} has at most one uncommitted configuration`);
    if (hasBegun) {
      must(
        view.log[view.commit - 1]?.term === view.term,
        `${view.name} changes the members only after a commit in its own term`,
      );
    }
    const newest = view.configuration;
    if (newest === null || this.#compared.get(inForce) === newest) return;
    must(
      textOf(inForce) === textOf(newest),
      `the newest configuration in the log of ${view.name} is in force`,
    );
    this.#compared.set(inForce, newest);
  }
}

/** Until its removal is known to be committed a member may have to commit it (dissertation §4.2.2). */
function checkEntitled(view: NodeView): void {
  const known = view.configurations.findLastIndex(({ index }) => index <= view.commit);
  const inPlay = view.configurations.slice(Math.max(0, known));
  must(
    inPlay.some(({ configuration: { voters, outgoing } }) =>
      [...voters, ...outgoing].includes(view.id),
    ),
    `${view.name} campaigns only as a voter`,
  );
}

/** Learners come and go, or both majorities begin to count, or the old one ceases to. */
function checkStep(name: string, before: Configuration, after: Configuration): void {
  const isJoint = before.outgoing.length > 0;
  const isSame = isSameSet(before.voters, after.voters);
  const isLegal =
    after.outgoing.length === 0 ? isSame : !isJoint && isSameSet(after.outgoing, before.voters);
  must(isLegal, `${name} appends a configuration whose quorums meet those of the one before`);
  for (const { id } of before.retired ?? [])
    must(!after.members.some((member) => member.id === id), `${name} gives no id again`);
}

function isSameSet(one: readonly RaftId[], other: readonly RaftId[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}

function textOf(configuration: Configuration): string {
  return new TextDecoder().decode(encodeConfiguration(configuration));
}
