/** One preparation at a time in one clone: a second start waits for the first instead of working over it. */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { CACHE } from "./places.mjs";

const LOCK = join(CACHE, "preparing");
const LOOK_AGAIN_MS = 250;

/**
 * @template Result
 * @param {import("./context.mjs").Context} context @param {() => Promise<Result>} run
 * @returns {Promise<Result>}
 */
export async function underLock(context, run) {
  mkdirSync(CACHE, { recursive: true });
  if (!take()) {
    const title = `Waiting for another start of this clone (process ${holder()})`;
    await context.progress.step(title, async () => {
      while (!take()) await wait(LOOK_AGAIN_MS, undefined, { signal: context.stop });
    });
  }
  try {
    return await run();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

/** @returns {boolean} whether the lock is now ours */
function take() {
  if (link()) return true;
  // Held, perhaps by a process that was killed before it could let go.
  if (isAlive(holder())) return false;
  rmSync(LOCK, { force: true });
  return link();
}

/** The lock appears together with its holder's number: a reader never sees an empty one. */
function link() {
  const mine = `${LOCK}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, LOCK);
    return true;
  } catch {
    // Somebody has it.
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

function holder() {
  try {
    return Number(readFileSync(LOCK, "utf8"));
  } catch {
    // Let go of between two looks.
    return 0;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process, or one of somebody else's: not a start of ours.
    return false;
  }
}
