import { describe, expect, it } from "vitest";
import type { Person } from "../scenario.ts";
import { den } from "../scenes.ts";

describe("a group", () => {
  it("is one for each set of people, whoever opens it and in whatever order", () => {
    const { scenario, owner, ann, bob } = den();
    const open = (by: Person, others: readonly Person[]) => {
      const value = { accountIds: others.map(({ id }) => id) };
      const outcome = scenario.write(by, { case: "openGroup", value });
      return outcome.case === "conversationChanged" ? outcome.value.conversation : undefined;
    };
    const first = open(ann, [bob, owner]);
    expect(first).toMatchObject({ peerIds: [owner.id, ann.id, bob.id], memberCount: 3 });
    expect(open(bob, [owner, ann, bob, owner])).toEqual(first);
    expect(open(ann, [bob])).toBeUndefined();
    const others = Array.from({ length: 7 }, (_, at) => scenario.signUp(`Other ${at}`));
    expect(open(ann, [bob, ...others])?.id).not.toBe(first?.id);
    expect(open(ann, [bob, owner, ...others])).toBeUndefined();
  });
});
