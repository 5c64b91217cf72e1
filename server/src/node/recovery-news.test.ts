import { expect, test } from "vitest";
import type { Logger } from "../lib/logger.ts";
import { silentLogger } from "../lib/logger.ts";
import type { LogStatus } from "../ports.ts";
import { idOf, storedLog } from "../raft/test-cluster.ts";
import { decodeConfiguration } from "../raft/configuration.ts";
import { RecoveryNews } from "./recovery-news.ts";

/** The news of node 1 of a cluster, with a clock by hand. */
function newsOf(voters: number, hasQuorum: boolean) {
  const said: string[] = [];
  let timer: (() => void) | null = null;
  const say = (_facts: object, sentence: string): void => void said.push(sentence);
  const logger = { ...silentLogger, info: say, warn: say, error: say } as Logger;
  const [first] = storedLog(voters, [], { term: 1, vote: null }).configurations;
  const news = new RecoveryNews({
    id: idOf(1),
    logger,
    clock: {
      now: () => 0,
      wall: () => 0,
      soon: () => undefined,
      after: (_delayMs, run) => {
        timer = run;
        return () => (timer = null);
      },
    },
    configuration: () => decodeConfiguration(first?.data ?? new Uint8Array(0)),
    // Nothing else is looked at.
    status: () => ({ hasQuorum }) as LogStatus,
  });
  return { news, said, remind: () => timer?.() };
}

const standing = { incarnation: 3, isRecovering: true, seen: [] };

test("a node that recovers says so, and says so again when it no longer does", () => {
  const { news, said, remind } = newsOf(5, true);
  news.started(standing);
  remind();
  news.tell(false, 3);
  remind();
  expect(said).toEqual([
    expect.stringMatching(/^recovering: the log of this node lacks something/),
    "recovering: being refilled",
    expect.stringMatching(/^recovered/),
  ]);
});

test("one that is told of a later start says that it is a copy, once", () => {
  const { news, said } = newsOf(5, true);
  news.started({ ...standing, isRecovering: false });
  news.tell(true, 8);
  news.tell(true, 9);
  expect(said).toEqual([expect.stringMatching(/^recovering: .*older copy.*keep only one copy/)]);
});

test.each([
  { name: "alone", voters: 1, sentence: /no other voter could refill this node.*cluster recover/ },
  { name: "without a leader", voters: 5, sentence: /no leader is heard.*cluster recover/ },
])("$name it names the way out that its operator has", ({ voters, sentence }) => {
  const { news, said, remind } = newsOf(voters, false);
  news.started(standing);
  remind();
  expect(said.at(-1)).toMatch(sentence);
});

test("a sound node says nothing", () => {
  const { news, said } = newsOf(5, true);
  news.started({ ...standing, isRecovering: false });
  news.started(undefined);
  expect(said).toEqual([]);
});
