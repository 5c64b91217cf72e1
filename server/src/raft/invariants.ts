/** What holds in each member after each step; a broken one ends the process. What holds between members: ../../simulation. */
import { assert } from "../lib/assert.ts";
import type { Core } from "./core.ts";

export function checkInvariants({ log, role, leader, vote, id, progress }: Core): void {
  assert(log.appliedIndex <= log.commitIndex, "applied <= commit");
  assert(log.commitIndex <= log.lastIndex, "commit <= last");
  assert(log.durableIndex <= log.lastIndex, "durable <= last");
  assert((role === "leader") === (leader === id), "who leads knows it");
  if (role === "leader" || role === "candidate")
    assert(vote === id, "a campaigner voted for itself");
  if (role !== "leader") return;
  for (const one of progress.values()) {
    assert(one.held >= one.match, "held >= match");
    assert(one.next > one.held, "next > held");
    assert(one.held <= log.lastIndex, "no peer holds more than the leader");
  }
}
