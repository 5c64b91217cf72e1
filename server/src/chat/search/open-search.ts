/**
 * The two files of a search: the state, read only, and the index. Whatever is wrong with the index is no trouble of the
 * node: it is put away and made again, and meanwhile a search is refused.
 */
import { rmSync } from "node:fs";
import Database from "better-sqlite3";
import { ChatRefusal } from "../refusal.ts";
import type { EncodedReply, Queries } from "../chat-port.ts";
import { State } from "../state.ts";
import { isDamage } from "../state-file.ts";
import { fillSome, isOfAnotherState } from "./fill-index.ts";
import { SearchIndex } from "./search-index.ts";
import { searchMessages } from "./search-messages.ts";
import type { SearchFiles } from "./search-protocol.ts";

export class OpenSearch {
  readonly #files: SearchFiles;
  readonly #tell: (sentence: string) => void;
  #state: Database.Database | null = null;
  #index: SearchIndex | null = null;

  constructor(files: SearchFiles, tell: (sentence: string) => void) {
    this.#files = files;
    this.#tell = tell;
  }

  /** Throws nothing but ChatRefusal. */
  answer(request: Queries["searchMessages"]["request"]): EncodedReply {
    try {
      const db = this.#openState();
      // One moment of the state, from the catch-up to the last message.
      return db.transaction(() => {
        const state = new State(db);
        const index = this.#openIndex(state);
        return searchMessages({ state, index, now: workMs }, request);
      })();
    } catch (error) {
      if (error instanceof ChatRefusal) throw error;
      this.#recover(error);
      throw new ChatRefusal(
        "OVERLOADED",
        "The index of messages on this node was of no use and is made again. Try again in a moment.",
      );
    }
  }

  /** False when there is nothing left to do, or when it went wrong. */
  fillSome(): boolean {
    try {
      // In no transaction: what is read later is only newer, and the state is not held meanwhile.
      const state = new State(this.#openState());
      return fillSome(state, this.#openIndex(state));
    } catch (error) {
      this.#recover(error);
      return false;
    }
  }

  /** Nobody here has the state open afterwards; the next job opens it again. */
  releaseState(): void {
    this.#state?.close();
    this.#state = null;
  }

  close(): void {
    this.releaseState();
    this.#closeIndex();
  }

  #openState(): Database.Database {
    this.#state ??= new Database(this.#files.state, { readonly: true, fileMustExist: true });
    return this.#state;
  }

  #openIndex(state: State): SearchIndex {
    this.#index ??= this.#readIndex();
    if (isOfAnotherState(state, this.#index)) this.#forget();
    this.#index ??= this.#readIndex();
    return this.#index;
  }

  #readIndex(): SearchIndex {
    try {
      return new SearchIndex(this.#files.index);
    } catch {
      // Whatever it lacks: another is made in seconds, and a disk that takes none says so by itself.
      this.#forget();
      return new SearchIndex(this.#files.index);
    }
  }

  /** What is in memory may be ahead of the file: it is read again, or, if that is damaged, made again. */
  #recover(error: unknown): void {
    this.#tell(`search.db: ${error instanceof Error ? error.message : String(error)}`);
    this.releaseState();
    if (isDamage(error)) this.#forget();
    else this.#closeIndex();
  }

  #closeIndex(): void {
    this.#index?.close();
    this.#index = null;
  }

  #forget(): void {
    this.#closeIndex();
    removeIndex(this.#files.index);
  }
}

function workMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Nobody has it open. */
export function removeIndex(path: string): void {
  for (const ending of ["", "-wal", "-shm", "-journal"])
    rmSync(`${path}${ending}`, { force: true });
}
