import { describe, expect, it } from "vitest";
import { ConversationKind } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { reasonOf, Scenario } from "../scenario.ts";

describe("openDirect", () => {
  it("makes one conversation for a pair, whoever asks and however often", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const bob = scenario.signUp("Bob");
    const id = scenario.direct(ann, bob);
    expect(scenario.direct(ann, bob)).toBe(id);
    expect(scenario.direct(bob, ann)).toBe(id);
    const eve = scenario.signUp("Eve");
    expect(scenario.direct(ann, eve)).not.toBe(id);
  });

  it("names both accounts and lets both read and write at once", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const bob = scenario.signUp("Bob");
    const outcome = scenario.write(bob, { case: "openDirect", value: { accountId: ann.id } });
    expect(outcome).toMatchObject({
      case: "conversationChanged",
      value: {
        conversation: {
          kind: ConversationKind.DIRECT,
          peerIds: [ann.id, bob.id],
          name: "",
          memberCount: 0,
        },
        membership: { removed: false, visibleFromSeq: 1n, unread: 0 },
      },
    });
    expect(reasonOf(scenario.send(ann, scenario.direct(ann, bob), "hello"))).toBe("");
  });

  it("is refused with oneself and with nobody", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const open = (accountId: string) =>
      reasonOf(scenario.write(ann, { case: "openDirect", value: { accountId } }));
    expect(open(ann.id)).toBe("INVALID");
    expect(open("123456")).toBe("NOT_FOUND");
    expect(open("")).toBe("NOT_FOUND");
  });
});
