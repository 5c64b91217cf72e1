/** What one step wants on disk, and what waits for that: one persist effect, or none. */
import type { Message } from "./messages.ts";
import type { Entry, HardState, Index, LogBase, SnapshotMeta, Standing } from "./types.ts";

export class StepWrite {
  isHardStateDirty = false;
  entries: Entry[] = [];
  truncateFrom: Index | null = null;
  base: LogBase | null = null;
  installs: SnapshotMeta | null = null;
  releases: Message[] = [];

  isNeeded(isStandingDirty: boolean): boolean {
    return (
      this.isHardStateDirty ||
      this.entries.length > 0 ||
      this.truncateFrom !== null ||
      this.base !== null ||
      isStandingDirty
    );
  }

  /** The fields of the effect and what the queue remembers of it; the next step begins with nothing. */
  take(hardState: HardState, standing: Standing | null) {
    const { entries, truncateFrom, base, installs, releases } = this;
    const taken = {
      hardState: this.isHardStateDirty ? hardState : null,
      truncateFrom,
      base,
      installs,
      entries,
      releases,
      standing,
    };
    this.isHardStateDirty = false;
    this.entries = [];
    this.truncateFrom = null;
    this.base = null;
    this.installs = null;
    this.releases = [];
    return taken;
  }
}
