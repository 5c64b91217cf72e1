"use client";

import type { ClusterStatus } from "@parley/client/model.ts";
import { useEffect, useState } from "react";

import { useSession, useSessionView } from "./use-session.tsx";

export interface ClusterNews {
  readonly status: ClusterStatus | null;
  /** Wall clock of the last answer; 0 before the first. */
  readonly heardAtMs: number;
}

/** One question at a time, the next a second after the answer; none while nobody looks. */
const EVERY_MS = 1_000;

export function useCluster(): ClusterNews {
  const session = useSession();
  const { phase } = useSessionView();
  const [news, setNews] = useState<ClusterNews>({ status: null, heardAtMs: 0 });
  useEffect(() => {
    if (phase !== "signedIn") return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const ask = async (): Promise<void> => {
      try {
        if (document.visibilityState === "visible") {
          const status = await session.client.getCluster();
          if (!isOver) setNews({ status, heardAtMs: Date.now() });
        }
      } catch {
        // No node answered. The page shows how old its figures are, and the next second asks again.
      }
      if (!isOver) timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [session, phase]);
  return news;
}
