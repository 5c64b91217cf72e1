/**
 * The life of the live feed (product.md 4.2): snapshot, stream after its index, resume after the cursor on any
 * node, for ever. Pure and total: events in, next state and commands out; the clock comes with the event.
 *
 *   IDLE ──start──▶ CONNECTING ──Hello──▶ LIVE ──silent, ended──▶ BACKOFF ──time, wake──▶ CONNECTING
 *                       │ ▲                │ compacted: snapshot again; lagging: reopen at once
 *                       │ └────────────────┘
 *   OFFLINE: the browser says so, which ends the streams of before; left by "online" and by the Hello of a new one.
 *   stop, or the end of the session, leads back to IDLE from everywhere.
 */
import { OFFLINE_TRY_MS } from "./backoff.ts";
import { LINE_AFTER_MS } from "./connection-line.ts";
import type {
  Connection,
  ConnectionCommand,
  ConnectionEvent,
  ConnectionStateName,
  ConnectionStep,
  Instant,
} from "./connection-model.ts";
import {
  alive,
  backOff,
  closed,
  closings,
  closeThen,
  compacted,
  connect,
  dropSuccessor,
  goIdle,
  hasten,
  moveCursor,
  noteQuorum,
  promote,
  replace,
  signOut,
  stay,
  succeed,
} from "./connection-moves.ts";
import {
  HEARTBEAT_DEFAULT_MS,
  isDead,
  isDoubtful,
  isDueForRotation,
  type LiveStream,
  takePart,
} from "./live-stream.ts";
import type { StreamItem } from "./model.ts";

export function step(
  connection: Connection,
  event: ConnectionEvent,
  instant: Instant,
): ConnectionStep {
  return dispatch(TABLE[connection.name], event.kind, { connection, event, instant });
}

type Kind = ConnectionEvent["kind"];
type EventOf = { [K in Kind]: Extract<ConnectionEvent, { readonly kind: K }> };
type Of<K extends Kind> = EventOf[K];
type Cells = {
  [K in Kind]: (connection: Connection, event: EventOf[K], instant: Instant) => ConnectionStep;
};

function dispatch<K extends Kind>(
  cells: Cells,
  kind: K,
  given: { readonly connection: Connection; readonly event: EventOf[K]; readonly instant: Instant },
): ConnectionStep {
  return cells[kind](given.connection, given.event, given.instant);
}

const RUNNING = {
  start: stay,
  stop: goIdle,
  snapshotTaken: onSnapshotTaken,
  snapshotFailed: onSnapshotFailed,
  item: onItem,
  ended: onEnded,
  tick: onTick,
  wake: onWake,
  answered: stay,
  tryNow: reconnect,
  offline: onOffline,
  online: onWake,
} satisfies Cells;

/** Total by type: a new state or event does not compile until every cell is written. */
export const TABLE: Record<ConnectionStateName, Cells> = {
  IDLE: {
    start: onStart,
    stop: stay,
    snapshotTaken: stay,
    snapshotFailed: stay,
    item: stay,
    ended: stay,
    tick: stay,
    wake: stay,
    answered: stay,
    tryNow: stay,
    offline: stay,
    online: stay,
  },
  CONNECTING: RUNNING,
  LIVE: RUNNING,
  BACKOFF: { ...RUNNING, wake: reconnect, answered: hasten, online: reconnect },
  OFFLINE: { ...RUNNING, wake: stay, answered: hasten, offline: stay, online: onOnline },
};

function onStart(
  connection: Connection,
  { isOnline }: Of<"start">,
  instant: Instant,
): ConnectionStep {
  const name = isOnline ? connection.name : "OFFLINE";
  const fresh: Connection = { ...connection, name, failures: 0, avoid: "" };
  return connect({ ...fresh, troubleSinceMs: instant.nowMs }, instant);
}

function onSnapshotTaken(
  connection: Connection,
  { cursor }: Of<"snapshotTaken">,
  instant: Instant,
): ConnectionStep {
  if (!connection.isTakingSnapshot) return stay(connection);
  return connect({ ...connection, cursor, isTakingSnapshot: false }, instant);
}

function onSnapshotFailed(
  connection: Connection,
  { cause }: Of<"snapshotFailed">,
  instant: Instant,
): ConnectionStep {
  if (!connection.isTakingSnapshot) return stay(connection);
  if (cause === "AUTH") return signOut(connection);
  return backOff({ ...connection, isTakingSnapshot: false }, instant);
}

function onEnded(
  connection: Connection,
  { stream, cause }: Of<"ended">,
  instant: Instant,
): ConnectionStep {
  if (connection.successor?.id === stream)
    return dropSuccessor({ ...connection, successor: null }, cause, instant);
  if (connection.stream?.id !== stream) return stay(connection);
  const ended: Connection = { ...connection, stream: null, avoid: connection.stream.node };
  if (cause === "AUTH") return signOut(ended);
  if (cause === "COMPACTED") return compacted(ended, instant);
  const { successor } = ended;
  if (successor !== null) return promote(ended, successor, []);
  return cause === "LAGGING" ? connect({ ...ended, avoid: "" }, instant) : backOff(ended, instant);
}

