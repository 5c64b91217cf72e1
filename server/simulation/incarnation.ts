/** What one process is made of: it lives as long as that, while machine, disk and network stay. */
import { checkCommand } from "../src/chat/check-command.ts";
import type { StateDiverged } from "../src/chat/state-diverged.ts";
import { silentLogger } from "../src/lib/logger.ts";
import type { RunningNode } from "../src/node/node.ts";
import type { Vitals } from "../src/node/reports.ts";
import { StateChecks } from "../src/node/state-checks.ts";
import type { RaftId } from "../src/raft/types.ts";
import { openMemoryLogStore } from "../src/storage/memory-log-store.ts";
import type { DiskPace } from "./disk-pace.ts";
import type { NodeView } from "./node-view.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { SimChat } from "./sim-chat.ts";
import type { SimState } from "./sim-state.ts";
import { VirtualClock } from "./virtual-clock.ts";
import type { ClockFaults } from "./virtual-clock.ts";
import type { VirtualNetwork } from "./virtual-network.ts";
import { VirtualPeers } from "./virtual-peers.ts";
import { Lifeline } from "./virtual-time.ts";
import { WatchedLogStore } from "./watched-log-store.ts";
import type { WatchedMachine } from "./watched-machine.ts";
import { openWatchedSnapshots } from "./watched-snapshot-store.ts";
import type { WatchedSnapshotStore } from "./watched-snapshot-store.ts";
import type { Witness } from "./witness.ts";
import type { World } from "./world.ts";

export interface Parts {
  readonly lifeline: Lifeline;
  readonly clock: VirtualClock;
  readonly peers: VirtualPeers;
  readonly machine: WatchedMachine;
  readonly chat: SimChat;
  readonly store: WatchedLogStore;
  readonly snapshots: WatchedSnapshotStore | null;
}

export interface Incarnation extends Parts {
  /** Null until it is ready. */
  node: RunningNode | null;
}

export interface PartsOptions {
  readonly world: World;
  readonly network: VirtualNetwork;
  readonly witness: Witness;
  /** Of the machine. */
  readonly view: NodeView;
  readonly pace: DiskPace;
  readonly clockFaults: ClockFaults;
  readonly random: SeededRandom;
  readonly state: SimState;
  readonly onDiverged: (error: StateDiverged) => void;
  /** Its log can no longer be written. */
  readonly onDiskFailed: (error: Error) => void;
  /** A snapshot has taken the place of the state. */
  readonly onRestored: () => void;
  readonly onError: (error: unknown) => void;
}

export function openParts(options: PartsOptions): Parts {
  const { world, network, witness, view, pace, random, state, onRestored } = options;
  const { time } = world;
  world.hops.beginChain();
  const lifeline = new Lifeline();
  const clock = new VirtualClock(time, lifeline, random, options.clockFaults);
  const onSend = witness.sent.bind(witness, view);
  const peers = new VirtualPeers({ id: view.id, network, time, lifeline, onSend });
  const { chat, machine } = state.open(clock, {
    onOpen: (appliedIndex) => {
      const { hardState, base, entries } = view.disk;
      const { id, name, isDamaged } = view;
      world.spec?.started(id, name, { hardState, base, entries, isDamaged });
      witness.started(view, appliedIndex);
    },
    onApply: witness.applied.bind(witness, view),
    onDiverged: options.onDiverged,
    onError: options.onError,
  });
  const latencyMs = pace.latencyMs.bind(pace);
  const store = new WatchedLogStore(
    openMemoryLogStore({
      disk: view.disk,
      clock,
      latencyMs,
      syncFailure: () => pace.syncFailure(),
    }),
    () => view.disk.syncedMark.hardState,
    (base) => {
      world.tally.add("entries compacted", base.index - view.baseWritten);
      witness.snapshots.baseWritten(view, base);
    },
  );
  store.onFailure(options.onDiskFailed);
  const rules = witness.snapshots;
  const { guard } = state;
  const files = { world, view, rules, clock, latencyMs, chat, guard, onRestored };
  const snapshots = openWatchedSnapshots(files);
  return { lifeline, clock, peers, machine, chat, store, snapshots };
}

export function vitalsOf(chat: SimChat): Vitals {
  const { notes, agreedIndex } = chat.notes();
  const disk = { freeBytes: null, isFull: false };
  const report = { notes, agreedIndex, divergedAt: 0, featureLevel: 1 };
  return { streams: 0, memoryBytes: 0, disk, ...report };
}

/** As every node does it while it runs. */
export function compareStates(id: RaftId, node: RunningNode, chat: SimChat): void {
  const notes = chat.notes.bind(chat);
  void new StateChecks({ id, node, logger: silentLogger, notes, commandOf: checkCommand });
}

interface Crash {
  readonly random: SeededRandom;
  readonly losesPower: boolean;
  readonly corruptPerMille: number;
}

/** What became of a write under way: kept, lost, or torn or corrupt and so dropped by the next start. */
export function crashDisk(
  { store, snapshots }: Parts,
  { disk }: NodeView,
  { random, losesPower, corruptPerMille }: Crash,
) {
  store.kill();
  snapshots?.kill();
  const isCorrupt = random.chance(corruptPerMille);
  const fate = isCorrupt ? "corrupt" : random.pick(["kept", "lost", "torn"] as const);
  const keepUnsynced = fate === "kept" ? 1 : 0;
  disk.crash({ keepUnsynced, tear: fate === "torn", corrupt: isCorrupt, losesPower });
  return store.isWriting ? fate : "idle";
}
