/** The search thread: one index, one job at a time. Reads the state on a connection of its own, and holds up nobody. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../lib/assert.ts";
import { giveWay } from "../../lib/thread-priority.ts";
import { ChatRefusal } from "../refusal.ts";
import { OpenSearch } from "./open-search.ts";
import type { FromSearch, SearchFiles, ToSearch } from "./search-protocol.ts";

/** Behind apply and the loop; whoever searches waits a little longer on a busy machine. */
const NICENESS = 5;
/** Between two steps of filling, so that the state's write-ahead log finds a moment without a reader. */
const PAUSE_MS = 5;

const port = parentPort;
assert(port !== null, "this file runs as a worker thread");
// The main side passes nothing but the paths.
const search = new OpenSearch(workerData as SearchFiles, (sentence) =>
  say({ kind: "told", sentence }),
);
let isFilling = false;
let isClosed = false;
/** The state is about to be another: nothing here opens it until something is asked again. */
let isReleased = false;

function say(message: FromSearch): void {
  port?.postMessage(message);
}

function hear(message: ToSearch): void {
  switch (message.kind) {
    case "search":
      isReleased = false;
      answer(message);
      return;
    case "fill":
      isReleased = false;
      if (!isFilling) fill();
      return;
    case "release":
      isReleased = true;
      search.releaseState();
      say({ kind: "released" });
      return;
    case "close":
      isClosed = true;
      search.close();
      port?.close();
  }
}

function answer({ id, request }: ToSearch & { kind: "search" }): void {
  try {
    say({ kind: "reply", id, reply: search.answer(request) });
  } catch (error) {
    if (!(error instanceof ChatRefusal)) throw error;
    const { reason, message, field } = error;
    say({ kind: "refused", id, refusal: { reason, message, field } });
  }
}

/** Questions go in between. */
function fill(): void {
  isFilling = !isClosed && !isReleased && search.fillSome();
  if (isFilling) setTimeout(fill, PAUSE_MS);
}

giveWay(NICENESS);
port.on("message", hear);
