/**
 * One world from one seed, from its first election to the proof that it has recovered. Nothing in it knows the
 * real time, and nothing happens between two occasions but the promises that an occasion settled.
 */
import type { Entry } from "../src/ports.ts";
import { encodeConfiguration } from "../src/raft/configuration.ts";
import type { RaftId } from "../src/raft/types.ts";
import { MemoryDisk } from "../src/storage/memory-disk.ts";
import { messageKey } from "./chat-words.ts";
import { HEALED_DISK, HEALED_NETWORK, turnDials } from "./dials.ts";
import { HistoryBook } from "./history-book.ts";
import { Nemesis } from "./nemesis.ts";
import { NodeView } from "./node-view.ts";
import { SeededRandom } from "./seeded-random.ts";
import { SimClient } from "./sim-client.ts";
import type { Society } from "./sim-client.ts";
import { SimProcess } from "./sim-process.ts";
import { Tally } from "./tally.ts";
import { Trace } from "./trace.ts";
import { must, Violation } from "./violation.ts";
import { US_PER_MS } from "./virtual-clock.ts";
import { VirtualNetwork } from "./virtual-network.ts";
import { VirtualTime } from "./virtual-time.ts";
import { Witness } from "./witness.ts";
import type { World } from "./world.ts";

/** Ten of the longest election timeouts: suspicion 400 ms and half of it again. */
const RECOVERY_MS = 10 * 600;
/** A run with fewer commits proves little and does not count. */
export const COMMITS_MIN = 100;
/** A world that got so far after so long has shown what it can. */
const COMMITS_ENOUGH = 250;
const ENOUGH_MS = 4_000;
/** It may last this many times as long to get there. */
const PATIENCE = 4;
const HISTORY_ROWS_MAX = 5_000;
/** Promise hops that one occasion may set off. */
const HOPS = 8;

export interface Outcome {
  readonly seed: number;
  /** Null when all went well. */
  readonly failure: string | null;
  readonly digest: string;
  readonly tally: Tally;
  readonly virtualMs: number;
  /** The last events before a failure. */
  readonly tail: readonly string[];
}

interface Cast {
  readonly world: World;
  readonly network: VirtualNetwork;
  readonly witness: Witness;
  readonly processes: readonly SimProcess[];
  readonly clients: readonly SimClient[];
  readonly book: HistoryBook;
  readonly nemesis: Nemesis;
  readonly errors: unknown[];
}

export async function simulate(
  seed: number,
  print: ((line: string) => void) | null = null,
): Promise<Outcome> {
  const cast = assemble(seed, print);
  const { world } = cast;
  let failure: string | null = null;
  try {
    await play(cast);
  } catch (error) {
    failure = inWords(error);
  }
  for (const process of cast.processes) process.dispose();
  return {
    seed,
    failure,
    digest: world.trace.digest,
    tally: world.tally,
    virtualMs: world.time.nowUs / US_PER_MS,
    tail: failure === null ? [] : world.trace.tail(),
  };
}

function assemble(seed: number, print: ((line: string) => void) | null): Cast {
  const random = (stream: string): SeededRandom => new SeededRandom(seed, stream);
  const world: World = {
    seed,
    time: new VirtualTime(),
    dials: turnDials(random("dials")),
    trace: new Trace(print),
    tally: new Tally(),
    phase: { isHealed: false },
    random,
  };
  const ids = Array.from({ length: world.dials.nodes }, (_, offset) => raftId(offset + 1));
  const network = new VirtualNetwork(world, ids);
  const witness = new Witness(world);
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const processes = ids.map((id, offset) => {
    const disk = new MemoryDisk();
    const hardState = { term: 1, vote: null };
    disk.submit([{ truncateFrom: null, hardState, entries: [firstEntry(ids)] }]);
    disk.sync();
    const view = new NodeView(id, `n${offset + 1}`, disk);
    witness.addView(view);
    return new SimProcess({ world, view, network, witness, onError });
  });
  const book = new HistoryBook();
  const society: Society = { world, processes, book, witness, rooms: [], onError };
  const clients = Array.from({ length: world.dials.clients }, (_, offset) => {
    return new SimClient(society, offset + 1);
  });
  const nemesis = new Nemesis({ world, network, processes });
  witness.onElected = nemesis.elected.bind(nemesis);
  return { world, network, witness, processes, clients, book, nemesis, errors };
}

