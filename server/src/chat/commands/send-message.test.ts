import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { keyOf, reasonOf, Scenario, START_MS } from "../scenario.ts";

function twoPeople() {
  const scenario = new Scenario();
  const ann = scenario.signUp("Ann");
  const bob = scenario.signUp("Bob");
  return { scenario, ann, bob, direct: scenario.direct(ann, bob) };
}

describe("sendMessage", () => {
  it("numbers the messages of a conversation from 1 without holes, whoever writes", () => {
    const { scenario, ann, bob, direct } = twoPeople();
    const seqs = [ann, bob, bob, ann].map((author) => {
      const outcome = scenario.send(author, direct, "hello");
      return outcome.case === "messageSent" ? outcome.value.seq : 0n;
    });
    expect(seqs).toEqual([1n, 2n, 3n, 4n]);
  });

  it("goes on counting after the state was opened again", () => {
    const { scenario, ann, direct } = twoPeople();
    scenario.send(ann, direct, "one");
    const again = new Scenario(scenario.core.serialize());
    const outcome = again.write(
      { ...ann, name: "Ann again" },
      {
        case: "sendMessage",
        value: { conversationId: direct, text: "two" },
      },
    );
    expect(outcome).toMatchObject({ case: "messageSent", value: { seq: 2n } });
  });

  it.each([
    ["NOT_FOUND", "999999", "hi"],
    ["NOT_FOUND", "", "hi"],
    ["NOT_FOUND", "1e3", "hi"],
    ["NOT_FOUND", "-64", "hi"],
    ["NOT_FOUND", "99999999999999999999", "hi"],
    ["NOT_FOUND", "'; DROP TABLE messages; --", "hi"],
  ])("answers %s for the conversation id %j", (reason, conversationId, text) => {
    const { scenario, ann } = twoPeople();
    expect(reasonOf(scenario.send(ann, conversationId, text))).toBe(reason);
  });

  it("refuses everybody who is not in the conversation", () => {
    const { scenario, ann, direct } = twoPeople();
    const eve = scenario.signUp("Eve");
    const room = scenario.room(ann, "Garden");
    expect(reasonOf(scenario.send(eve, direct, "let me in"))).toBe("FORBIDDEN");
    expect(reasonOf(scenario.send(eve, room, "not joined yet"))).toBe("FORBIDDEN");
    scenario.join(eve, room);
    expect(reasonOf(scenario.send(eve, room, "joined"))).toBe("");
    scenario.write(eve, { case: "leaveRoom", value: { conversationId: room } });
    expect(reasonOf(scenario.send(eve, room, "left"))).toBe("FORBIDDEN");
  });

  it.each([
    ["an empty text", "", "INVALID"],
    ["a text of the largest size", "x".repeat(LIMITS.textBytes), ""],
    ["one byte more", "x".repeat(LIMITS.textBytes + 1), "TOO_LARGE"],
    ["three-byte characters of the largest size", "€".repeat(Math.floor(LIMITS.textBytes / 3)), ""],
    ["three-byte characters past it", "€".repeat(Math.ceil(LIMITS.textBytes / 3)), "TOO_LARGE"],
    ["control characters and zeros", "a\u0000b\u0007\u202e", ""],
  ])("decides on %s", (_name, text, reason) => {
    const { scenario, ann, direct } = twoPeople();
    expect(reasonOf(scenario.send(ann, direct, text))).toBe(reason);
  });

  it("finds the first message of a key after its client id has expired and was opened again", () => {
    const { scenario, ann, bob, direct } = twoPeople();
    const operation = {
      case: "sendMessage",
      value: { conversationId: direct, text: "once" },
    } as const;
    const [first] = scenario.answers(ann, [{ key: keyOf("page", 7), operation }]);
    scenario.time += LIMITS.keyAgeMs * 2;
    scenario.skipTo(1_000);
    const born = scenario.time;
    const [repeat] = scenario.answers(ann, [{ key: keyOf("page", 7, { born }), operation }]);
    expect(repeat).toEqual(first);
    // The former life's other rows are below the highest seq now; a sent one is found all the same.
    const [late] = scenario.answers(ann, [{ key: keyOf("page", 3, { born }), operation }]);
    expect(late?.outcome.case === "refusal" && late.outcome.value.reason).toBe("NEVER_APPLIED");
    const [other] = scenario.answers(bob, [{ key: keyOf("page", 7, { born }), operation }]);
    expect(other?.outcome).toMatchObject({ case: "messageSent", value: { seq: 2n } });
  });

  it("settles a repeat from before expiry even when later rows have overtaken it", () => {
    const { scenario, ann, direct } = twoPeople();
    const operation = {
      case: "sendMessage",
      value: { conversationId: direct, text: "once" },
    } as const;
    const [first] = scenario.answers(ann, [{ key: keyOf("page", 1), operation }]);
    scenario.time = START_MS + LIMITS.keyAgeMs * 2;
    const born = scenario.time;
    scenario.answers(ann, [{ key: keyOf("page", 2, { born }), operation }]);
    const [repeat] = scenario.answers(ann, [{ key: keyOf("page", 1, { born }), operation }]);
    expect(repeat).toEqual(first);
  });

  it("finds the first message although its author has left since", () => {
    const { scenario, ann, bob } = twoPeople();
    const room = scenario.room(ann, "Garden");
    scenario.join(bob, room);
    const operation = {
      case: "sendMessage",
      value: { conversationId: room, text: "bye" },
    } as const;
    const [first] = scenario.answers(bob, [{ key: keyOf("page", 1), operation }]);
    scenario.write(bob, { case: "leaveRoom", value: { conversationId: room } });
    scenario.time += LIMITS.keyAgeMs * 2;
    const [repeat] = scenario.answers(bob, [
      { key: keyOf("page", 1, { born: scenario.time }), operation },
    ]);
    expect(repeat).toEqual(first);
  });
});
