/**
 * One world from one seed, from its first election to the proof that it has recovered. Nothing in it knows the
 * real time, and nothing happens between two occasions but the promises that an occasion settled.
 */
import { AssertionFailure } from "../src/lib/assert.ts";
import { answered, assemble, leaderOf, run } from "./cast.ts";
import type { Cast, WorldOptions } from "./cast.ts";
import { messageKey } from "./chat-words.ts";
import { isCounted } from "./counted.ts";
import { HEALED_DISK, HEALED_NETWORK } from "./dials.ts";
import type { SimProcess } from "./sim-process.ts";
import type { Tally } from "./tally.ts";
import { must, mustBeTold, Violation } from "./violation.ts";
import type { Finder } from "./violation.ts";
import { US_PER_MS } from "./virtual-clock.ts";

/** Ten of the longest election timeouts: suspicion 400 ms and half of it again. */
const RECOVERY_MS = 10 * 600;
/** A run with fewer commits proves little and does not count. */
export const COMMITS_MIN = 100;
/** A world that got so far after so long has shown what it can. */
const COMMITS_ENOUGH = 250;
const ENOUGH_MS = 4_000;
/** It may last this many times as long to get there, */
const PATIENCE = 6;
/** of which the last few in more and more peace. */
const PATIENCE_UNSPARED = 4;
const HISTORY_ROWS_MAX = 5_000;

export interface Outcome {
  readonly seed: number;
  /** Null when all went well. */
  readonly failure: string | null;
  readonly finder: Finder | null;
  readonly digest: string;
  readonly tally: Tally;
  readonly virtualMs: number;
  /** From the healing of the world until a leader stood and nothing was pending. */
  readonly recoveryMs: number;
  /** The last events before a failure. */
  readonly tail: readonly string[];
}

export async function simulate(seed: number, options: WorldOptions = {}): Promise<Outcome> {
  const cast = assemble(seed, options);
  const { world } = cast;
  let found: Found | null = null;
  let recoveryMs = 0;
  try {
    await storm(cast);
    recoveryMs = await heal(cast);
    await checkEnd(cast);
  } catch (error) {
    found = foundBy(error);
  }
  for (const process of cast.processes) process.dispose();
  return {
    seed,
    failure: found?.failure ?? null,
    finder: found?.finder ?? null,
    digest: world.trace.digest,
    tally: world.tally,
    virtualMs: world.time.nowUs / US_PER_MS,
    recoveryMs,
    tail: found === null ? [] : world.trace.tail(),
  };
}

/** People talk while things break. */
async function storm(cast: Cast): Promise<void> {
  const { world, processes, clients, nemesis, diskNemesis, operator, witness } = cast;
  for (const process of processes) if (!process.isWaiting) process.start();
  for (const client of clients) client.start();
  nemesis.start();
  diskNemesis.start();
  operator.start();
  const { faultsUntilMs } = world.dials;
  await run(cast, ENOUGH_MS, () => false);
  await run(cast, faultsUntilMs, () => witness.commitIndex >= COMMITS_ENOUGH);
  // A world too hostile to get anywhere gets more time: it must have done something to be wrong about.
  const isSomething = (): boolean => witness.commitIndex >= COMMITS_MIN;
  await run(cast, faultsUntilMs * PATIENCE_UNSPARED, isSomething);
  for (let time = PATIENCE_UNSPARED + 1; time <= PATIENCE; time += 1) {
    // Dense faults and a quorum that waits for its disks to be refilled can go on for ever together.
    world.phase.sparing *= 2;
    await run(cast, faultsUntilMs * time, isSomething);
  }
}

/** Everything works again: the cluster must soon, too. Returns how soon, ms. */
export async function heal(cast: Cast): Promise<number> {
  const { world, network, processes, clients, nemesis, operator } = cast;
  const healedUs = world.time.nowUs;
  world.trace.note(world.time.nowUs, "world", "HEAL");
  world.phase.isHealed = true;
  network.dials = HEALED_NETWORK;
  operator.stop();
  cast.diskNemesis.stop();
  for (const process of processes) process.pace.dials = HEALED_DISK;
  const dead = world.dials.leavesMinorityDead ? minorityOf(cast) : [];
  nemesis.heal(dead);
  for (const process of outsidersOf(cast)) process.retire();
  for (const client of clients) client.stop();
  const isQuiet = (): boolean =>
    clients.every((client) => client.pending === null) &&
    processes.every((process) => !process.isStopping);
  await runUntil(
    cast,
    "a leader, nothing pending and no change of members half done",
    () => isQuiet() && leaderOf(cast) !== null && isSettled(cast),
  );
  const recoveryMs = (world.time.nowUs - healedUs) / US_PER_MS;

  for (const process of dead) process.start();
  for (const process of outsidersOf(cast)) process.retire();
  await writeOnce(cast);
  await findHarm(cast);
  return recoveryMs;
}

async function writeOnce(cast: Cast): Promise<void> {
  const { clients, witness } = cast;
  let isAccepted = false;
  clients[0]?.sendLast(() => (isAccepted = true));
  await runUntil(cast, "a fresh write at every member", () => {
    const goal = witness.commitIndex;
    const isThere = ({ node, view }: SimProcess): boolean =>
      (node?.status().appliedIndex ?? 0) >= goal && !view.isDamaged;
    return isAccepted && membersOf(cast).every(isThere);
  });
}

