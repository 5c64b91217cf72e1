/** A conversation from its first message to its last, page by page, from whichever nodes `calls` reaches. */
import { type CallRunner, newCaller } from "./call-runner.ts";
import { chatError } from "./errors.ts";
import { CLIENT_LIMITS } from "./limits.ts";
import type { Account, Message } from "./model.ts";

export interface WholeHistory {
  /** Ascending seq. */
  readonly messages: readonly Message[];
  /** Every author, by id. */
  readonly accounts: ReadonlyMap<string, Account>;
}

/** Rejects with ChatError when a page cannot be had. */
export async function readWholeHistory(
  calls: CallRunner,
  { token, conversationId }: { readonly token: string; readonly conversationId: string },
): Promise<WholeHistory> {
  const pageSize = CLIENT_LIMITS.pageMaxRows;
  const messages: Message[] = [];
  const accounts = new Map<string, Account>();
  for (;;) {
    const last = messages.at(-1);
    // afterSeq 0 would mean the newest page, so the first page is asked for by its end.
    const bounds = last === undefined ? { beforeSeq: pageSize + 1 } : { afterSeq: last.seq };
    const request = { conversationId, ...bounds, pageSize };
    const page = await calls.run("listMessages", request, { caller: newCaller(), token });
    if (!page.ok) throw chatError(page.problem);
    messages.push(...page.value.messages);
    for (const account of page.value.accounts) accounts.set(account.id, account);
    if (!page.value.hasAfter || page.value.messages.length === 0) return { messages, accounts };
  }
}
