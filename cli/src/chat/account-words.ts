/** What people see of accounts and sessions on a terminal, and the JSON that programs see. Pure. */
import type { SessionInfo } from "@parley/client/account-calls.ts";
import type { Account } from "@parley/client/model.ts";
import { printable, timeWords } from "./words.ts";

export function accountJson(account: Account) {
  const { id, name, createdMs, deleted } = account;
  const { displayName = "", role = "member", bot = false, suspended = false } = account;
  return { id, name, displayName, role, bot, suspended, createdMs, deleted };
}

/** `ada  Ada Lovelace  (owner)`. */
export function accountWords(account: Account): string {
  const { name, displayName, role, bot, suspended, deleted } = accountJson(account);
  if (deleted) return "Deleted user";
  const notes = [role === "member" ? "" : role, bot ? "bot" : "", suspended ? "suspended" : ""];
  const marks = notes.filter((note) => note !== "");
  const words = [
    printable(name),
    printable(displayName),
    marks.length === 0 ? "" : `(${marks.join(", ")})`,
  ];
  return words.filter((word) => word !== "").join("  ");
}

export function sessionWords({ id, createdMs, expiresMs, label, current }: SessionInfo): string {
  const times = `since ${timeWords(createdMs)}, until ${timeWords(expiresMs)}`;
  return `${current ? "*" : " "} ${id}  ${times}  ${printable(label)}`.trimEnd();
}
