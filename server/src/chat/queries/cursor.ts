/** Page cursors: opaque to clients, the last sort key inside. */
import { ChatRefusal } from "../refusal.ts";

/** Says which list it belongs to, so that one list's cursor is no other's. */
type CursorKind = "accounts" | "rooms" | "members" | "search" | "export";

const MAX_LENGTH = 2_048;

export function encodeCursor(kind: CursorKind, lastKey: string): string {
  return Buffer.from(`${kind}:${lastKey}`).toString("base64url");
}

/** The last key of the page before; empty for the first page. */
export function decodeCursor(kind: CursorKind, cursor: string): string {
  if (cursor === "") return "";
  const text = cursor.length > MAX_LENGTH ? "" : Buffer.from(cursor, "base64url").toString();
  const prefix = `${kind}:`;
  if (!text.startsWith(prefix) || encodeCursor(kind, text.slice(prefix.length)) !== cursor) {
    throw new ChatRefusal("INVALID", "This cursor is not from the page before.", "cursor");
  }
  return text.slice(prefix.length);
}
