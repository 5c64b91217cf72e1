/** The state thread: one core, one job at a time, in the order in which they were asked for. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../lib/assert.ts";
import { ChatCore } from "./chat-core.ts";
import type { Queries, QueryName } from "./chat-port.ts";
import { Checkpointer } from "./checkpointer.ts";
import type { FeedOutput } from "./feed/feed.ts";
import { ChatRefusal } from "./refusal.ts";
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

function say(message: FromWorker): void {
  port?.postMessage(message, buffersOf(message));
}

function takeOutputs(): FeedOutput[] {
  const taken = outputs;
  outputs = [];
  return taken;
}

/** Failures are final: whoever hears of one ends the process. */
function guarded(job: () => void): void {
  try {
    job();
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    say({ kind: "failed", message: error.message, stack: error.stack ?? "" });
  }
}

function serve(core: ChatCore): void {
  const checkpointer = new Checkpointer(core, file, (error) => {
    say({ kind: "failed", message: error.message, stack: error.stack ?? "" });
  });
  port?.on("message", (message: ToWorker) => guarded(() => run(core, checkpointer, message)));
  say({ kind: "opened", appliedIndex: core.appliedIndex });
}

function run(core: ChatCore, checkpointer: Checkpointer, message: ToWorker): void {
  switch (message.kind) {
    case "apply": {
      const results = core.applyEntries(unpackEntries(message.entries), message.wantResults);
      core.publish();
      const index = core.appliedIndex;
      say({ kind: "applied", index, results: packBytes(results), outputs: takeOutputs() });
      checkpointer.afterApply();
      return;
    }
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
    case "close":
      checkpointer.close();
      core.close();
      port?.close();
      return;
  }
  if (outputs.length > 0) say({ kind: "feed", outputs: takeOutputs() });
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

guarded(() => serve(new ChatCore(file, (output) => void outputs.push(output))));
