"use client";

/** How a row of one's own stands with the cluster, and what can be done about one that waits or was refused. */
import { Check, Clock, Hourglass, TriangleAlert } from "lucide-react";
import { useState } from "react";

import { writeProblem } from "../hooks/write-problems.ts";
import { text } from "../messages/text.ts";
import type { RowState, TimelineRow } from "../store/timeline-rows.ts";

/** What a person can do with such a row. */
export interface PendingVerbs {
  /** False when the row cannot be taken back: it may have been sent. */
  edit(row: TimelineRow): boolean;
  retry(id: string): void;
  /** False as with edit. */
  discard(id: string): boolean;
}

const MARKS = {
  sending: { Icon: Clock, label: text.state.sending, look: "appear-late text-ink-soft" },
  sent: { Icon: Check, label: text.state.sent, look: "text-ink-soft" },
  queued: { Icon: Hourglass, label: text.state.queued, look: "text-ink-soft" },
  rejected: { Icon: TriangleAlert, label: text.state.rejected, look: "text-danger" },
  held: { Icon: TriangleAlert, label: text.state.held, look: "text-warning-ink" },
};

export function StateMark({ state }: { readonly state: RowState }) {
  const { Icon, label, look } = MARKS[state];
  return (
    <span className={`mb-1 shrink-0 ${look}`} title={label}>
      <Icon aria-hidden="true" className="size-3.5" />
      <span className="sr-only">{label}</span>
    </span>
  );
}

interface RowActionsProps {
  readonly row: TimelineRow;
  readonly pending: NonNullable<TimelineRow["pending"]>;
  readonly verbs: PendingVerbs;
}

export function RowActions({ row, pending, verbs }: RowActionsProps) {
  const [isStuck, setStuck] = useState(false);
  const isRefused = row.state === "rejected";
  return (
    <div className="flex flex-wrap items-center gap-x-1 text-sm">
      <span className={`me-2 ${isRefused ? "text-danger" : "text-ink-soft"}`}>
        {row.state === "queued"
          ? text.state.queued
          : `${isRefused ? text.state.rejected : text.state.held}: ${writeProblem(pending)}`}
      </span>
      {isRefused && <Action label={text.state.edit} onClick={() => setStuck(!verbs.edit(row))} />}
      {row.state !== "queued" && (
        <Action
          label={isRefused ? text.state.retry : text.state.send}
          onClick={() => verbs.retry(pending.id)}
        />
      )}
      <Action label={text.state.remove} onClick={() => setStuck(!verbs.discard(pending.id))} />
      <output className="text-ink-soft">{isStuck ? text.state.cannotRemove : ""}</output>
    </div>
  );
}

function Action({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="text-accent min-h-11 rounded px-2 font-semibold underline-offset-4 hover:underline md:min-h-8"
    >
      {label}
    </button>
  );
}