function onTick(connection: Connection, _event: unknown, instant: Instant): ConnectionStep {
  const { stream, successor, retryAtMs } = connection;
  const { nowMs } = instant;
  if (successor !== null && isDead(successor, nowMs))
    return closeThen(
      successor,
      dropSuccessor({ ...connection, successor: null }, "TRANSPORT", instant),
    );
  if (stream !== null && isDead(stream, nowMs)) {
    return closeThen(
      stream,
      onEnded(connection, { kind: "ended", stream: stream.id, cause: "TRANSPORT" }, instant),
    );
  }
  if (stream !== null && successor === null && isDueForRotation(stream, nowMs))
    return succeed(connection, "", instant);
  if (retryAtMs !== null && nowMs >= retryAtMs) return connect(connection, instant);
  return stay(connection);
}

function onWake(connection: Connection, _event: unknown, instant: Instant): ConnectionStep {
  const { stream } = connection;
  const isWell = stream !== null && !isDoubtful(stream, instant.nowMs);
  return isWell || connection.isTakingSnapshot
    ? stay(connection)
    : reconnect(connection, undefined, instant);
}

/** Now, on any node, as if nothing had failed before. */
function reconnect(connection: Connection, _event: unknown, instant: Instant): ConnectionStep {
  const avoid = connection.stream?.node ?? connection.avoid;
  const next = connect({ ...closed(connection), failures: 0, avoid }, instant);
  return { ...next, commands: [...closings(connection), ...next.commands] };
}

/**
 * A stream that is open may outlive its network for a while, above all on a machine that serves itself: it proves
 * nothing any more. What the browser says may be wrong too, so new ones are tried, rarely.
 */
function onOffline(connection: Connection, _event: unknown, { nowMs }: Instant): ConnectionStep {
  const offline: Connection = {
    ...closed(connection),
    name: "OFFLINE",
    retryAtMs: connection.isTakingSnapshot ? null : nowMs + OFFLINE_TRY_MS,
    troubleSinceMs: connection.troubleSinceMs ?? nowMs,
  };
  return { connection: offline, commands: closings(connection) };
}

/** A line is on the screen: it goes on as that of a trouble just old enough for one. */
function onOnline(connection: Connection, _event: unknown, instant: Instant): ConnectionStep {
  const since = instant.nowMs - LINE_AFTER_MS;
  const troubleSinceMs = Math.max(connection.troubleSinceMs ?? since, since);
  return reconnect({ ...connection, name: "CONNECTING", troubleSinceMs }, undefined, instant);
}

function onItem(connection: Connection, event: Of<"item">, instant: Instant): ConnectionStep {
  const isMain = connection.stream?.id === event.stream;
  const before = isMain ? connection.stream : connection.successor;
  if (before === null || before.id !== event.stream) return stay(connection);
  const stream = {
    ...before,
    lastItemMs: instant.nowMs,
    sizeBytes: before.sizeBytes + event.sizeBytes,
  };
  return onStreamItem(
    { ...connection, ...(isMain ? { stream } : { successor: stream }) },
    stream,
    event.item,
    instant,
  );
}

function onStreamItem(
  ...[connection, stream, item, instant]: [Connection, LiveStream, StreamItem, Instant]
): ConnectionStep {
  const { nowMs } = instant;
  switch (item.kind) {
    case "hello":
      return onHello(connection, stream, item, instant);
    case "event":
      return onChanges(connection, stream, item, instant);
    case "caughtUp":
      return onCaughtUp(connection, { ...stream, isCaughtUp: true }, item.appliedIndex);
    case "heartbeat": {
      const moved = stream.isCaughtUp ? moveCursor(connection, item.appliedIndex) : connection;
      return stay(noteQuorum(alive(moved, nowMs), item.quorum, nowMs));
    }
    case "goAway":
      return connection.successor === null
        ? succeed(connection, stream.node, instant)
        : stay(connection);
    case "presence":
    case "typing":
      return { connection: alive(connection, nowMs), commands: [item] };
    case "leaderNews":
      return stay(noteQuorum(alive(connection, nowMs), item.leader !== "", nowMs));
  }
}

function onHello(
  connection: Connection,
  stream: LiveStream,
  hello: Extract<StreamItem, { kind: "hello" }>,
  instant: Instant,
): ConnectionStep {
  if (connection.cursor?.clusterId !== hello.clusterId) return compacted(connection, instant);
  const { nowMs } = instant;
  const greeted: LiveStream = {
    ...stream,
    node: hello.node,
    helloMs: nowMs,
    progressMs: nowMs,
    heartbeatMs: hello.heartbeatMs > 0 ? hello.heartbeatMs : HEARTBEAT_DEFAULT_MS,
  };
  const next = replace(connection, greeted);
  if (next.stream?.id !== greeted.id) return stay(next);
  return stay(noteQuorum(alive(next, nowMs), hello.leader !== "", nowMs));
}

function onChanges(
  connection: Connection,
  stream: LiveStream,
  event: Extract<StreamItem, { kind: "event" }>,
  { nowMs }: Instant,
): ConnectionStep {
  const { stream: taken, whole } = takePart(stream, event);
  const next = alive(replace(connection, { ...taken, progressMs: nowMs }), nowMs);
  if (whole === null || event.index <= (next.cursor?.index ?? 0)) return stay(next);
  const commands: ConnectionCommand[] = [{ kind: "changes", index: event.index, changes: whole }];
  return { connection: moveCursor(next, event.index), commands };
}

function onCaughtUp(
  connection: Connection,
  stream: LiveStream,
  appliedIndex: number,
): ConnectionStep {
  const next = moveCursor(replace(connection, stream), appliedIndex);
  const told: ConnectionCommand[] = [
    { kind: "caughtUp", index: next.cursor?.index ?? appliedIndex },
  ];
  if (next.successor?.id !== stream.id) return { connection: next, commands: told };
  return promote(next, stream, told);
}
