import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  parseSessions,
  readSessions,
  sessionFilePath,
  type StoredSession,
  withoutSession,
  withSession,
  writeSessions,
} from "./session-file.ts";

const session = (at: string): StoredSession => ({
  at,
  nodes: ["127.0.0.1:7101"],
  account: { id: "7", name: "ada" },
  token: "secret",
  expiresMs: 9,
});

function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-sessions-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "new", "sessions.json");
}

test("sessions of several clusters are kept by address, for their owner alone, and read back as they were", () => {
  const path = freshPath();
  expect(readSessions(path)).toEqual({ current: "", clusters: [] });
  const both = withSession(withSession(readSessions(path), session("a:1")), session("b:1"));
  writeSessions(path, both);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readSessions(path)).toEqual({
    current: "b:1",
    clusters: [session("a:1"), session("b:1")],
  });
});

test("who signs out is forgotten, and the other cluster is the one that is meant from then on", () => {
  const both = withSession(
    withSession({ current: "", clusters: [] }, session("a:1")),
    session("b:1"),
  );
  expect(withoutSession(both, "b:1")).toEqual({ current: "a:1", clusters: [session("a:1")] });
  expect(withoutSession(both, "a:1").current).toBe("b:1");
});

test("a file that others can read, or that is no file of sessions, is refused with what to do", () => {
  const path = freshPath();
  writeSessions(path, { current: "", clusters: [] });
  chmodSync(path, 0o640);
  expect(() => readSessions(path)).toThrow(/chmod 600/);
  chmodSync(path, 0o600);
  writeFileSync(path, "nonsense");
  expect(() => readSessions(path)).toThrow(/delete it and sign in again/);
});

test.each([
  "[]",
  '{"format":2,"current":"","clusters":[]}',
  '{"format":1,"current":"","clusters":[{"at":"a:1"}]}',
])("%s is no file of sessions", (text) => expect(parseSessions(text)).toBeNull());

test.each([
  [{ PARLEY_CONFIG_DIR: "/own" }, "/own/sessions.json"],
  [{ XDG_CONFIG_HOME: "/xdg" }, "/xdg/parley/sessions.json"],
])("with %o it lies at %s", (env, path) => expect(sessionFilePath(env)).toBe(path));
