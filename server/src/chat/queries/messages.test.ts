import { fromBinary } from "@bufbuild/protobuf";
import { ListMessagesResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { Scenario, START_MS, tokenOf, type Person } from "../scenario.ts";

function list(
  scenario: Scenario,
  person: Pick<Person, "token">,
  conversationId: string,
  bounds = {},
) {
  const caller = { tokenSha256: person.token, time: START_MS };
  const request = { caller, conversationId, beforeSeq: 0, afterSeq: 0, pageSize: 0, ...bounds };
  return fromBinary(ListMessagesResponseSchema, scenario.core.query("listMessages", request));
}

function roomWith(count: number, text = "hello") {
  const scenario = new Scenario();
  const ann = scenario.signUp("Ann");
  const room = scenario.room(ann, "Garden");
  for (let at = 0; at < count; at += 1) scenario.send(ann, room, text);
  return { scenario, ann, room };
}

describe("listMessages", () => {
  it("gives the page between its bounds, and says truly whether there is more on either side", () => {
    const rooms = [0, 1, 7].map((count) => ({ count, ...roomWith(count) }));
    const bound = fc.nat(10);
    fc.assert(
      fc.property(
        fc.constantFrom(...rooms),
        bound,
        bound,
        fc.integer({ min: 1, max: 9 }),
        (one, before, after, pageSize) => {
          const { messages, hasBefore, hasAfter } = list(one.scenario, one.ann, one.room, {
            beforeSeq: before,
            afterSeq: after,
            pageSize,
          });
          const all = Array.from({ length: one.count }, (_, at) => at + 1);
          const within = all.filter((seq) => seq > after && (before === 0 || seq < before));
          const page = after > 0 ? within.slice(0, pageSize) : within.slice(-pageSize);
          expect(messages.map(({ seq }) => Number(seq))).toEqual(page);
          if (page.length === 0) return;
          expect(hasBefore).toBe((page[0] ?? 0) > 1);
          expect(hasAfter).toBe((page.at(-1) ?? 0) < one.count);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    { bounds: {}, count: 0, before: false, after: false },
    { bounds: { beforeSeq: 1 }, count: 3, before: false, after: true },
    { bounds: { afterSeq: 3 }, count: 3, before: true, after: false },
    { bounds: { afterSeq: 99 }, count: 3, before: true, after: false },
  ])(
    "says on which side the messages are when the page is empty: $bounds",
    ({ bounds, count, before, after }) => {
      const { scenario, ann, room } = roomWith(count);
      const page = list(scenario, ann, room, bounds);
      expect([page.messages.length, page.hasBefore, page.hasAfter]).toEqual([0, before, after]);
    },
  );

  it("bounds a page by its text too, and is never empty for it", () => {
    const { scenario, ann, room } = roomWith(40, "x".repeat(LIMITS.textBytes));
    const newest = list(scenario, ann, room, { pageSize: 200 });
    expect(newest.messages).toHaveLength(LIMITS.pageTextBytes / LIMITS.textBytes);
    expect(newest.messages.at(-1)?.seq).toBe(40n);
    expect([newest.hasBefore, newest.hasAfter]).toEqual([true, false]);
    const oldest = list(scenario, ann, room, { afterSeq: 1, pageSize: 200 });
    expect(oldest.messages[0]?.seq).toBe(2n);
    expect(oldest.hasAfter).toBe(true);
  });

  it("names every author of the page once, and the index it is true at", () => {
    const { scenario, ann, room } = roomWith(2);
    const bob = scenario.signUp("Bob");
    scenario.join(bob, room);
    scenario.send(bob, room, "hi");
    const page = list(scenario, ann, room);
    expect(page.accounts.map(({ name }) => name)).toEqual(["Ann", "Bob"]);
    expect(page.index).toBe(BigInt(scenario.index));
    expect(list(scenario, ann, room, { beforeSeq: 3 }).accounts.map(({ name }) => name)).toEqual([
      "Ann",
    ]);
  });

  it("shows a public room to everybody signed in, a direct conversation to its two people only", () => {
    const { scenario, ann, room } = roomWith(2);
    const bob = scenario.signUp("Bob");
    const eve = scenario.signUp("Eve");
    const direct = scenario.direct(ann, bob);
    scenario.send(ann, direct, "for Bob");
    expect(list(scenario, eve, room).messages).toHaveLength(2);
    expect(list(scenario, bob, direct).messages).toHaveLength(1);
    expect(() => list(scenario, eve, direct)).toThrow(
      expect.objectContaining({ reason: "FORBIDDEN" }),
    );
    expect(() => list(scenario, { token: tokenOf("nobody") }, room)).toThrow(
      expect.objectContaining({ reason: "BAD_SESSION" }),
    );
  });

  it.each([
    ["no id", {}, "NOT_FOUND", ""],
    ["", {}, "NOT_FOUND", ""],
    ["64", { pageSize: 201 }, "INVALID", "page_size"],
    ["64", { pageSize: -1 }, "INVALID", "page_size"],
    ["64", { pageSize: 1.5 }, "INVALID", "page_size"],
  ])("refuses the conversation %j with %j", (id, bounds, reason, field) => {
    const { scenario, ann } = roomWith(1);
    expect(() => list(scenario, ann, id, bounds)).toThrow(
      expect.objectContaining({ reason, field }),
    );
  });
});
