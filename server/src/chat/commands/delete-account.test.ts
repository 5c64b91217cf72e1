import { fromBinary } from "@bufbuild/protobuf";
import { GetAccountResponseSchema } from "@parley/proto/es/parley/v1/account_pb.js";
import { ListMessagesResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import { describe, expect, it } from "vitest";
import { keyOf, reasonOf, Scenario, tokenOf, type Person } from "../scenario.ts";

function remove(scenario: Scenario, by: Person, passwordHash = `hash of ${by.name}`, seq = 1) {
  return scenario.apply({
    case: "deleteAccount",
    value: { key: keyOf(`leaving-${by.name}`, seq), tokenSha256: by.token, passwordHash },
  });
}

/** An owner, and Bob, who has written in a room and to the owner. */
function workspace() {
  const scenario = new Scenario(":memory:", 2);
  const owner = scenario.signUp("owner");
  const bob = scenario.signUp("bob");
  const room = scenario.room(bob, "Garden");
  scenario.join(owner, room);
  scenario.send(bob, room, "a word in the room");
  const direct = scenario.direct(bob, owner);
  scenario.send(bob, direct, "a word between us");
  const caller = () => ({ tokenSha256: owner.token, time: scenario.time });
  return { scenario, owner, bob, room, direct, caller };
}

describe("deleteAccount", () => {
  it("leaves a tombstone, and what was written", () => {
    const { scenario, owner, bob, room, direct, caller } = workspace();
    expect(remove(scenario, bob)).toMatchObject({ case: "accountDeleted" });
    const reply = scenario.core.query("getAccount", { caller: caller(), by: { id: bob.id } });
    expect(fromBinary(GetAccountResponseSchema, reply).account).toMatchObject({
      name: "Deleted user",
      deleted: true,
    });
    for (const conversationId of [room, direct]) {
      const page = { conversationId, beforeSeq: 0, afterSeq: 0, pageSize: 0 };
      const messages = scenario.core.query("listMessages", { caller: caller(), ...page });
      expect(fromBinary(ListMessagesResponseSchema, messages).messages).toMatchObject([
        { authorId: bob.id, deleted: false },
      ]);
    }
    expect(scenario.core.query("unreadTotal", { accountId: owner.id })).toBe(2);
    expect(scenario.core.query("accountForLogIn", { foldedName: "bob" })).toBe(null);
    expect(scenario.core.scanHash()).toBe(scenario.core.query("stateHash", {}).hash);
  });

  it("ends every session, leaves every conversation, and keeps the name taken", () => {
    const { scenario, owner, bob, room } = workspace();
    remove(scenario, bob);
    expect(scenario.batch(bob, [])).toMatchObject({ value: { reason: "BAD_SESSION" } });
    expect(scenario.join(owner, room)).toMatchObject({
      value: { conversation: { memberCount: 1 } },
    });
    expect(() => scenario.signUp("BOB")).toThrow(/refused/);
  });

  it("is answered once more to a repeat, whose session is gone", () => {
    const { scenario, bob } = workspace();
    const first = remove(scenario, bob);
    expect(remove(scenario, bob)).toEqual(first);
    expect(remove(scenario, bob, undefined, 2)).toMatchObject({ value: { reason: "BAD_SESSION" } });
  });

  it("needs the password", () => {
    const { scenario, bob } = workspace();
    for (const [at, hash] of ["", "hash of somebody"].entries()) {
      const refused = remove(scenario, bob, hash, at + 1);
      expect(refused).toMatchObject({ value: { reason: "BAD_CREDENTIALS" } });
    }
    expect(scenario.batch(bob, []).case).toBe("writeResponse");
  });

  it("is not for the last owner", () => {
    const { scenario, owner, bob } = workspace();
    expect(remove(scenario, owner)).toMatchObject({ value: { reason: "FORBIDDEN" } });
    const role = { accountId: bob.id, role: 2 };
    expect(reasonOf(scenario.write(owner, { case: "setAccountRole", value: role }))).toBe("");
    expect(remove(scenario, owner, undefined, 2).case).toBe("accountDeleted");
  });

  it("forgets the link for another password", () => {
    const { scenario, owner, bob } = workspace();
    scenario.apply({
      case: "issueReset",
      value: {
        key: keyOf("admin-page", 1),
        tokenSha256: owner.token,
        accountId: bob.id,
        resetSha256: tokenOf("reset"),
        validMs: 1_000n,
      },
    });
    const { time } = scenario;
    const link = { resetSha256: tokenOf("reset"), time };
    expect(scenario.core.query("isResetValid", link)).toBe(true);
    remove(scenario, bob);
    expect(scenario.core.query("isResetValid", link)).toBe(false);
  });
});
