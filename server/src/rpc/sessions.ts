/**
 * Who is calling. A session that this node does not know may only be too young for it: then it catches up with
 * the cluster and looks again (foundations 5). The log looks once more at every write.
 */
import type { Chat } from "../chat/chat-port.ts";
import type { Log } from "../ports.ts";
import { badSession } from "./call-refusal.ts";

/** Sessions remembered so that a write need not ask the state thread first; the oldest is forgotten. */
const REMEMBERED = 10_000;

export class Sessions {
  private readonly log: Log;
  private readonly chat: Chat;
  /** Hex of the token's hash → log time at which the session ends by itself. */
  private readonly remembered = new Map<string, number>();

  constructor(log: Log, chat: Chat) {
    this.log = log;
    this.chat = chat;
  }

  /** Rejects with BAD_SESSION, or NO_LEADER when nobody can tell. */
  async require(tokenSha256: Uint8Array, deadlineMs: number): Promise<void> {
    const { time } = this.log.status();
    if (await this.knows(tokenSha256, time)) return;
    const confirmed = await this.log.readIndex(deadlineMs);
    if (!(await this.knows(tokenSha256, confirmed.time))) throw badSession();
  }

  /** As `require`, but content with a session that was alive a moment ago: for writes, which the log checks. */
  async requireForWrite(tokenSha256: Uint8Array, deadlineMs: number): Promise<void> {
    const key = keyOf(tokenSha256);
    const expiresMs = this.remembered.get(key);
    if (expiresMs !== undefined && expiresMs > this.log.status().time) return;
    this.remembered.delete(key);
    await this.require(tokenSha256, deadlineMs);
  }

  forget(tokenSha256: Uint8Array): void {
    this.remembered.delete(keyOf(tokenSha256));
  }

  private async knows(tokenSha256: Uint8Array, time: number): Promise<boolean> {
    const session = await this.chat.query("sessionByToken", { tokenSha256, time });
    if (session === null) return false;
    this.remembered.set(keyOf(tokenSha256), session.expiresMs);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > REMEMBERED && oldest !== undefined) this.remembered.delete(oldest);
    return true;
  }
}

function keyOf(tokenSha256: Uint8Array): string {
  return Buffer.from(tokenSha256).toString("hex");
}
