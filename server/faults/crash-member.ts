/**
 * One member's stores, opened as a node opens them, and what was promised with them: after any kill a member must be
 * found with all that was promised, and must never take a kill for amnesia.
 */
import { ChatThread } from "../src/chat/chat-thread.ts";
import { entryOf, keyOf, START_MS } from "../src/chat/scenario.ts";
import { silentLogger } from "../src/lib/logger.ts";
import { recoverState } from "../src/node/recover-state.ts";
import type { LogStore, LogWrite } from "../src/ports.ts";
import type {
  Entry,
  HardState,
  Index,
  LogBase,
  SnapshotMeta,
  StoredLog,
  Term,
} from "../src/raft/types.ts";
import { FileSnapshotStore } from "../src/storage/file-snapshot-store.ts";
import { memberPaths } from "../src/storage/member-folder.ts";
import { openSqliteLogStore } from "../src/storage/sqlite-log-store.ts";

/** As told by a process before it was killed. */
export interface Promised {
  lastIndex: Index;
  hardState: HardState;
  /** Durable snapshots that nobody dropped. */
  snapshots: string[];
}

export function nothingPromised(): Promised {
  return { lastIndex: 0, hardState: { term: 0, vote: null }, snapshots: [] };
}

export class CrashMember {
  readonly log: LogStore;
  readonly chat: ChatThread;
  readonly snapshots: FileSnapshotStore;
  stored: StoredLog;
  appliedIndex: Index;
  known: readonly SnapshotMeta[];

  private constructor(
    stores: Pick<CrashMember, "log" | "chat" | "snapshots">,
    found: Pick<CrashMember, "stored" | "appliedIndex" | "known">,
  ) {
    this.log = stores.log;
    this.chat = stores.chat;
    this.snapshots = stores.snapshots;
    this.stored = found.stored;
    this.appliedIndex = found.appliedIndex;
    this.known = found.known;
  }

  /** As `startNode` does. Throws when a store says no. */
  static async open(dataDir: string, name: string): Promise<CrashMember> {
    const paths = memberPaths(dataDir, name);
    const fatal = (error: Error): never => {
      throw error;
    };
    const log = openSqliteLogStore({ path: paths.log });
    const chat = new ChatThread({ file: paths.state });
    chat.onFailure(fatal);
    const [stored, { appliedIndex: found }] = await Promise.all([log.load(), chat.open()]);
    log.onFailure(fatal);
    const snapshots = new FileSnapshotStore({
      folder: `${paths.folder}/snapshots`,
      clusterId: "0123456789abcdef0123456789abcdef",
      state: chat,
      freeBytes: () => null,
      logger: silentLogger,
      fatal,
    });
    // Nobody else's states are here to compare with: all are taken for confirmed.
    const confirmedIndex = Number.MAX_SAFE_INTEGER;
    const recovered = await recoverState(snapshots, stored, {
      appliedIndex: found,
      confirmedIndex,
    });
    const { appliedIndex, snapshots: known } = recovered;
    return new CrashMember({ log, chat, snapshots }, { stored, appliedIndex, known });
  }

  async close(): Promise<void> {
    await this.snapshots.close();
    await this.chat.close();
    await this.log.close();
  }

  get lastIndex(): Index {
    return this.stored.lastIndex;
  }

  get term(): Term {
    return this.stored.hardState.term;
  }

  async write(part: Partial<LogWrite>): Promise<void> {
    const write = { truncateFrom: null, hardState: null, entries: [], ...part };
    await new Promise<void>((resolve) => this.log.write([write], resolve));
    const lastIndex = write.entries.at(-1)?.index ?? this.lastIndex;
    const hardState = write.hardState ?? this.stored.hardState;
    const baseIndex = write.base?.index ?? this.stored.baseIndex;
    const termRuns = this.stored.termRuns.filter(
      ({ first }) => first < (write.truncateFrom ?? Infinity),
    );
    const [first] = write.entries;
    if (first !== undefined) termRuns.push({ first: first.index, term: first.term });
    this.stored = { ...this.stored, baseIndex, lastIndex, hardState, termRuns };
  }

