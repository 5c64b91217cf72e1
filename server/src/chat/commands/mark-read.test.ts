import { describe, expect, it } from "vitest";
import type { Person } from "../scenario.ts";
import { reasonOf, Scenario } from "../scenario.ts";

function unreadRoom(messages: number) {
  const scenario = new Scenario();
  const ann = scenario.signUp("Ann");
  const bob = scenario.signUp("Bob");
  const direct = scenario.direct(ann, bob);
  for (let sent = 0; sent < messages; sent += 1) scenario.send(ann, direct, `message ${sent}`);
  const mark = (person: Person, epoch: number, seq: number | bigint, conversationId = direct) =>
    scenario.write(person, {
      case: "markRead",
      value: { conversationId, epoch: BigInt(epoch), seq: BigInt(seq) },
    });
  return { scenario, ann, bob, mark };
}

describe("markRead", () => {
  it.each([
    { marks: [3], readSeq: 3n, unread: 2 },
    { marks: [3, 2], readSeq: 3n, unread: 2 },
    { marks: [3, 3], readSeq: 3n, unread: 2 },
    { marks: [0], readSeq: 0n, unread: 5 },
    { marks: [99], readSeq: 5n, unread: 0 },
    { marks: [2n ** 64n - 1n], readSeq: 5n, unread: 0 },
  ])(
    "takes the larger seq, never past the newest message: $marks",
    ({ marks, readSeq, unread }) => {
      const { bob, mark } = unreadRoom(5);
      const outcome = marks.map((seq) => mark(bob, 0, seq)).at(-1);
      expect(outcome).toMatchObject({
        case: "readMarked",
        value: { membership: { readSeq, unread } },
      });
    },
  );

  it("does not count one's own messages as unread", () => {
    const { ann, mark } = unreadRoom(5);
    expect(mark(ann, 0, 0)).toMatchObject({ value: { membership: { unread: 0 } } });
  });

  it("refuses an epoch that nobody has opened", () => {
    const { bob, mark } = unreadRoom(5);
    expect(reasonOf(mark(bob, 1, 5))).toBe("INVALID");
  });

  it("changes nothing, and no event, when the position stays", () => {
    const { scenario, bob, mark } = unreadRoom(5);
    mark(bob, 0, 4);
    const before = scenario.index;
    const outcome = mark(bob, 0, 4);
    const membership = outcome.case === "readMarked" ? outcome.value.membership : undefined;
    expect(membership?.changedAtIndex).toBe(BigInt(before));
  });

  it("is refused to those who are not in the conversation", () => {
    const { scenario, mark } = unreadRoom(5);
    const eve = scenario.signUp("Eve");
    expect(reasonOf(mark(eve, 0, 5))).toBe("FORBIDDEN");
    expect(reasonOf(mark(eve, 0, 5, "123456"))).toBe("NOT_FOUND");
  });
});
