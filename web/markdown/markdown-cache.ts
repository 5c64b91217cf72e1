import { parseMarkdown } from "./parse.ts";
import type { Marked } from "./tree.ts";

/** About what is on the screen and some screens around it. */
const KEPT_MAX = 500;

/**
 * Trees of the texts seen last. A text has one tree, whatever message and version of it says it, so the text is the key:
 * an edit can never show the tree of the words before it.
 */
export class MarkdownCache {
  readonly #kept = new Map<string, Marked | null>();

  read(text: string): Marked | null {
    const known = this.#kept.get(text);
    const marked = known === undefined ? parseMarkdown(text) : known;
    // Moved to the end: the first is the one that was not read for longest.
    this.#kept.delete(text);
    this.#kept.set(text, marked);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest);
    return marked;
  }
}
