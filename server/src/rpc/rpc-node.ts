/** What every service needs of its node. */
import type { Chat } from "../chat/chat-port.ts";
import type { Logger } from "../lib/logger.ts";
import type { PeerView } from "../node/node.ts";
import type { DiskRoom, Log, Membership } from "../ports.ts";
import type { StateReport } from "../state-notes.ts";
import type { Member } from "../raft/types.ts";
import type { Backups } from "./backup-stream.ts";
import type { Passwords } from "./passwords.ts";
import type { Rates } from "./rates.ts";
import type { Sessions } from "./sessions.ts";

export interface RpcNode {
  readonly clusterId: string;
  readonly log: Log;
  readonly chat: Chat;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly rates: Rates;
  readonly logger: Logger;
  readonly membership: Membership;
  readonly backups: Backups;
  /** A member with the addresses in force, which may have moved since it was added. */
  addressed(member: Member): Member;
  /** sha256 of the operator's token; null when this machine has none. */
  operatorTokenSha256(): Uint8Array | null;
  /** Every other member, as this node sees it. */
  peers(): readonly PeerView[];
  /** Of the disk that holds this node's folder. */
  disk(): DiskRoom;
  /** How the newest comparison of this node's state went. */
  state(): Omit<StateReport, "notes">;
  /** Of this process; `streams` counts event streams. */
  vitals(): { readonly streams: number; readonly memoryBytes: number; readonly uptimeMs: number };
  /** A broken invariant: ends the process. */
  fatal(error: unknown): void;
}
