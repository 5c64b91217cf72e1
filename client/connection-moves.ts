/** The moves that the connection's table is made of. Pure. */
import { OFFLINE_TRY_MS, STREAM_PROVEN_MS, streamBackoffMs } from "./backoff.ts";
import type { Connection, ConnectionCommand, ConnectionStep, Instant } from "./connection-model.ts";
import type { ErrorClass } from "./errors.ts";
import { type LiveStream, openedStream } from "./live-stream.ts";

/** A successor that failed is tried again after this; until then the old stream serves. */
const SUCCESSOR_RETRY_MS = 10_000;

const HASTEN_EVERY_MS = 1_000;

/** Nothing changes, nothing is commanded. */
export function stay(connection: Connection): ConnectionStep {
  return { connection, commands: [] };
}

/** The cursor is kept: a later start resumes. */
export function goIdle(connection: Connection): ConnectionStep {
  const idle: Connection = {
    ...closed(connection),
    name: "IDLE",
    isTakingSnapshot: false,
    retryAtMs: null,
    troubleSinceMs: null,
    noQuorumSinceMs: null,
  };
  return { connection: idle, commands: closings(connection) };
}

/** Opens a stream, or takes the snapshot that must come first. */
export function connect(connection: Connection, { nowMs, random }: Instant): ConnectionStep {
  const name = connection.name === "OFFLINE" ? "OFFLINE" : "CONNECTING";
  const troubleSinceMs = connection.troubleSinceMs ?? nowMs;
  const trying: Connection = { ...connection, name, retryAtMs: null, troubleSinceMs };
  const { cursor, avoid, nextStreamId: id } = trying;
  if (cursor === null) {
    if (trying.isTakingSnapshot) return stay(trying);
    return {
      connection: { ...trying, isTakingSnapshot: true },
      commands: [{ kind: "takeSnapshot" }],
    };
  }
  const stream = openedStream(id, nowMs, random);
  return {
    connection: { ...trying, stream, nextStreamId: id + 1 },
    commands: [{ kind: "open", stream: id, cursor, avoid }],
  };
}

/** No longer waits, but not for every answer: where calls pass and streams fail, each would open one more. */
export function hasten(connection: Connection, _event: unknown, instant: Instant): ConnectionStep {
  const { hastenedMs, stream } = connection;
  const isTooSoon = hastenedMs !== null && instant.nowMs - hastenedMs < HASTEN_EVERY_MS;
  if (stream !== null || isTooSoon) return stay(connection);
  return connect({ ...connection, hastenedMs: instant.nowMs }, instant);
}

export function backOff(connection: Connection, { nowMs, random }: Instant): ConnectionStep {
  const failures = connection.failures + 1;
  const isOffline = connection.name === "OFFLINE";
  const retryAtMs = nowMs + (isOffline ? OFFLINE_TRY_MS : streamBackoffMs(failures, random));
  const name = isOffline ? "OFFLINE" : "BACKOFF";
  return {
    connection: {
      ...connection,
      name,
      failures,
      retryAtMs,
      troubleSinceMs: connection.troubleSinceMs ?? nowMs,
    },
    commands: [],
  };
}

/** The cursor is of no use here; nothing delivered is taken back. */
export function compacted(connection: Connection, instant: Instant): ConnectionStep {
  const next = connect({ ...closed(connection), cursor: null }, instant);
  return { ...next, commands: [...closings(connection), ...next.commands] };
}

export function succeed(
  connection: Connection,
  avoid: string,
  { nowMs, random }: Instant,
): ConnectionStep {
  const { cursor, nextStreamId: id } = connection;
  if (cursor === null) return stay(connection);
  const successor = openedStream(id, nowMs, random);
  return {
    connection: { ...connection, successor, nextStreamId: id + 1 },
    commands: [{ kind: "open", stream: id, cursor, avoid }],
  };
}

/** One that was not greeted yet, because the stream before it died, is not LIVE; there is no trouble either. */
export function promote(
  connection: Connection,
  successor: LiveStream,
  told: readonly ConnectionCommand[],
): ConnectionStep {
  const { stream } = connection;
  const commands =
    stream === null ? told : [...told, { kind: "close", stream: stream.id } as const];
  const name =
    connection.name === "LIVE" && successor.helloMs === null ? "CONNECTING" : connection.name;
  return { connection: { ...connection, name, stream: successor, successor: null }, commands };
}

/** The successor is gone already: the old stream serves on. */
export function dropSuccessor(
  connection: Connection,
  cause: ErrorClass,
  instant: Instant,
): ConnectionStep {
  if (cause === "AUTH") return signOut(connection);
  if (cause === "COMPACTED") return compacted(connection, instant);
  const rotateAtMs = instant.nowMs + SUCCESSOR_RETRY_MS;
  const stream =
    connection.stream === null ? null : { ...connection.stream, rotateAtMs, sizeBytes: 0 };
  return stay({ ...connection, stream });
}

export function signOut(connection: Connection): ConnectionStep {
  const { connection: idle, commands } = goIdle(connection);
  return { connection: { ...idle, cursor: null }, commands: [...commands, { kind: "signedOut" }] };
}

export function closed(connection: Connection): Connection {
  return { ...connection, stream: null, successor: null };
}

export function closings({ stream, successor }: Connection): readonly ConnectionCommand[] {
  return [stream, successor]
    .filter((each) => each !== null)
    .map((each) => ({ kind: "close", stream: each.id }));
}

export function closeThen(stream: LiveStream, next: ConnectionStep): ConnectionStep {
  return { ...next, commands: [{ kind: "close", stream: stream.id }, ...next.commands] };
}

export function replace(connection: Connection, stream: LiveStream): Connection {
  return connection.stream?.id === stream.id
    ? { ...connection, stream }
    : { ...connection, successor: stream };
}

/** Something arrived: LIVE, whatever the browser says; the streams of before it said so are closed. */
export function alive(connection: Connection, nowMs: number): Connection {
  const helloMs = connection.stream?.helloMs ?? null;
  if (helloMs === null) return connection;
  const failures = nowMs - helloMs >= STREAM_PROVEN_MS ? 0 : connection.failures;
  return { ...connection, name: "LIVE", failures, retryAtMs: null, troubleSinceMs: null };
}

export function noteQuorum(connection: Connection, hasQuorum: boolean, nowMs: number): Connection {
  return {
    ...connection,
    noQuorumSinceMs: hasQuorum ? null : (connection.noQuorumSinceMs ?? nowMs),
  };
}

export function moveCursor(connection: Connection, index: number): Connection {
  const { cursor } = connection;
  if (cursor === null || index <= cursor.index) return connection;
  return { ...connection, cursor: { ...cursor, index } };
}
