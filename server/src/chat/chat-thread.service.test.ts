import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LIMITS } from "../limits.ts";
import type { Entry } from "../ports.ts";
import { chatContract } from "./chat-contract.ts";
import type { ChatHome } from "./chat-contract.ts";
import { ChatThread } from "./chat-thread.ts";
import { notesContract } from "./notes-contract.ts";
import { entryOf, keyOf, Scenario, START_MS } from "./scenario.ts";

/** The disk of a busy machine decides. */
const LOAD_TIMEOUT_MS = 60_000;

async function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "parley-chat-thread-"));
}

async function newHome(): Promise<ChatHome> {
  const folder = await newFolder();
  return {
    create: () => new ChatThread({ file: join(folder, "state.db") }),
    dispose: () => rm(folder, { recursive: true }),
  };
}

chatContract("ChatThread", newHome);
notesContract("ChatThread", newHome);

test(
  "ChatThread keeps the write-ahead log of its state within its bound under a long load",
  async () => {
    const folder = await newFolder();
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "state.db");
    const chat = new ChatThread({ file });
    onTestFinished(() => chat.close());
    await chat.open();
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const room = scenario.room(ann, "Garden");
    const apply = (entries: readonly Entry[]) =>
      new Promise<void>((resolve) => chat.apply(entries, false, () => resolve()));
    await apply(scenario.log);
    const text = "z".repeat(LIMITS.textBytes);
    let index = scenario.log.length;
    let written = 0;
    let largest = 0;
    while (written < 4 * LIMITS.stateWalBytes) {
      index += 1;
      const seqs = Array.from({ length: 20 }, (_, at) => index * 20 + at);
      const rows = seqs.map((seq) => ({
        key: keyOf("page", seq, { ack: seq - 1 }),
        operation: { case: "sendMessage", value: { conversationId: room, text } } as const,
      }));
      await apply([
        entryOf(index, START_MS, { case: "write", value: { tokenSha256: ann.token, rows } }),
      ]);
      written += rows.length * text.length;
      largest = Math.max(largest, (await stat(`${file}-wal`)).size);
    }
    expect(largest).toBeGreaterThan(LIMITS.stateWalBytes / 2);
    expect(largest).toBeLessThan(2.5 * LIMITS.stateWalBytes);
  },
  LOAD_TIMEOUT_MS,
);