async function play(cast: Cast): Promise<void> {
  const { world, network, processes, clients, nemesis, witness } = cast;
  for (const process of processes) process.start();
  for (const client of clients) client.start();
  nemesis.start();
  const { faultsUntilMs } = world.dials;
  await run(cast, ENOUGH_MS, () => false);
  await run(cast, faultsUntilMs, () => witness.commitIndex >= COMMITS_ENOUGH);
  // A world too hostile to get anywhere gets more time: it must have done something to be wrong about.
  await run(cast, faultsUntilMs * PATIENCE, () => witness.commitIndex >= COMMITS_MIN);

  world.trace.note(world.time.nowUs, "world", "HEAL");
  world.phase.isHealed = true;
  network.dials = HEALED_NETWORK;
  for (const process of processes) process.pace.dials = HEALED_DISK;
  const minority = Math.trunc((processes.length - 1) / 2);
  const dead = world.dials.leavesMinorityDead ? processes.slice(0, minority) : [];
  nemesis.heal(dead);
  for (const client of clients) client.stop();
  const isQuiet = (): boolean => clients.every((client) => client.pending === null);
  await runUntil(cast, `a leader, and nothing pending`, () => isQuiet() && leaderOf(cast) !== null);

  for (const process of dead) process.start();
  let isAccepted = false;
  clients[0]?.sendLast(() => (isAccepted = true));
  await runUntil(cast, "a fresh write everywhere", () => {
    const goal = witness.commitIndex;
    return isAccepted && processes.every((one) => (one.node?.status().appliedIndex ?? 0) >= goal);
  });
  await checkEnd(cast);
}

function leaderOf({ processes }: Cast): SimProcess | null {
  return processes.find((one) => one.node?.status().role === "leader") ?? null;
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
  );
}

/** Lets things happen until the moment given or until the condition holds. */
async function run(cast: Cast, untilMs: number, isReached: () => boolean): Promise<boolean> {
  const { world, errors } = cast;
  const untilUs = untilMs * US_PER_MS;
  const nothing = Promise.resolve();
  let count = 0;
  while (world.time.nowUs < untilUs) {
    if (!world.time.runNext()) throw new Violation("a world never comes to rest");
    for (let hop = 0; hop < HOPS; hop += 1) await nothing;
    if (errors.length > 0) throw errors[0];
    count += 1;
    if (count % 16 === 0 && isReached()) return true;
  }
  return false;
}

/** Equal state at equal index, and everything that was acknowledged in every history. */
async function checkEnd(cast: Cast): Promise<void> {
  const { processes, book, world } = cast;
  const hashes = new Map<number, string>();
  for (const { chat, name } of processes) {
    must(chat !== null, `${name} is alive at the end`);
    const { index, hash } = await answered(cast, chat.query("stateHash", {}));
    must((hashes.get(index) ?? hash) === hash, `equal state at index ${index}: not on ${name}`);
    hashes.set(index, hash);
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
  world.tally.add("acknowledged", book.acknowledgedCount);
}

async function answered<T>(cast: Cast, promise: Promise<T>): Promise<T> {
  let value: { readonly is: T } | null = null;
  promise.then(
    (is) => {
      value = { is };
    },
    (error: unknown) => void cast.errors.push(error),
  );
  const nowMs = cast.world.time.nowUs / US_PER_MS;
  await run(cast, nowMs + RECOVERY_MS, () => value !== null);
  if (value === null) throw new Violation("the chat answers its queries");
  return (value as { readonly is: T }).is;
}

function raftId(number: number): RaftId {
  // Sixteen digits, as every raft id has.
  return String(number).padStart(16, "0") as RaftId;
}

/** What `init` writes into each member's folder (foundations 1). */
function firstEntry(ids: readonly RaftId[]): Entry {
  const members = ids.map((id, offset) => {
    const [peer, client, http] = [7200, 7100, 7300].map((port) => `127.0.0.1:${port + offset + 1}`);
    return { id, name: `n${offset + 1}`, peer: peer ?? "", client: client ?? "", http: http ?? "" };
  });
  const data = encodeConfiguration({ members, voters: ids, outgoing: [], learners: [] });
  return { index: 1, term: 1, time: 0, kind: "configuration", data };
}

function inWords(error: unknown): string {
  if (error instanceof Violation) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
