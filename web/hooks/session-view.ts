/** What components see of a session. */
import type { ConnectionReport } from "@parley/client/connection-line.ts";

import type { ChatState } from "../store/chat-state.ts";
import { EMPTY_CHAT } from "../store/chat-state.ts";

export interface SessionView {
  /** signedOut: the card is shown. A session that ended by itself stays signedIn until the person reacts. */
  readonly phase: "starting" | "signedOut" | "signedIn";
  /** While starting: it takes longer than anybody expects. */
  readonly isStartSlow: boolean;
  readonly chat: ChatState;
  readonly connection: ConnectionReport | null;
  /** Conversations whose history was refused for good. */
  readonly refused: ReadonlySet<string>;
  /** Conversations whose next page is on its way. */
  readonly loading: ReadonlySet<string>;
}

export const STARTING_VIEW: SessionView = {
  phase: "starting",
  isStartSlow: false,
  chat: EMPTY_CHAT,
  connection: null,
  refused: new Set(),
  loading: new Set(),
};
