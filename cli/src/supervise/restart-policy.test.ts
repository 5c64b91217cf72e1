import { expect, test } from "vitest";
import { afterDeath, ENVOY_POLICY, NODE_POLICY, type RestartPolicy } from "./restart-policy.ts";

/** Delays of quick deaths in a row, until it is left down. */
function delays(policy: RestartPolicy): readonly number[] {
  const seen: number[] = [];
  for (let deaths = 0; ;) {
    const decision = afterDeath(policy, deaths, 10);
    if (decision.kind === "give-up") return seen;
    deaths = decision.quickDeaths;
    seen.push(decision.delayMs);
  }
}

test("a node comes back soon, then ever later, then stays down", () => {
  expect(delays(NODE_POLICY)).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000, 5000]);
});

test("Envoy comes back at once the first time", () => {
  expect(delays(ENVOY_POLICY)).toEqual([0, 250, 500, 1000, 2000, 4000, 5000, 5000]);
});

test("a process that lived long enough starts a new count", () => {
  const decision = afterDeath(NODE_POLICY, NODE_POLICY.quickDeathsMax, NODE_POLICY.settledMs);
  expect(decision).toEqual({ kind: "restart", delayMs: 500, quickDeaths: 1 });
});