/** Everybody is there and writes go on: a state that differs is found at the next index that is compared. */
async function findHarm(cast: Cast): Promise<void> {
  const isHarmed = (): boolean =>
    isFindable(cast) && membersOf(cast).some(({ guard }) => guard.isHarmed);
  for (let left = cast.world.dials.noteEvery; isHarmed() && left > 0; left -= 1) {
    await writeOnce(cast);
  }
  await runUntil(cast, "a harmed state is found", () => !isHarmed());
  await writeOnce(cast);
}

/** A majority of the voters is sound: one whose machine is gone for good has nothing to compare. */
function isFindable(cast: Cast): boolean {
  const { committed } = cast.witness.memberRules;
  const sound = membersOf(cast).filter(({ guard }) => !guard.isHarmed);
  return committed !== null && isCounted(committed, (id) => sound.some((one) => one.id === id));
}

/** The processes of the committed members; not of one that left service just before it was added. */
function membersOf({ processes, witness }: Cast): readonly SimProcess[] {
  const members = witness.memberRules.committed?.members.map(({ id }) => id) ?? [];
  return processes.filter(({ id, isInService }) => isInService && members.includes(id));
}

/** In service, but named by no configuration that may be in force soon. */
function outsidersOf({ processes, witness }: Cast): readonly SimProcess[] {
  const inPlay = witness.membersInPlay.flatMap(({ members }) => members.map(({ id }) => id));
  return processes.filter(({ id, isInService }) => isInService && !inPlay.includes(id));
}

/** The leader goes by a committed configuration that is not joint. */
function isSettled(cast: Cast): boolean {
  const inForce = leaderOf(cast)?.node?.configuration();
  const { committed: members } = cast.witness.memberRules;
  return (
    inForce !== undefined &&
    members !== null &&
    members.outgoing.length === 0 &&
    JSON.stringify(inForce) === JSON.stringify(members)
  );
}

/** So many that the rest can go on without them. */
function minorityOf({ processes, survival, world }: Cast): readonly SimProcess[] {
  const dead = new Set<SimProcess>();
  for (const process of processes.filter(({ isInService }) => isInService)) {
    dead.add(process);
    if (!survival.outlives(dead)) dead.delete(process);
  }
  world.tally.add("left dead when healed", dead.size);
  return [...dead];
}

async function runUntil(cast: Cast, what: string, isReached: () => boolean): Promise<void> {
  const { world, clients } = cast;
  const deadlineMs = world.time.nowUs / US_PER_MS + RECOVERY_MS;
  if (await run(cast, deadlineMs, isReached)) return;
  const pending = clients.map(({ name, pending }) =>
    pending === null ? "" : `${name}: ${pending}`,
  );
  throw new Violation(
    `liveness: ${what} within ${RECOVERY_MS} ms of a healed world; ${pending.filter(Boolean).join(", ")}`,
    "liveness",
  );
}

/** Equal state at equal index, and everything that was acknowledged in every history. */
export async function checkEnd(cast: Cast): Promise<void> {
  await checkStreams(cast);
  const { book, histories, world } = cast;
  const hashes = new Map<number, string>();
  for (const { chat, guard, name } of membersOf(cast)) {
    must(chat !== null, `${name} is alive at the end`);
    const { index, hash } = await answered(cast, chat.query("stateHash", {}));
    if (guard.isHarmed) world.tally.add("harm that nobody could find");
    else {
      must((hashes.get(index) ?? hash) === hash, `equal state at index ${index}: not on ${name}`);
      hashes.set(index, hash);
    }
    const request = { afterId: "", limit: HISTORY_ROWS_MAX };
    const rows = await answered(cast, chat.query("history", request));
    must(rows.length < HISTORY_ROWS_MAX, "the whole history is seen");
    book.checkFinal(
      name,
      rows.map(({ conversationId: room, seq, clientId, clientSeq }) => {
        return { room, seq, clientId, clientSeq, key: messageKey(clientId, clientSeq) };
      }),
    );
    world.trace.mixText(hash);
  }
  world.tally.add(
    "operations found linearizable",
    histories.check((key) => book.placeOf(key)),
  );
  world.tally.add("acknowledged", book.acknowledgedCount);
}

/** Every live stream comes to the end of every room of its owner. */
async function checkStreams(cast: Cast): Promise<void> {
  const { listeners, witness, book } = cast;
  const goal = witness.commitIndex;
  await runUntil(cast, "every stream is live", () =>
    listeners.every(({ listener }) => listener.isLiveAt(goal)),
  );
  for (const { client, listener } of listeners) {
    for (const [room, seqWhenJoined] of client.joined) {
      const { seq } = book.floor(room);
      // What was there before one joined comes by the page, not by the stream.
      mustBeTold(
        listener.heard(room) === seq || seq === seqWhenJoined,
        `${listener.name} hears room ${room} to its end: ${listener.heard(room)} of ${seq}`,
      );
    }
  }
}

interface Found {
  readonly failure: string;
  readonly finder: Finder;
}

function foundBy(error: unknown): Found {
  if (error instanceof Violation) return { failure: error.message, finder: error.finder };
  const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { failure, finder: error instanceof AssertionFailure ? "assertion" : "exception" };
}
