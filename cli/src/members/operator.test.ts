import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Standing } from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { Sentence } from "../sentence.ts";
import { standingOf } from "./join.ts";
import { openOperator, type Wish } from "./operator.ts";
import {
  startScriptedOperatorNode,
  type Membership,
  type ScriptedOperatorNode,
} from "./scripted-operator-node.ts";

/** Long enough for several tries, short enough to be waited for. */
const BUDGET_MS = 1_000;

let data = "";
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "parley-operator-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
});

/** Members n1 and n2 of which the first leads, as every node tells it, and an operator of them. */
async function start(budgetMs = BUDGET_MS) {
  const nodes: ScriptedOperatorNode[] = [];
  for (const node of ["n1", "n2"]) nodes.push(await startScriptedOperatorNode({ node }));
  const [first, second] = nodes;
  if (first === undefined || second === undefined) throw new Error("two were started");
  const members = nodes.map(({ address }, at) => {
    const name = `n${at + 1}`;
    return { id: name, name, client: address, peer: address, http: address };
  });
  const file = { version: 1, clusterId: "c", members, edge: { port: 8080, adminPort: 9901 } };
  writeFileSync(join(data, "cluster.json"), JSON.stringify(file));
  writeFileSync(join(data, "operator-token"), "secret\n");
  const voters = members.map((member) => ({ ...member, standing: Standing.VOTER }));
  const tell = (more: Membership = {}): void => {
    for (const [at, node] of nodes.entries()) {
      const facts = { clusterId: "c", leader: "n1", term: 1n, index: 1n, members: voters };
      node.membership = { ...facts, node: `n${at + 1}`, ...more };
    }
  };
  tell();
  const operator = openOperator(data, budgetMs);
  onTestFinished(() => {
    operator.close();
    for (const node of nodes) node.close();
  });
  /** The wish of these tests has come true. */
  const fulfil = (): void => tell({ index: 3n, members: voters.slice(0, 1) });
  return { first, second, tell, fulfil, operator };
}

const wish: Wish = {
  what: "n2 was removed",
  isDone: (view) => standingOf(view, "n2") === undefined,
  request: () => ({ case: "setVoters", value: { names: ["n1"] } }),
};

async function failure(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Sentence);
  return error instanceof Sentence ? error.message : "";
}

describe("a wish", () => {
  test("is asked of the leader with the operator's token, and is done when the members say so", async () => {
    const { first, second, fulfil, operator } = await start();
    const tokens: string[] = [];
    first.script = (request, token) => {
      expect(request.change).toMatchObject({ case: "setVoters", value: { names: ["n1"] } });
      tokens.push(token);
      fulfil();
      return null;
    };
    second.script = () => expect.unreachable("does not lead");
    expect((await operator.carryOut(wish)).index).toBe(3);
    expect(tokens).toEqual(["Bearer secret"]);
  });

  test("that is done already is not asked for", async () => {
    const { first, fulfil, operator } = await start();
    first.script = () => expect.unreachable("nothing is left to do");
    fulfil();
    await operator.carryOut(wish);
  });

  test("whose outcome was unknown is looked for and not asked for again", async () => {
    const { first, fulfil, operator } = await start();
    let asked = 0;
    first.script = () => {
      asked += 1;
      fulfil();
      return { reason: "OUTCOME_UNKNOWN", sentence: "The leader changed." };
    };
    await operator.carryOut(wish);
    expect(asked).toBe(1);
  });

  test.each(["OUTCOME_UNKNOWN", ""])(
    "whose outcome stays unknown (%j) says so, and what to do",
    async (reason) => {
      const { first, operator } = await start();
      first.script = () => ({ reason, sentence: "The leader changed." });
      expect(await failure(operator.carryOut(wish))).toMatch(
        /Whether n2 was removed is not known: The leader changed\. .*parley cluster status.*same command again/,
      );
    },
  );

  test("goes to the new leader when the old one has lost its office", async () => {
    const { first, second, tell, fulfil, operator } = await start();
    first.script = () => {
      tell({ leader: "n2", term: 2n });
      return { reason: "NOT_LEADER", sentence: "Ask n2." };
    };
    second.script = () => {
      fulfil();
      return null;
    };
    await operator.carryOut(wish);
  });

  test("waits while another change is under way, or nobody leads", async () => {
    const { first, tell, fulfil, operator } = await start();
    first.script = () => expect.unreachable("it is not its turn");
    tell({ changing: true });
    expect(await failure(operator.carryOut(wish))).toContain("Another change is under way");
    tell({ leader: "" });
    expect(await failure(operator.carryOut(wish))).toContain("No node leads. Nothing was changed");
    fulfil();
    await operator.carryOut(wish);
  });

  test("is tried again when it is refused for now", async () => {
    const { first, fulfil, operator } = await start(10_000);
    const reasons = ["BUSY", "NOT_CAUGHT_UP", "UNHEALTHY"];
    first.script = () => {
      const reason = reasons.shift();
      if (reason !== undefined) return { reason, sentence: "Not now." };
      fulfil();
      return null;
    };
    await operator.carryOut(wish);
  });

  test.each(["FORBIDDEN", "LAST_VOTER"])(
    "refused as %s ends at once, in the node's words",
    async (reason) => {
      const { first, operator } = await start();
      let asked = 0;
      first.script = () => {
        asked += 1;
        return { reason, sentence: "No, because." };
      };
      expect(await failure(operator.carryOut(wish))).toBe("No, because.");
      expect(asked).toBe(1);
    },
  );

  test("that would leave too few healthy voters is given up when that does not change", async () => {
    const { first, operator } = await start(10_000);
    first.script = () => ({ reason: "UNHEALTHY", sentence: "n2 is silent." });
    expect(await failure(operator.carryOut(wish))).toBe("n2 is silent.");
  });
});

test("a look with patience waits for a node to be there", async () => {
  const { tell, operator } = await start();
  tell({ clusterId: "another" });
  const seen = operator.look(20_000);
  setTimeout(tell, 300);
  expect((await seen).node).toBe("n1");
});

test("who cannot read the operator's token is told so, and no node is asked", async () => {
  const { first, operator } = await start();
  first.script = () => expect.unreachable("without a token");
  rmSync(join(data, "operator-token"));
  expect(await failure(operator.carryOut(wish))).toContain("needs the operator's token");
});

test("when no node answers the sentence says how to start them; another cluster's nodes are no answer", async () => {
  const { first, second, tell, operator } = await start();
  tell({ clusterId: "another" });
  expect(await failure(operator.look())).toContain('Start it with "parley up"');
  first.close();
  second.close();
  expect(await failure(operator.look())).toContain("No node of the cluster");
});
