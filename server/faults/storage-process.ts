/**
 * A process for the fault tests to cut: drives the real log store, thread and all, through the steps of a workload and
 * prints `ready I` when it is open, in incarnation I, and `ack N T` once step N is acknowledged, and not before; T is the moment in ns of the machine's monotone clock. Its
 * one argument is a StorageOrder as JSON.
 */
import { writeSync } from "node:fs";

import { exitSurely } from "../src/exit-surely.ts";
import type { LogWrite } from "../src/ports.ts";
import { openSqliteLogStore } from "../src/storage/sqlite-log-store.ts";
import { openControl } from "./control-store.ts";
import type { StorageOrder } from "./storage-order.ts";
import { seenAt } from "./standings.ts";
import { Workload } from "./workload.ts";

/** Longer than the pause in which the store moves pages into its file. */
const REST_MS = 150;
const STDOUT = 1;
const STDERR = 2;

interface OpenStore {
  readonly incarnation: number;
  write(writes: readonly LogWrite[]): Promise<void>;
  close(): Promise<void>;
}

// Written by whoever starts this program, in the same room.
const order = JSON.parse(process.argv[2] ?? "") as StorageOrder;
const workload = new Workload(order.workload);
workload.skipTo(order.from);
let store = await open();
say(`ready ${store.incarnation}`);
for (let left = order.steps; left > 0; left -= 1) {
  const { number, writes, rests } = workload.next();
  await store.write([...writes, ...standingAt(number)]);
  say(`ack ${number} ${process.hrtime.bigint()}`);
  if (rests) await new Promise((resolve) => setTimeout(resolve, REST_MS));
  if (order.reopenEvery > 0 && number % order.reopenEvery === 0) {
    await store.close();
    store = await open();
    say(`ready ${store.incarnation}`);
  }
}
if (order.isKilled) process.kill(process.pid, "SIGKILL");
await store.close();
say("closed");

async function open(): Promise<OpenStore> {
  if (order.control !== null) return openControl(order.path, order.control);
  const log = openSqliteLogStore({ path: order.path, mustRecopy: order.recopies });
  const { standing } = await log.load();
  // As a node does: the first failure is the last thing that happens.
  log.onFailure((error) => {
    exitSurely({ code: 1, signal: "KILL" }, () => writeSync(STDERR, `${error.message}\n`));
  });
  return {
    incarnation: standing?.incarnation ?? 0,
    write: (writes) => new Promise((resolve) => log.write(writes, resolve)),
    close: () => log.close(),
  };
}

/** As a node does when it hears of another's start. */
function standingAt(step: number): readonly LogWrite[] {
  const seen = seenAt(step);
  if (seen === null || order.control !== null) return [];
  const standing = { incarnation: store.incarnation, isRecovering: false, seen };
  return [{ truncateFrom: null, hardState: null, entries: [], standing }];
}

/** In the kernel when it returns: an acknowledgement is never on its way while the next write is. */
function say(line: string): void {
  writeSync(STDOUT, `${line}\n`);
}
