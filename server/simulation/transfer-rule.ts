/**
 * Handing over (dissertation §3.10): only to a follower whose disk holds the leader's whole log, and whoever
 * campaigns without asking first was told so by the leader of the term before. A late order is none.
 */
import type { Message } from "../src/raft/messages.ts";
import type { RaftId } from "../src/raft/types.ts";
import type { NodeView } from "./node-view.ts";
import { must } from "./violation.ts";

export class TransferRule {
  /** Who was told to campaign, by the leader of which term, with how long a log. */
  readonly #told = new Set<string>();

  sent(view: NodeView, message: Message, viewOf: (id: RaftId) => NodeView): void {
    if (message.type === "timeoutNow") {
      const { log, name } = view;
      const last = log.at(-1);
      const target = viewOf(message.to);
      must(
        last === undefined || target.isDamaged || target.isDurable(log.length, last),
        `${name} hands over only to a member that holds its whole log, not to ${target.name}`,
      );
      this.#told.add(`${message.to} ${message.term} ${message.lastIndex}`);
    } else if (message.type === "voteRequest" && message.isTransfer) {
      must(
        this.#told.has(`${message.from} ${message.term - 1} ${message.lastIndex}`),
        `${view.name} campaigns at once only when the leader of the term before said so, and has not gone on`,
      );
    }
  }
}
