/** What the snapshot process says when it has done a thing, and a cut may no longer undo it. */
export type SnapshotStep =
  | { readonly did: "took" | "received"; readonly id: string; readonly index: number }
  | { readonly did: "dropped"; readonly id: string }
  | { readonly did: "restoring" | "restored"; readonly index: number };

export function sayStep(step: SnapshotStep): string {
  return `step ${JSON.stringify(step)}`;
}

/** Null for a line that says something else. */
export function readStep(line: string): SnapshotStep | null {
  // Written by `sayStep`, in the same room.
  return line.startsWith("step ") ? (JSON.parse(line.slice(5)) as SnapshotStep) : null;
}
