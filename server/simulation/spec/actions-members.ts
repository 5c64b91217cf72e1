/** Changes of members (§6; dissertation §4; Ongaro's correction of 2015). */
import type { Configuration, Entry, RaftId } from "../../src/raft/types.ts";
import { allow } from "./allow.ts";
import { SpecLog } from "./spec-log.ts";
import type { SpecNode } from "./spec-state.ts";

/** So many past members are remembered at least; of more the lowest names may be forgotten, which are never given again. */
const RETIRED_ENOUGH = 256;

/** The leader appends a configuration: one at a time, and each quorum of it meets each quorum of the one before. */
export function checkChange(node: SpecNode, entry: Entry): void {
  const name = "ChangeMembers";
  const before = node.log.configuration;
  allow(
    before.index <= node.commit,
    name,
    `${node.name} begins another change before the last one is committed`,
  );
  allow(
    node.commit >= node.termStart,
    name,
    `${node.name} changes the members before it has committed an entry of its term`,
  );
  checkStep(node, before.configuration, configurationIn(entry));
}

function checkStep(node: SpecNode, before: Configuration, after: Configuration): void {
  const name = "ChangeMembers";
  const isJoint = before.outgoing.length > 0;
  const isLegal =
    after.outgoing.length === 0
      ? isSameSet(before.voters, after.voters)
      : !isJoint && isSameSet(after.outgoing, before.voters);
  allow(isLegal, name, `${node.name} changes voters by no joint configuration`);
  const gone = before.members.filter(({ id }) => !after.members.some((one) => one.id === id));
  const retired = (after.retired ?? []).map(({ id }) => id);
  const past = [...(before.retired ?? []), ...gone].map(({ id }) => id);
  allow(
    retired.length >= RETIRED_ENOUGH || past.every((id) => retired.includes(id)),
    name,
    `${node.name} forgets who was a member, so that an id could be given again`,
  );
  allow(
    !after.members.some(({ id }) => past.includes(id)),
    name,
    `${node.name} gives the id of one who was removed again`,
  );
}

function configurationIn(entry: Entry): Configuration {
  const log = new SpecLog();
  log.append(entry);
  return log.configuration.configuration;
}

function isSameSet(one: readonly RaftId[], other: readonly RaftId[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}
