import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { keyOf, Scenario } from "../scenario.ts";
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

  it("keeps the order of the log over conversations, and cuts no batch, wherever a page ends", () => {
    const scenario = new Scenario();
    const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
    const places = [scenario.room(ann, "Garden"), scenario.direct(ann, bob)] as const;
    const batches = 2 * LIMITS.catchUpPageIndices;
    for (let at = 0; at < batches; at += 1) {
      // The room first, so that its rows fill a page long before those of the other.
      const conversationId = at < batches - 10 ? places[0] : places[1];
      const seqs = [1, 2, 3, 4, 5].map((row) => at * 5 + row);
      scenario.batch(
        ann,
        seqs.map((seq) => ({
          key: keyOf("page", seq, { ack: seq - 1 }),
          operation: { case: "sendMessage", value: { conversationId, text: `${seq}` } } as const,
        })),
      );
    }
    const client = new ModelClient(scenario.core, ann.token);
    scenario.core.feed.subscribe(1, { tokenSha256: ann.token, afterIndex: 6 });
    for (let turn = 0; turn < 100 && !client.isLive; turn += 1) {
      for (const output of scenario.takeOutputs())
        if (client.hear(output)) scenario.core.feed.pull(1);
    }
    const texts = [...client.messages.values()].map(({ text }) => Number(text));
    expect(texts).toEqual(Array.from({ length: (batches - 2) * 5 }, (_, at) => at + 11));
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
