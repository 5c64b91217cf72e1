/** The machines, people and watchers of one world, and the passing of its time. */
import { MemoryDisk } from "../src/storage/memory-disk.ts";
import { turnDials } from "./dials.ts";
import { DiskNemesis } from "./disk-nemesis.ts";
import type { Dials } from "./dials.ts";
import { ClientHistories } from "./client-histories.ts";
import { firstEntry, raftId } from "./first-members.ts";
import { HistoryBook } from "./history-book.ts";
import { muted } from "./muted.ts";
import { Nemesis } from "./nemesis.ts";
import { NodeView } from "./node-view.ts";
import { Operator } from "./operator.ts";
import { PromiseHops } from "./promise-hops.ts";
import { SeededRandom } from "./seeded-random.ts";
import { SimClient } from "./sim-client.ts";
import type { Society } from "./sim-client.ts";
import { SimListener } from "./sim-listener.ts";
import { SimProcess } from "./sim-process.ts";
import { Survival } from "./survival.ts";
import type { TraceWatcher } from "./spec/spec-step.ts";
import { TraceValidator } from "./spec/trace-validator.ts";
import { Tally } from "./tally.ts";
import { Trace } from "./trace.ts";
import { Violation } from "./violation.ts";
import { US_PER_MS } from "./virtual-clock.ts";
import { VirtualNetwork } from "./virtual-network.ts";
import { VirtualTime } from "./virtual-time.ts";
import { Witness } from "./witness.ts";
import type { World } from "./world.ts";

const ANSWER_MS = 5_000;
/** Clients with a live stream. */
const LISTENERS = 2;

/** One trace in so many is held against the specification: 222 of the 2,000 of a normal run. */
const VALIDATED_EVERY = 9;

export interface WorldOptions {
  /** Every trace is held against the specification, and the witness says nothing: who would find it alone? */
  readonly isSpecAlone?: boolean;
  /** Sees the trace instead of the specification. */
  readonly traceWatcher?: TraceWatcher;
  /** Gets every line of the trace at once. */
  readonly print?: (line: string) => void;
  /** Instead of what the seed turned. */
  readonly dials?: Partial<Dials>;
}

export interface Listening {
  readonly client: SimClient;
  readonly listener: SimListener;
}

export interface Cast {
  readonly world: World;
  readonly network: VirtualNetwork;
  readonly witness: Witness;
  readonly processes: readonly SimProcess[];
  readonly clients: readonly SimClient[];
  readonly listeners: readonly Listening[];
  readonly book: HistoryBook;
  readonly histories: ClientHistories;
  readonly nemesis: Nemesis;
  readonly diskNemesis: DiskNemesis;
  readonly operator: Operator;
  readonly survival: Survival;
  readonly errors: unknown[];
}

/** A world before its first moment. */
export function assemble(seed: number, options: WorldOptions = {}): Cast {
  const world = newWorld(seed, options);
  const { nodes, outside } = world.dials;
  const ids = Array.from({ length: nodes + outside }, (_, offset) => raftId(offset + 1));
  const founders = ids.slice(0, nodes);
  const network = new VirtualNetwork(world, ids);
  const witness = options.isSpecAlone === true ? muted(new Witness(world)) : new Witness(world);
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const processes = ids.map((id, offset) => {
    const disk = new MemoryDisk();
    const isOutside = !founders.includes(id);
    if (!isOutside) {
      const hardState = { term: 1, vote: null };
      disk.submit([{ truncateFrom: null, hardState, entries: [firstEntry(founders)] }]);
      disk.sync();
    }
    const view = new NodeView(id, `n${offset + 1}`, disk);
    witness.addView(view);
    return new SimProcess({ world, view, isOutside, network, witness, onError });
  });
  const book = new HistoryBook();
  const histories = new ClientHistories();
  const society: Society = {
    world,
    /** As the edge does it: only committed members are offered to people. */
    get processes() {
      const members = witness.memberRules.committed?.members.map(({ id }) => id) ?? founders;
      return processes.filter(({ id, isWaiting }) => !isWaiting && members.includes(id));
    },
    book,
    histories,
    witness,
    rooms: [],
    onError,
  };
  const clients = Array.from({ length: world.dials.clients }, (_, offset) => {
    return new SimClient(society, offset + 1);
  });
  const listeners = listenersFor(society, clients);
  const survival = new Survival({ processes, witness, asked: () => operator.asked });
  const nemesis = new Nemesis({ world, network, processes, survival });
  const isChanging = (): boolean => operator.isChanging;
  const diskNemesis = new DiskNemesis({ world, witness, processes, isChanging, survival });
  const disks = diskNemesis;
  const operator = new Operator({ world, witness, processes, survival, onError, disks });
  tell(nemesis, witness, operator);
  return {
    world,
    network,
    witness,
    processes,
    clients,
    listeners,
    book,
    histories,
    nemesis,
    diskNemesis,
    operator,
    survival,
    errors,
  };
}

