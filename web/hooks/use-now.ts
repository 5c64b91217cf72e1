"use client";

import { useEffect, useState } from "react";

/** Wall clock, moving every `everyMs` while `isRunning`. */
export function useNow(isRunning: boolean, everyMs = 1_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return undefined;
    const tick = (): void => setNow(Date.now());
    tick();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [isRunning, everyMs]);
  return now;
}
