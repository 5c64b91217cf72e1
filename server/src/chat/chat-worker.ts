/** The state thread: one core, one job at a time, in the order in which they were asked for. */
import { parentPort, workerData } from "node:worker_threads";
import { assert, AssertionFailure } from "../lib/assert.ts";
import type { StateNotes } from "../state-notes.ts";
import { ApplyGate } from "./apply-gate.ts";
import { ChatCore } from "./chat-core.ts";
import type { Queries, QueryName } from "./chat-port.ts";
import { Checkpointer } from "./checkpointer.ts";
import type { FeedOutput } from "./feed/feed.ts";
import { ChatRefusal } from "./refusal.ts";
import { findState, isDamage, putAside, replaceState, sealState } from "./state-file.ts";
import { StateDiverged } from "./state-diverged.ts";
import {
  buffersOf,
  packBytes,
  unpackEntries,
  type FromWorker,
  type ToWorker,
} from "./thread-protocol.ts";

const port = parentPort;
assert(port !== null, "this file runs as a worker thread");
// The only data the main side passes is the path of the database.
const { file } = workerData as { readonly file: string };

let outputs: FeedOutput[] = [];
/** As the main side knows them. */
let said: StateNotes | null = null;

function say(message: FromWorker): void {
  port?.postMessage(message, buffersOf(message));
}

function takeOutputs(): FeedOutput[] {
  const taken = outputs;
  outputs = [];
  return taken;
}

/** Failures are final: whoever hears of one ends the process. A state that is damaged is not met again. */
function failed(cause: unknown): void {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const { message, stack = "" } = error;
  if (!(error instanceof AssertionFailure) && !isDamage(error))
    return say({ kind: "failed", message, stack });
  putAside(file);
  say({ kind: "failed", message: `${message} (state.db is put aside and made again)`, stack });
}

function guarded(job: () => void): void {
  try {
    job();
  } catch (cause) {
    if (cause instanceof StateDiverged) say({ kind: "diverged", divergence: cause.divergence });
    else failed(cause);
  }
}

/** What the thread works with; another one when the state was replaced. */
interface Served {
  readonly core: ChatCore;
  readonly checkpointer: Checkpointer;
}

let served: Served;
const gate = new ApplyGate(() => served.checkpointer.isAtBound);

function serve(): void {
  const found = findState(file);
  served = open();
  port?.on("message", (message: ToWorker) => guarded(() => run(served, message)));
  said = served.core.notes;
  const { appliedIndex, level } = served.core;
  say({ kind: "opened", appliedIndex, found, notes: said, level });
}

function open(): Served {
  const core = new ChatCore(file, (output) => void outputs.push(output));
  return { core, checkpointer: new Checkpointer(core, gate, file, failed) };
}

/** Nobody else may have the old file open: whoever closes last would remove the files beside the new one. */
async function replace({ core, checkpointer }: Served, by: string): Promise<void> {
  await checkpointer.close();
  core.close();
  outputs = [];
  replaceState(file, by);
  served = open();
  said = served.core.notes;
  const { appliedIndex, level } = served.core;
  say({ kind: "replaced", appliedIndex, notes: said, level });
}

async function close({ core, checkpointer }: Served): Promise<void> {
  await checkpointer.close();
  core.close();
  sealState(file);
  port?.close();
}

function run({ core }: Served, message: ToWorker): void {
  switch (message.kind) {
    case "apply":
      gate.pass(() => apply(served, message));
      return;
    case "query":
      answer(core, message.id, message.name, message.request);
      return;
    case "subscribe":
      core.feed.subscribe(message.id, message.from);
      break;
    case "pull":
      core.feed.pull(message.id);
      break;
    case "unsubscribe":
      core.feed.unsubscribe(message.id);
      return;
    case "copying":
      if (message.isCopied) gate.hold("copy");
      else gate.release("copy");
      return;
    case "replace":
      replace(served, message.by).catch(failed);
      return;
    case "close":
      close(served).catch(failed);
      return;
  }
  if (outputs.length > 0) say({ kind: "feed", outputs: takeOutputs() });
}

function apply({ core, checkpointer }: Served, job: ToWorker & { kind: "apply" }): void {
  const results = packBytes(core.applyEntries(unpackEntries(job.entries), job.wantResults));
  core.publish();
  const { appliedIndex: index, level } = core;
  const notes = core.notes === said ? null : core.notes;
  said = core.notes;
  say({ kind: "applied", index, results, outputs: takeOutputs(), notes, level });
  checkpointer.afterApply();
}

function answer(core: ChatCore, id: number, name: QueryName, request: unknown): void {
  try {
    // The main side sends what `Chat.query` was given, whose types say that the two belong together.
    const reply = core.query(name, request as Queries[typeof name]["request"]);
    say({ kind: "reply", id, reply });
  } catch (error) {
    if (!(error instanceof ChatRefusal)) throw error;
    const { reason, message, field } = error;
    say({ kind: "refused", id, refusal: { reason, message, field } });
  }
}

guarded(serve);
