/** Log Matching (the paper's Figure 3), of all logs that there ever were. */
import type { Index } from "../src/ports.ts";
import type { Term } from "../src/raft/types.ts";
import { isSameMark } from "./node-view.ts";
import type { EntryMark, NodeView } from "./node-view.ts";
import { must } from "./violation.ts";

/** An entry somewhere in the cluster, with the term before it: enough for log matching by induction. */
interface Known extends EntryMark {
  readonly previousTerm: Term;
}

/** More entries than any index has terms. */
const TERMS_MAX = 2 ** 20;

export class LogMatching {
  /** By index and term: Log Matching says that this is a function. */
  readonly #known = new Map<number, Known>();

  /** One index and term, one content, one predecessor; the rest follows by induction. */
  learn(view: NodeView, index: Index, mark: EntryMark): void {
    const previousTerm = view.log[index - 2]?.term ?? 0;
    const key = index * TERMS_MAX + mark.term;
    const known = this.#known.get(key);
    if (known === undefined) {
      this.#known.set(key, { ...mark, previousTerm });
      return;
    }
    must(
      isSameMark(known, mark) && known.previousTerm === previousTerm,
      `log matching at (${index}, term ${mark.term}) on ${view.name}`,
    );
  }
}
