import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { Scenario } from "../scenario.ts";
import type { FeedOutput } from "./feed.ts";
import { ModelClient } from "./model-client.ts";

describe("the catch-up", () => {
  it("comes in bounded pages, the next one only when it is asked for", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const room = scenario.room(ann, "Garden");
    for (let at = 0; at < 40; at += 1) scenario.send(ann, room, "y".repeat(8_000));
    scenario.core.feed.subscribe(1, { tokenSha256: ann.token, afterIndex: 0 });
    const pages: FeedOutput[][] = [];
    for (let turn = 0; turn < 100 && pages.at(-1)?.at(-1)?.kind !== "caughtUp"; turn += 1) {
      if (turn > 0) scenario.core.feed.pull(1);
      pages.push(scenario.takeOutputs());
    }
    expect(pages.length).toBeGreaterThan(4);
    for (const [output] of pages) {
      const bytes =
        output?.kind === "page"
          ? output.events.reduce((sum, event) => sum + event.bytes.length, 0)
          : 0;
      expect(bytes).toBeLessThan(LIMITS.catchUpPageBytes + 10_000);
    }
    scenario.core.feed.pull(1);
    expect(scenario.takeOutputs()).toEqual([]);
  });

  it("waits for the index that the subscriber knows already", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const ahead = scenario.index + 2;
    scenario.core.feed.subscribe(1, { tokenSha256: ann.token, afterIndex: ahead });
    scenario.skipTo(ahead - 1);
    expect(scenario.takeOutputs()).toEqual([]);
    scenario.skipTo(ahead);
    expect(scenario.takeOutputs().map(({ kind }) => kind)).toEqual(["page", "caughtUp"]);
  });

  it("loses nothing that is written while it goes on", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const room = scenario.room(ann, "Garden");
    const client = new ModelClient(scenario.core, ann.token);
    for (let at = 0; at < 300; at += 1) scenario.send(ann, room, `before ${at}`);
    scenario.core.feed.subscribe(1, { tokenSha256: ann.token, afterIndex: 0 });
    for (let at = 0; at < 10; at += 1) {
      scenario.send(ann, room, `during ${at}`);
      for (const output of scenario.takeOutputs())
        if (client.hear(output)) scenario.core.feed.pull(1);
    }
    for (const output of scenario.takeOutputs()) client.hear(output);
    expect(client.isLive).toBe(true);
    expect(client.messages.size).toBe(310);
  });
});
