/** Who is there and who is typing, as the stream tells it. */

/** What people are shown as; all but offline is of somebody with an open stream. */
export type Presence = "offline" | Wish;
export type Wish = "online" | "away" | "dnd";

/** Neither this nor the next moves the cursor, and both may be lost. */
export interface PresenceNews {
  readonly kind: "presence";
  readonly people: readonly { readonly accountId: string; readonly presence: Presence }[];
  /** Whoever is not named is offline. */
  readonly whole: boolean;
}

export interface TypingNews {
  readonly kind: "typing";
  readonly conversationId: string;
  readonly accountId: string;
  /** True for so long, unless it is said again; 0: no more. */
  readonly forMs: number;
}

export type PeopleNews = PresenceNews | TypingNews;

export interface PeopleCalls {
  setTyping: {
    request: { readonly conversationId: string; readonly stopped: boolean };
    /** To be said again after so long, while it goes on. */
    answer: { readonly againMs: number };
  };
  setPresence: { request: { readonly presence: Wish }; answer: Record<never, never> };
}

/** By the numbers of parley.v1.PresenceState; one that a newer node knows is as good as offline. */
const PRESENCES: readonly Presence[] = ["offline", "offline", "online", "away", "dnd"];

export function presenceOf(state: number): Presence {
  return PRESENCES[state] ?? "offline";
}
