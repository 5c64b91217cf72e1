/** Storage, clients and the live stream: bugs to plant. */
import { mutant } from "../mutant.ts";

export const STORAGE_AND_CLIENT_MUTANTS = [
  mutant(39, "an append is acknowledged before its sync", {
    file: "raft/follower.ts",
    find: "core.sendWhenDurable(response, lastNew);",
    put: "core.send(response);",
  }),
  mutant(42, "a leader counts itself before its sync", {
    file: "raft/replication.ts",
    find: "voter === core.id ? log.durableIndex",
    put: "voter === core.id ? log.lastIndex",
  }),
  mutant(39, "the writer says done when it has begun", {
    file: "node/log-writer.ts",
    find: "else this.#store.write(writes, done);",
    put: "else { this.#store.write(writes, () => undefined); done(); }",
  }),
  mutant(39, "a follower applies what is not on its disk", {
    file: "raft/core.ts",
    find: "const commit = Math.min(this.log.commitIndex, this.log.durableIndex);",
    put: "const commit = this.log.commitIndex;",
  }),
  mutant(44, "log time follows the clock back", {
    file: "raft/log-time.ts",
    find: "return Math.max(previous, this.#last.median);",
    put: "return this.#last.median;",
  }),
  mutant(
    47,
    "the chat executes a repeated command again",
    {
      file: "chat/client-ledger.ts",
      find: "this.#acknowledge(userId, key, record);",
      put: 'this.#acknowledge(userId, key, record); if (true) return "new";',
    },
    {
      file: "chat/client-ledger.ts",
      find: "assert(record !== undefined && key.seq > record.highestSeq,",
      put: "assert(record !== undefined,",
    },
    {
      file: "chat/client-ledger.ts",
      find: "if (answer !== null) {",
      put: "if (answer !== null && this.answer(userId, key) === undefined) {",
    },
  ),
  mutant(
    47,
    "the chat keeps a message twice",
    {
      file: "chat/client-ledger.ts",
      find: "this.#acknowledge(userId, key, record);",
      put: 'this.#acknowledge(userId, key, record); if (true) return "new";',
    },
    {
      file: "chat/client-ledger.ts",
      find: "assert(record !== undefined && key.seq > record.highestSeq,",
      put: "assert(record !== undefined,",
    },
    {
      file: "chat/client-ledger.ts",
      find: "if (answer !== null) {",
      put: "if (answer !== null && this.answer(userId, key) === undefined) {",
    },
    {
      file: "chat/schema-steps.ts",
      find: "CREATE UNIQUE INDEX messagesKey",
      put: "CREATE INDEX messagesKey",
    },
  ),
  mutant(49, "a stream begins on a node that is behind it", {
    file: "chat/feed/feed.ts",
    find: "if (subscriber.cursor > applied) return;",
    put: "subscriber.cursor = Math.min(subscriber.cursor, applied);",
  }),
  mutant(49, "a resumed stream skips an index", {
    file: "chat/feed/catch-up.ts",
    find: "WHERE conversationId = ? AND changedAtIndex > ? ORDER BY",
    put: "WHERE conversationId = ? AND changedAtIndex > 1 + ? ORDER BY",
  }),
  mutant(17, "a later write overtakes an earlier one", {
    file: "node/log-writer.ts",
    find: "this.#queue.filter(hasWork);",
    put: "this.#queue.filter(hasWork).toReversed();",
  }),
  mutant(17, "a sync counts for what was queued behind it", {
    file: "node/log-writer.ts",
    find: "if (!this.#isClosed) this.#done(newest.id);",
    put: "if (!this.#isClosed) this.#done(this.#queue.at(-1)?.id ?? newest.id);",
  }),
  mutant(47, "the chat forgets at a restart what it has answered", {
    file: "chat/client-ledger.ts",
    find: "const record = { userId, clientId, row, expiresMs, highestSeq, ackUpto, stored,",
    put: "const record = { userId, clientId, row, expiresMs, highestSeq: 0, ackUpto: 0, stored: [] as number[],",
  }),
];
