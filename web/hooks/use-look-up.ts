"use client";

import { useCallback, useEffect, useRef, useState } from "react";

export interface LookUp<Item> {
  readonly items: readonly Item[];
  readonly state: "loading" | "ready" | "failed";
  /** With failed: what the call rejected with. */
  readonly problem: unknown;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly again: () => void;
}

export interface LookUpPage<Item> {
  readonly items: readonly Item[];
  /** Empty on the last page. */
  readonly nextCursor: string;
}

/**
 * Pages of something that is asked for again whenever `load` changes (keep it stable by useCallback).
 * Answers to an older question are dropped.
 */
export function useLookUp<Item>(
  load: (cursor: string) => Promise<LookUpPage<Item>>,
  delayMs = 0,
): LookUp<Item> {
  const [items, setItems] = useState<readonly Item[]>([]);
  const [state, setState] = useState<LookUp<Item>["state"]>("loading");
  const [problem, setProblem] = useState<unknown>(null);
  const [cursor, setCursor] = useState("");
  const question = useRef(0);

  const ask = useCallback(
    async (from: string): Promise<void> => {
      question.current += 1;
      const asked = question.current;
      setState("loading");
      try {
        const page = await load(from);
        if (asked !== question.current) return;
        setItems((before) => (from === "" ? page.items : [...before, ...page.items]));
        setCursor(page.nextCursor);
        setState("ready");
      } catch (error) {
        if (asked !== question.current) return;
        setProblem(error);
        setState("failed");
      }
    },
    [load],
  );
  useEffect(() => {
    const timer = setTimeout(() => void ask(""), delayMs);
    return () => {
      clearTimeout(timer);
      question.current += 1;
    };
  }, [ask, delayMs]);

  return {
    items,
    state,
    problem,
    hasMore: cursor !== "",
    more: () => void ask(cursor),
    again: () => void ask(""),
  };
}
