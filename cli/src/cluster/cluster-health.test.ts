import { expect, test } from "vitest";
import { describeHealth } from "../commands/status.ts";
import { judge, type NodeHealth } from "./cluster-health.ts";

const node = (n: number, state: NodeHealth["state"], leader = "n1", term = 4): NodeHealth => ({
  id: `n${n}`,
  address: `127.0.0.1:${7100 + n}`,
  state,
  term: state === "down" ? 0 : term,
  leader: state === "down" ? "" : leader,
});

test.each([
  {
    what: "all serve",
    nodes: [node(1, "leader"), node(2, "ready"), node(3, "ready")],
    ok: true,
    says: "n1 leads in term 4; nobody is down.",
  },
  {
    what: "a minority is down",
    nodes: [node(1, "leader"), node(2, "down"), node(3, "ready")],
    ok: true,
    says: "n1 leads in term 4; n2 down.",
  },
  {
    what: "a majority is down",
    nodes: [node(1, "waiting", ""), node(2, "down"), node(3, "down")],
    ok: false,
    says: "No majority: 2 of 3 nodes are needed; n2, n3 down.",
  },
  {
    what: "nobody leads yet",
    nodes: [node(1, "waiting", ""), node(2, "waiting", ""), node(3, "waiting", "")],
    ok: false,
    says: "No leader yet; nobody is down.",
  },
  {
    what: "the believed leader is dead",
    nodes: [node(1, "down"), node(2, "ready"), node(3, "ready")],
    ok: false,
    says: "No leader yet; n1 down.",
  },
])("$what: ok is $ok", ({ nodes, ok, says }) => {
  const health = judge("c", nodes);
  expect(health.ok).toBe(ok);
  expect(describeHealth(health).split("\n")[0]).toBe(says);
});

test("the newest term names the leader: a node left behind does not", () => {
  const health = judge("c", [
    node(1, "waiting", "n1", 3),
    node(2, "leader", "n2", 5),
    node(3, "ready", "n2", 5),
  ]);
  expect([health.leader, health.term, health.ok]).toEqual(["n2", 5, true]);
});

test("a node of another cluster at a member's address is no member", () => {
  const health = judge("c", [node(1, "leader"), node(2, "foreign"), node(3, "foreign")]);
  expect(health.ok).toBe(false);
  expect(describeHealth(health)).toContain("No majority: 2 of 3 nodes are needed; n2, n3 down.");
});
