"use client";

import type { LookUp } from "../hooks/use-look-up.ts";
import { text } from "../messages/text.ts";
import { Button } from "./button.tsx";

interface LookUpStateProps {
  readonly lookUp: LookUp<unknown>;
  readonly loading: string;
  readonly none: string;
  readonly failed: string;
}

/** Below a list: that it loads, that it is empty, that it failed, or that there is more. */
export function LookUpState({ lookUp, loading, none, failed }: LookUpStateProps) {
  const { state, items, hasMore } = lookUp;
  return (
    <div className="text-ink-soft flex flex-col items-center text-sm">
      <output className="px-3 py-2 empty:hidden">
        {state === "failed" && failed}
        {state === "ready" && items.length === 0 && none}
        {state === "loading" && items.length === 0 && (
          <span className="appear-late">{loading}</span>
        )}
      </output>
      {state === "failed" && (
        <Button look="outline" onClick={lookUp.again}>
          {text.tryAgain}
        </Button>
      )}
      {state === "ready" && hasMore && (
        <Button look="plain" onClick={lookUp.more}>
          {text.loadMore}
        </Button>
      )}
    </div>
  );
}
