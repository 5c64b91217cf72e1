/** Who may do what for the whole workspace: a member nothing, an administrator what helps members, an owner all. */
import { parseId } from "./ids.ts";
import { ADMIN, OWNER, type AccountRow } from "./rows.ts";
import type { State } from "./state.ts";

const MEMBER = 0;

const SELECT_LIVING = "SELECT * FROM accounts WHERE id = ? AND deleted = 0";
const COUNT_OWNERS = `
  SELECT count(*) AS owners FROM accounts
  WHERE role = ${OWNER} AND suspended IS NULL AND deleted = 0`;

/** `id` as a client sent it. */
export function livingAccount(state: State, id: string): AccountRow | undefined {
  const number = parseId(id);
  return number === null ? undefined : state.get<AccountRow>(SELECT_LIVING, number);
}

export function rankOf(account: AccountRow): number {
  return account.role ?? MEMBER;
}

export function isAdmin(account: AccountRow): boolean {
  return rankOf(account) >= ADMIN;
}

/** Suspending, resetting: of whoever has a lower role; an owner also of other owners. Never of oneself. */
export function mayManage(actor: AccountRow, target: AccountRow): boolean {
  if (actor.id === target.id) return false;
  return rankOf(actor) === OWNER || (isAdmin(actor) && rankOf(actor) > rankOf(target));
}

/** Nobody else could give roles any more. */
export function isLastOwner(state: State, account: AccountRow): boolean {
  if (rankOf(account) !== OWNER || account.suspended !== null) return false;
  return (state.get<{ owners: number }>(COUNT_OWNERS)?.owners ?? 0) <= 1;
}