function newWorld(seed: number, options: WorldOptions): World {
  const random = (stream: string): SeededRandom => new SeededRandom(seed, stream);
  const tally = new Tally();
  const { isSpecAlone = false } = options;
  const isValidated = isSpecAlone || seed % VALIDATED_EVERY === 0;
  return {
    seed,
    time: new VirtualTime(),
    dials: { ...turnDials(random("dials")), ...options.dials },
    trace: new Trace(options.print ?? null),
    tally,
    spec: options.traceWatcher ?? (isValidated ? newValidator(tally) : null),
    phase: { isHealed: false, sparing: 1 },
    hops: new PromiseHops(),
    random,
  };
}

function newValidator(tally: Tally): TraceValidator {
  tally.add("traces validated");
  return new TraceValidator((event) => {
    tally.add("events validated");
    tally.add(`event ${event}`);
  });
}

/** What the nemesis hears of the world, to strike at bad moments. */
function tell(nemesis: Nemesis, witness: Witness, operator: Operator): void {
  nemesis.mayHarm = () => operator.leavesSoundMajority;
  witness.onElected = nemesis.elected.bind(nemesis);
  witness.onSnapshotStep = nemesis.snapshotStep.bind(nemesis);
  witness.memberRules.onReplacing = nemesis.isReplacing.bind(nemesis);
}

function listenersFor(society: Society, clients: readonly SimClient[]): readonly Listening[] {
  const { dials, tally } = society.world;
  // The model has no live feed.
  if (dials.chat === "model") return [];
  tally.add("worlds of the real chat");
  return clients.slice(0, LISTENERS).map((client) => {
    const listener = new SimListener(society, `${client.name} live`, client.tokenSha256);
    client.onSignedUp = listener.start.bind(listener);
    return { client, listener };
  });
}

export function leaderOf({ processes }: Cast): SimProcess | null {
  return processes.find((one) => one.node?.status().role === "leader") ?? null;
}

/** Some twenty times what the liveliest sound world needs: members that answer each other without end get no further. */
const OCCASIONS_MAX = 1_000_000;

/** Lets things happen until the moment given or until the condition holds. */
export async function run(cast: Cast, untilMs: number, isReached: () => boolean): Promise<boolean> {
  const { world, errors } = cast;
  const untilUs = untilMs * US_PER_MS;
  const nothing = Promise.resolve();
  let count = 0;
  while (world.time.nowUs < untilUs) {
    if (!world.time.runNext()) throw new Violation("a world never comes to rest");
    for (let hop = 0; hop < world.hops.after(world.time.wasQuiet); hop += 1) await nothing;
    world.hops.next();
    if (errors.length > 0) throw errors[0];
    count += 1;
    if (count > OCCASIONS_MAX)
      throw new Violation(
        `a stretch of a world has at most ${OCCASIONS_MAX} occasions`,
        "liveness",
      );
    if (count % 16 === 0 && isReached()) return true;
  }
  return false;
}

/** What a promise of the simulated program comes to, as time goes on. */
export async function answered<T>(cast: Cast, promise: Promise<T>): Promise<T> {
  let value: { readonly is: T } | null = null;
  promise.then(
    (is) => {
      value = { is };
    },
    (error: unknown) => void cast.errors.push(error),
  );
  const nowMs = cast.world.time.nowUs / US_PER_MS;
  await run(cast, nowMs + ANSWER_MS, () => value !== null);
  if (value === null) throw new Violation("the chat answers its queries");
  return (value as { readonly is: T }).is;
}
