/** What members are called: by raft id, random and never given twice; by name, for people. */
import type { Brand } from "./brand.ts";

const RAFT_ID = /^[0-9a-f]{16}$/;
const MEMBER_NAME = /^n[0-9]{1,6}$/;

export function isRaftId(value: unknown): value is Brand<string, "RaftId"> {
  return typeof value === "string" && RAFT_ID.test(value);
}

export function isMemberName(value: unknown): value is string {
  return typeof value === "string" && MEMBER_NAME.test(value);
}
