/** Runs every gate, however the ones before it ended, and closes with the sum. */

/**
 * @typedef {{ name: string, count: import("./count.mjs").Count, ms: number }} Outcome
 */

/**
 * @param {readonly import("./gate-table.mjs").Gate[]} gates
 * @param {import("./gate-table.mjs").Surroundings} around
 * @returns {Promise<readonly Outcome[]>}
 */
export async function runGates(gates, around) {
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const gate of gates) {
    if (around.stop.aborted) break;
    say(`\n── ${gate.name}`);
    const begun = performance.now();
    const outcome = {
      name: gate.name,
      count: await gate.run(around),
      ms: performance.now() - begun,
    };
    say(lineOf(outcome));
    outcomes.push(outcome);
  }
  return outcomes;
}

/** Prints every gate again and the sum as the last line; answers the exit code. @param {readonly Outcome[]} outcomes */
export function close(outcomes) {
  say("\n── all gates");
  for (const outcome of outcomes) say(lineOf(outcome));
  const passed = outcomes.reduce((sum, { count }) => sum + count.passed, 0);
  const failed = outcomes.reduce((sum, { count }) => sum + count.failed, 0);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** @param {Outcome} outcome */
function lineOf({ name, count, ms }) {
  const skipped = count.skipped === 0 ? "" : `, ${count.skipped} skipped`;
  const counts = `${count.passed} passed, ${count.failed} failed${skipped}`;
  return `${count.failed === 0 ? "✓" : "✗"} ${name.padEnd(16)} ${counts}  ${(ms / 1000).toFixed(1)} s`;
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}
