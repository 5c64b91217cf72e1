/** What a MemoryChat has to tell, by reader. For tests. */
import type { Change } from "./model.ts";

export interface ChatEvent {
  readonly index: number;
  readonly userId: string;
  readonly change: Change;
}

/** Of one row a reader hears once for an index, as the last write of the entry left it. */
export function tellOnce(events: ChatEvent[], event: ChatEvent): void {
  const isSame = ({ index, userId, change }: ChatEvent): boolean =>
    index === event.index && userId === event.userId && rowOf(change) === rowOf(event.change);
  const before = events.findLastIndex(isSame);
  if (before === -1) events.push(event);
  else events[before] = event;
}

function rowOf(change: Change): string {
  switch (change.kind) {
    case "message":
      return `message/${change.message.id}`;
    case "conversation":
      return `conversation/${change.conversation.id}`;
    case "membership":
      return `membership/${change.membership.conversationId}`;
    case "account":
      return `account/${change.account.id}`;
    case "readPosition":
      return `reader/${change.position.conversationId}/${change.position.accountId}`;
  }
}
