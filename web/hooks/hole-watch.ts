/**
 * On a live feed a message that overtook another waits for milliseconds. If the missing one does not come,
 * something was lost on the way: then the history is asked instead.
 */
import type { ChatState } from "../store/chat-state.ts";

/** Longer than any catch-up is held, shorter than anybody's patience. */
export const HOLE_PATIENCE_MS = 2_000;

interface HoleWatchOptions {
  readonly state: () => ChatState;
  readonly heal: (conversationId: string) => void;
}

export class HoleWatch {
  readonly #options: HoleWatchOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: HoleWatchOptions) {
    this.#options = options;
  }

  /** Call it after each change. */
  look(): void {
    if (this.#timer !== undefined) return;
    const suspects = this.#holes();
    if (suspects.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      for (const [id, seq] of this.#holes()) {
        if (suspects.get(id) === seq) this.#options.heal(id);
      }
      this.look();
    }, HOLE_PATIENCE_MS);
  }

  /** Where messages wait for a missing one: conversation, and the seq that is missing. */
  #holes(): ReadonlyMap<string, number> {
    const holes = new Map<string, number>();
    for (const known of this.#options.state().conversations.values()) {
      if (known.ahead.length > 0) holes.set(known.id, known.lastSeq + 1);
    }
    return holes;
  }
}
