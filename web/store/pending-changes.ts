/** What the outbox holds for messages that exist: shown at once, as if it were done. */
import type { MessageOperation } from "@parley/client/operations.ts";

import type { ChatState, PendingRow } from "./chat-state.ts";
import type { RowReaction, TimelineRow } from "./timeline-rows.ts";

export interface PendingChange {
  readonly operation: MessageOperation;
  readonly state: PendingRow["state"];
}

/** By message id, in the order of writing. What was written and left the outbox stands until its answer is here. */
export function pendingChanges({
  outbox,
  written,
}: ChatState): ReadonlyMap<string, readonly PendingChange[]> {
  const waiting = new Set(outbox.map(({ id }) => id));
  const changes = new Map<string, PendingChange[]>();
  for (const { operation, state } of [...written.filter(({ id }) => !waiting.has(id)), ...outbox]) {
    if (!("messageId" in operation)) continue;
    const before = changes.get(operation.messageId);
    if (before === undefined) changes.set(operation.messageId, [{ operation, state }]);
    else before.push({ operation, state });
  }
  return changes;
}

/** The row as it will be. A deleted message takes no further change. */
export function withPending(
  row: TimelineRow,
  changes: readonly PendingChange[] | undefined,
  myId: string,
): TimelineRow {
  return (changes ?? []).reduce(
    (changed, { operation, state }) =>
      changed.isDeleted ? changed : withOperation(changed, operation, state, myId),
    row,
  );
}

function withOperation(
  row: TimelineRow,
  operation: MessageOperation,
  state: PendingRow["state"],
  myId: string,
): TimelineRow {
  switch (operation.kind) {
    case "editMessage":
      return { ...row, text: operation.text, isEdited: true, state };
    case "deleteMessage":
      return { ...row, text: "", isDeleted: true, quote: undefined, reactions: [], state };
    case "react":
      return { ...row, reactions: reacted(row.reactions, operation, myId) };
  }
}

function reacted(
  reactions: readonly RowReaction[],
  { emoji, removed }: { readonly emoji: string; readonly removed: boolean },
  myId: string,
): readonly RowReaction[] {
  const known = reactions.find((one) => one.emoji === emoji);
  if (known === undefined) {
    return removed ? reactions : [...reactions, { emoji, accountIds: [myId], isMine: true }];
  }
  const others = known.accountIds.filter((id) => id !== myId);
  if (removed && others.length === 0) return reactions.filter((one) => one !== known);
  const accountIds = removed ? others : known.isMine ? known.accountIds : [...others, myId];
  return reactions.map((one) => (one === known ? { emoji, accountIds, isMine: !removed } : one));
}
