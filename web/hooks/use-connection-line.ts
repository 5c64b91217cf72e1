"use client";

import type { ConnectionLine } from "@parley/client/connection-line.ts";
import { connectionLine } from "@parley/client/connection-line.ts";

import { useNow } from "./use-now.ts";
import { useSessionView } from "./use-session.tsx";

const NOTHING: ConnectionLine = { kind: "none" };
/** Finer than a second, so that the line appears at its time and not up to a second later. */
const LOOK_EVERY_MS = 250;

/** What the thin line above the composer says now. */
export function useConnectionLine(): ConnectionLine {
  const { connection } = useSessionView();
  const isTroubled =
    connection !== null &&
    (connection.troubleSinceMs !== null ||
      connection.noQuorumSinceMs !== null ||
      connection.diskFullSinceMs !== null ||
      connection.state === "OFFLINE" ||
      connection.signedOut);
  const now = useNow(isTroubled, LOOK_EVERY_MS);
  return connection !== null && isTroubled ? connectionLine(connection, now) : NOTHING;
}
