import { describe, expect, it } from "vitest";
import { Scenario, tokenOf } from "../scenario.ts";

describe("logOut", () => {
  it("ends one session at its index: writes and streams of it stop, others of the account go on", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    scenario.core.feed.subscribe(1, { tokenSha256: ann.token, afterIndex: scenario.index });
    scenario.takeOutputs();
    expect(scenario.apply({ case: "logOut", value: { tokenSha256: ann.token } })).toMatchObject({
      case: "loggedOut",
    });
    expect(scenario.takeOutputs()).toEqual([{ kind: "ended", id: 1 }]);
    expect(scenario.batch(ann, [])).toMatchObject({
      case: "refused",
      value: { reason: "BAD_SESSION" },
    });
  });

  it("is no error for a session that is not there", () => {
    const scenario = new Scenario();
    const result = scenario.apply({ case: "logOut", value: { tokenSha256: tokenOf("unknown") } });
    expect(result).toMatchObject({ case: "loggedOut" });
  });
});
