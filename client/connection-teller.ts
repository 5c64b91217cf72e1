/** What the connection reads like over all parts of a client, told whenever it reads differently. */
import type { ConnectionReport } from "./connection-line.ts";
import type { Connection } from "./connection-model.ts";

export interface ReportSources {
  readonly connection: Connection;
  readonly quorum: { readonly counts: Pick<ConnectionReport, "nodesUp" | "nodesAll"> };
  readonly calls: { readonly room: { readonly fullSinceMs: number | null } };
  readonly isSignedOut: boolean;
  /** Null while nobody is signed in. */
  readonly outbox: { readonly waitingCount: number; readonly durable: boolean } | null;
}

export function connectionReport(sources: ReportSources): ConnectionReport {
  const { name, troubleSinceMs, retryAtMs, noQuorumSinceMs } = sources.connection;
  return {
    state: name,
    troubleSinceMs,
    nextTryAtMs: retryAtMs,
    noQuorumSinceMs,
    diskFullSinceMs: sources.calls.room.fullSinceMs,
    ...sources.quorum.counts,
    signedOut: sources.isSignedOut,
    waiting: sources.outbox?.waitingCount ?? 0,
    durable: sources.outbox?.durable ?? true,
  };
}

export class ConnectionTeller {
  private readonly tell: (report: ConnectionReport) => void;
  private lastTold = "";

  constructor(tell: (report: ConnectionReport) => void) {
    this.tell = tell;
  }

  /** A new listener has heard nothing yet. */
  forget(): void {
    this.lastTold = "";
  }

  look(report: ConnectionReport): void {
    const told = JSON.stringify(report);
    if (told === this.lastTold) return;
    this.lastTold = told;
    this.tell(report);
  }
}
