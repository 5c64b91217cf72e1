/** Test support: clusters whose members change. */
import { expect } from "vitest";
import { idOf, TestCluster } from "./test-cluster.ts";
import type { Configuration, Effect, Member, MembershipChange } from "./types.ts";

export function memberOf(number: number): Member {
  return { id: idOf(number), name: `n${number}`, peer: "p:1", client: "c:1", http: "h:1" };
}

export function learner(number: number): MembershipChange {
  return { kind: "addLearner", member: memberOf(number) };
}

export function voters(...numbers: readonly number[]): MembershipChange {
  return { kind: "setVoters", voters: numbers.map(idOf) };
}

export function change(
  cluster: TestCluster,
  number: number,
  what: MembershipChange,
): readonly Effect[] {
  return cluster.step(number, { kind: "change", id: 1, change: what });
}

/** What the node said to the change: `begun`, or why not. */
export function answerTo(effects: readonly Effect[]): string {
  for (const effect of effects) {
    if (effect.kind === "changeBegun") return "begun";
    if (effect.kind === "changeRefused") return effect.reason;
  }
  return "nothing";
}

export function begin(cluster: TestCluster, number: number, what: MembershipChange): void {
  expect(answerTo(change(cluster, number, what))).toBe("begun");
}

/** Begins a change and lets it come to its end. */
export function complete(cluster: TestCluster, number: number, what: MembershipChange): void {
  begin(cluster, number, what);
  cluster.settle();
}

/** As "1 2 3 | 1 2 (4)": voters, outgoing, learners. */
export function inWords({ voters: incoming, outgoing, learners }: Configuration): string {
  const numbers = (ids: readonly string[]): string => ids.map(Number).join(" ");
  const joint = outgoing.length > 0 ? ` | ${numbers(outgoing)}` : "";
  return `${numbers(incoming)}${joint}${learners.length > 0 ? ` (${numbers(learners)})` : ""}`;
}

export function configurationOf(cluster: TestCluster, number: number): string {
  return inWords(cluster.node(number).raft.configuration());
}

/** `nodes` voters led by the first, and `outside` more that wait. */
export function clusterOf(nodes: number, outside = 0): TestCluster {
  const cluster = new TestCluster(Array.from({ length: nodes }, () => []));
  for (let number = nodes + 1; number <= nodes + outside; number += 1) cluster.join(number);
  cluster.elect(1);
  cluster.pass(100);
  return cluster;
}

export function configurations(
  cluster: TestCluster,
  ...numbers: readonly number[]
): readonly string[] {
  return numbers.map((number) => configurationOf(cluster, number));
}
