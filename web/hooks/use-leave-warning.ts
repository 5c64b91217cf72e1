"use client";

import { useEffect } from "react";

import { useSessionView } from "./use-session.tsx";

/** Where nothing can keep unsent messages, the browser asks before the page is closed. */
export function useLeaveWarning(): void {
  const { connection } = useSessionView();
  const isAtStake = connection !== null && !connection.durable && connection.waiting > 0;
  useEffect(() => {
    if (!isAtStake) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isAtStake]);
}
