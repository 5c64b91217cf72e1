/**
 * Who is calling. A session that this node does not know may only be too young for it: then it catches up with
 * the cluster and looks again (foundations 5). The log looks once more at every write.
 */
import type { Chat } from "../chat/chat-port.ts";
import type { Log } from "../ports.ts";
import { badSession } from "./call-refusal.ts";

/** Sessions remembered so that a write need not ask the state thread first; the oldest is forgotten. */
const REMEMBERED = 10_000;

/** Who claims a session, and until when to look for it. */
export interface Claim {
  readonly tokenSha256: Uint8Array;
  /** The account that the caller believes to be; another session's answer is BAD_SESSION. Empty: not checked. */
  readonly accountId: string;
  readonly deadlineMs: number;
}

/** Whose session it is. */
export interface Known {
  readonly accountId: string;
}

interface Remembered extends Known {
  /** Log time at which the session ends by itself. */
  readonly expiresMs: number;
}

export class Sessions {
  private readonly log: Log;
  private readonly chat: Chat;
  /** By hex of the token's hash, whose account never changes. */
  private readonly remembered = new Map<string, Remembered>();

  constructor(log: Log, chat: Chat) {
    this.log = log;
    this.chat = chat;
  }

  /** Rejects with BAD_SESSION, or NO_LEADER when nobody can tell. */
  async require({ tokenSha256, accountId, deadlineMs }: Claim): Promise<Known> {
    const { time } = this.log.status();
    let session = await this.find(tokenSha256, time);
    if (session === null) {
      const confirmed = await this.log.readIndex(deadlineMs);
      session = await this.find(tokenSha256, confirmed.time);
    }
    if (session === null || !isBelieved(accountId, session)) throw badSession();
    return session;
  }

  /** As `require`, but content with a session that was alive a moment ago: for writes, which the log checks. */
  async requireForWrite(claim: Claim): Promise<Known> {
    const key = keyOf(claim.tokenSha256);
    const session = this.remembered.get(key);
    if (session !== undefined && session.expiresMs > this.log.status().time) {
      if (isBelieved(claim.accountId, session)) return session;
      throw badSession();
    }
    this.remembered.delete(key);
    return this.require(claim);
  }

  /** As far as this node knows without asking anybody; empty for a session that is not known here. */
  async accountHere(tokenSha256: Uint8Array): Promise<string> {
    const { time } = this.log.status();
    const session = this.remembered.get(keyOf(tokenSha256)) ?? (await this.find(tokenSha256, time));
    return session?.accountId ?? "";
  }

  forget(tokenSha256: Uint8Array): void {
    this.remembered.delete(keyOf(tokenSha256));
  }

  private async find(tokenSha256: Uint8Array, time: number): Promise<Remembered | null> {
    const session = await this.chat.query("sessionByToken", { tokenSha256, time });
    if (session === null) return null;
    const { accountId, expiresMs } = session;
    this.remembered.set(keyOf(tokenSha256), { accountId, expiresMs });
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > REMEMBERED && oldest !== undefined) this.remembered.delete(oldest);
    return session;
  }
}

function isBelieved(believed: string, { accountId }: Remembered): boolean {
  return believed === "" || believed === accountId;
}

function keyOf(tokenSha256: Uint8Array): string {
  return Buffer.from(tokenSha256).toString("hex");
}
