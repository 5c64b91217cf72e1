/** Test support: chats on files, and what is done to those files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Database from "better-sqlite3";
import { onTestFinished } from "vitest";
import type { Entry } from "../ports.ts";
import type { StateCopy } from "../state-files.ts";
import { ChatCore } from "./chat-core.ts";
import { ChatThread } from "./chat-thread.ts";
import { judgeState, openForJudging, UnsoundState } from "./judge-state.ts";
import { Scenario } from "./scenario.ts";

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-state-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A chat on files that has applied a conversation. */
export async function chatIn(folder: string, log: readonly Entry[] = []) {
  const told: string[] = [];
  const failures: Error[] = [];
  const chat = new ChatThread({
    file: join(folder, "state.db"),
    tell: (sentence) => void told.push(sentence),
  });
  chat.onFailure((error) => void failures.push(error));
  onTestFinished(() => chat.close());
  const { appliedIndex } = await chat.open();
  if (log.length > 0) await apply(chat, log);
  return { chat, appliedIndex, told, failures };
}

export function conversation(messages: number) {
  const scenario = new Scenario();
  const ann = scenario.signUp("Ann");
  const room = scenario.room(ann, "Garden");
  for (let at = 1; at <= messages; at += 1) scenario.send(ann, room, `message ${at} `.repeat(30));
  return { scenario, ann, room, log: scenario.log };
}

/** The file alone, as a node leaves it that stopped without a seal. */
export function stateFileIn(folder: string, log: readonly Entry[]): string {
  const file = join(folder, "state.db");
  const core = new ChatCore(file, () => undefined);
  core.applyEntries(log, false);
  core.close();
  return file;
}

/** What is wrong with it, or null. */
export function flawIn(file: string): string | null {
  let db: Database.Database | null = null;
  try {
    db = openForJudging(file);
    const steps = judgeState(db);
    while (steps.next().done !== true);
    return null;
  } catch (error) {
    return error instanceof UnsoundState ? error.message : `not even opened: ${String(error)}`;
  } finally {
    db?.close();
  }
}

export function apply(chat: ChatThread, entries: readonly Entry[]): Promise<unknown> {
  return new Promise((done) => chat.apply(entries, false, done));
}

/** `begun` runs when applies may go on. */
export function copy(
  chat: ChatThread,
  index: number,
  path: string,
  begun: () => void = () => undefined,
) {
  return new Promise<StateCopy>((done) => chat.copy(index, path, { begun, done }));
}

export const judge = (chat: ChatThread, index: number, path: string): Promise<StateCopy> =>
  new Promise((done) => chat.judge(index, path, done));
export const replaceWith = (chat: ChatThread, path: string): Promise<void> =>
  new Promise((done) => chat.replaceWith(path, done));

export function damage(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0x40;
  writeFileSync(path, bytes);
}
