/** What the outbox holds for messages that exist: shown at once, as if it were done. */
import type { ChatState, PendingRow } from "./chat-state.ts";
import type { RowReaction, TimelineRow } from "./timeline-rows.ts";

/** By message id, in the order of writing. What was written and left the outbox stands until its answer is here. */
export function pendingChanges({
  outbox,
  written,
}: ChatState): ReadonlyMap<string, readonly PendingRow[]> {
  const waiting = new Set(outbox.map(({ id }) => id));
  const changes = new Map<string, PendingRow[]>();
  for (const row of [...written.filter(({ id }) => !waiting.has(id)), ...outbox]) {
    const { operation } = row;
    if (!("messageId" in operation)) continue;
    const before = changes.get(operation.messageId);
    if (before === undefined) changes.set(operation.messageId, [row]);
    else before.push(row);
  }
  return changes;
}

/** The row as it will be. A deleted message takes no further change. */
export function withPending(
  row: TimelineRow,
  changes: readonly PendingRow[] | undefined,
  myId: string,
): TimelineRow {
  return (changes ?? []).reduce(
    (changed, pending) => (changed.isDeleted ? changed : withChange(changed, pending, myId)),
    row,
  );
}

function withChange(row: TimelineRow, pending: PendingRow, myId: string): TimelineRow {
  const { operation, state } = pending;
  if (!("messageId" in operation)) return row;
  // Nothing goes out by itself: the person says whether it shall.
  if (state === "held" || state === "rejected") return { ...row, state, pending };
  switch (operation.kind) {
    case "editMessage": {
      // What is sent next goes out behind this one, and names the version that this one makes.
      const version = operation.version + 1;
      return { ...row, text: operation.text, isEdited: true, version, state };
    }
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
