/** Runs the connection's states against the transport: opens, closes, waits, and passes on what arrives. */
import type { CallRunner, Caller } from "./call-runner.ts";
import type { LiveUpdate } from "./chat.ts";
import type { Chance, Clock } from "./clock.ts";
import {
  type Connection,
  type ConnectionCommand,
  type ConnectionEvent,
  NEW_CONNECTION,
  nextTickMs,
} from "./connection-model.ts";
import { step } from "./connection-state.ts";
import { normalise } from "./errors.ts";
import type { StreamItem } from "./model.ts";
import type { Signal } from "./signals.ts";
import type { Transport } from "./transport.ts";

export interface LiveFeedOptions {
  readonly transport: Transport;
  readonly calls: CallRunner;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly chance: Chance;
  token(): string;
  /** Who listens. The browser's cookie may have become somebody else's. */
  accountId(): string;
  /** What the browser says. */
  isOnline(): boolean;
  /** In order, from inside the transport's own call. */
  update(update: Exclude<LiveUpdate, { kind: "outbox" | "connection" }>): void;
  /** The state may read differently now. */
  changed(connection: Connection): void;
  /** Log time, as a node told it. */
  logTime(timeMs: number): void;
}

export class LiveFeed {
  private readonly options: LiveFeedOptions;
  private connection: Connection = NEW_CONNECTION;
  private readonly streams = new Map<number, () => void>();
  private cancelTick: () => void = () => {};
  private snapshotAbort = new AbortController();
  private lastClusterId = "";

  constructor(options: LiveFeedOptions) {
    this.options = options;
  }

  start(): void {
    this.does({ kind: "start", isOnline: this.options.isOnline() });
  }

  stop(): void {
    this.does({ kind: "stop" });
    this.snapshotAbort.abort();
    this.snapshotAbort = new AbortController();
  }

  /** Another user begins from nothing. */
  forget(): void {
    this.stop();
    this.connection = { ...NEW_CONNECTION, nextStreamId: this.connection.nextStreamId };
    this.lastClusterId = "";
  }

  tryNow(): void {
    this.does({ kind: "tryNow" });
  }

  /** A call got through: a stream may too. */
  callAnswered(): void {
    this.does({ kind: "answered" });
  }

  heard(signal: Signal): void {
    if (signal === "offline" || signal === "online") this.does({ kind: signal });
    if (signal === "visible" || signal === "resume") this.does({ kind: "wake" });
  }

  get state(): Connection {
    return this.connection;
  }

  private does(event: ConnectionEvent): void {
    const { clock, chance } = this.options;
    const { connection, commands } = step(this.connection, event, {
      nowMs: clock.wall(),
      random: chance.fraction(),
    });
    const isChanged = connection !== this.connection;
    this.connection = connection;
    for (const command of commands) this.obey(command);
    if (!isChanged) return;
    this.planTick();
    this.options.changed(this.connection);
  }

  private obey(command: ConnectionCommand): void {
    switch (command.kind) {
      case "takeSnapshot":
        void this.takeSnapshot(); // never rejects: how it ends is an event
        return;
      case "open":
        return this.open(command);
      case "close":
        this.streams.get(command.stream)?.();
        this.streams.delete(command.stream);
        return;
      case "changes":
      case "caughtUp":
      case "presence":
      case "typing":
      case "signedOut":
        return this.options.update(command);
    }
  }

  private open({ stream, cursor, avoid }: Extract<ConnectionCommand, { kind: "open" }>): void {
    const { transport, calls } = this.options;
    const request = {
      afterIndex: cursor.index,
      clusterId: cursor.clusterId,
      accountId: this.options.accountId(),
    };
    const options = { route: calls.streamRoute(avoid), token: this.options.token() };
    const cancel = transport.subscribe(request, options, {
      item: (item, sizeBytes) => {
        this.teach(item);
        this.does({ kind: "item", stream, item, sizeBytes });
        // A hidden page's timers sleep: look at the time whenever something arrives.
        this.does({ kind: "tick" });
      },
      ended: (failure) => {
        this.streams.delete(stream);
        this.does({ kind: "ended", stream, cause: normalise(failure).class });
      },
    });
    this.streams.set(stream, cancel);
  }

  /** What the stream says of the leader moves every waiting call. */
  private teach(item: StreamItem): void {
    const { calls, logTime } = this.options;
    if (item.kind === "hello") {
      calls.hear(item);
      logTime(item.timeMs);
    } else if (item.kind === "heartbeat" || item.kind === "leaderNews") {
      calls.hear(item);
    }
  }

  private async takeSnapshot(): Promise<void> {
    const { calls, caller, token, update } = this.options;
    const { signal } = this.snapshotAbort;
    const end = await calls.run("listConversations", {}, { caller, token: token(), signal });
    if (signal.aborted) return;
    if (!end.ok) return this.does({ kind: "snapshotFailed", cause: end.problem.class });
    const snapshot = end.value;
    const { clusterId, index } = snapshot;
    const newCluster = this.lastClusterId !== "" && this.lastClusterId !== clusterId;
    this.lastClusterId = clusterId;
    update({ kind: "snapshot", snapshot, newCluster });
    this.does({ kind: "snapshotTaken", cursor: { clusterId, index } });
  }

  private planTick(): void {
    this.cancelTick();
    const atMs = nextTickMs(this.connection);
    if (atMs === null) {
      this.cancelTick = () => {};
      return;
    }
    const delayMs = Math.max(1, atMs - this.options.clock.wall());
    this.cancelTick = this.options.clock.after(delayMs, () => {
      this.does({ kind: "tick" });
      this.planTick();
    });
  }
}