  /** Up to here, in one transaction. */
  async apply(until: Index): Promise<void> {
    while (this.appliedIndex < until) {
      const entries = await new Promise<readonly Entry[]>((resolve) =>
        this.log.read(this.appliedIndex + 1, until, 2 ** 20, resolve),
      );
      if (entries.length === 0) throw new Error(`entries behind ${this.appliedIndex} are gone`);
      await new Promise((resolve) => this.chat.apply(entries, false, resolve));
      this.appliedIndex += entries.length;
    }
  }

  /** A snapshot of what is applied. */
  async snapshot(): Promise<SnapshotMeta> {
    const base = this.baseAt(this.appliedIndex);
    const made = await new Promise<SnapshotMeta | null>((resolve) => {
      this.snapshots.take(base, { begun: () => undefined, done: resolve });
    });
    if (made === null) throw new Error("no snapshot was made");
    this.known = [...this.known, made];
    return made;
  }

  baseAt(index: Index): LogBase {
    const configuration = this.stored.configurations.findLast((one) => one.index <= index);
    if (configuration === undefined) throw new Error("a log begins with a configuration");
    const { term, time } = entryAt(index, termAt(this.stored, index));
    return { index, term, time, configuration };
  }

  /** What is wrong with what was found, in words; empty when every promise was kept. */
  async broken(promised: Promised): Promise<readonly string[]> {
    const { hardState, lastIndex, baseIndex, standing } = this.stored;
    const wrong: string[] = [];
    if (standing?.isRecovering === true) wrong.push("a kill was taken for amnesia");
    if (lastIndex < promised.lastIndex)
      wrong.push(`ends at ${lastIndex}, promised ${promised.lastIndex}`);
    if (hardState.term < promised.hardState.term)
      wrong.push(`forgot term ${promised.hardState.term}`);
    const isSameTerm = hardState.term === promised.hardState.term;
    if (isSameTerm && hardState.vote !== promised.hardState.vote)
      wrong.push(`forgot a vote of term ${hardState.term}`);
    const ids = new Set(this.known.map(({ id }) => id));
    for (const id of promised.snapshots) if (!ids.has(id)) wrong.push(`lost the snapshot ${id}`);
    const isCovered = baseIndex === 0 || this.known.some(({ base }) => base.index >= baseIndex);
    if (!isCovered) wrong.push(`let go of entries up to ${baseIndex} without a snapshot`);
    if (this.appliedIndex > lastIndex) wrong.push("applied what the log does not hold");
    return [...wrong, ...(await this.#wrongEntries())];
  }

  async #wrongEntries(): Promise<readonly string[]> {
    const { baseIndex, lastIndex } = this.stored;
    const wrong: string[] = [];
    for (let from = Math.max(baseIndex, 1) + 1; from <= lastIndex;) {
      const part = await new Promise<readonly Entry[]>((resolve) =>
        this.log.read(from, lastIndex, 2 ** 20, resolve),
      );
      if (part.length === 0) return [...wrong, `entry ${from} is not to be had`];
      for (const one of part) {
        const expected = entryAt(one.index, one.term);
        if (Buffer.compare(one.data, expected.data) !== 0)
          wrong.push(`entry ${one.index} is another one`);
      }
      from += part.length;
    }
    return wrong;
  }
}

/** Large enough that a few fill a page of the log many times over. */
const ENTRY_BYTES = 40_000;

/** The entry that this index has when it was written in this term: every eighth makes an account, the others only pages. */
export function entryAt(index: Index, term: Term): Entry {
  const time = START_MS + index;
  if (index % 8 !== 0) {
    const data = Buffer.alloc(ENTRY_BYTES, `${index} in ${term} `);
    return { index, term, time, kind: "noop", data };
  }
  const value = {
    key: keyOf("door", index),
    name: `p${index}`,
    foldedName: `p${index}`,
    passwordHash: `hash of ${term}`,
    tokenSha256: new Uint8Array(32).fill(index % 256),
  };
  return { ...entryOf(index, time, { case: "createAccount", value }), term };
}

export function entriesFrom(first: Index, count: number, term: Term): readonly Entry[] {
  return Array.from({ length: count }, (_, at) => entryAt(first + at, term));
}

function termAt({ termRuns, baseIndex, baseTerm }: StoredLog, index: Index): Term {
  if (index === baseIndex) return baseTerm;
  return termRuns.findLast((run) => run.first <= index)?.term ?? baseTerm;
}
