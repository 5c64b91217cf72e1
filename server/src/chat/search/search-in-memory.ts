/** The search of a chat in the caller's thread: its index is in memory and begins with the first question. Knows no time. */
import type { EncodedReply, Queries } from "../chat-port.ts";
import type { State } from "../state.ts";
import { SearchIndex } from "./search-index.ts";
import { searchMessages } from "./search-messages.ts";

const indices = new WeakMap<State, SearchIndex>();

export function searchInMemory(
  state: State,
  request: Queries["searchMessages"]["request"],
): EncodedReply {
  let index = indices.get(state);
  if (index === undefined) {
    index = new SearchIndex(":memory:");
    indices.set(state, index);
  }
  return searchMessages({ state, index, now: () => 0 }, request);
}
