/**
 * `npm run soak -- --part storage [--minutes M] [--seed S] [--only PART] [--rounds R]`: one part after the other, again and
 * again with other seeds, until the time is up. Every part has at least one round. A failure prints how to see it again, and
 * the next part goes on. The last line is "N passed, N failed".
 */
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";

import { type Figures, SOAK_PARTS, type SoakPart } from "./soak-parts.ts";

const DEFAULT_MINUTES = 60;
const MINUTES_MAX = 150;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: String(DEFAULT_MINUTES) },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
    only: { type: "string" },
    rounds: { type: "string", default: "1000000" },
  },
});
const [minutes, firstSeed, rounds] = [values.minutes, values.seed, values.rounds].map(Number);
const parts = SOAK_PARTS.filter(({ name }) => values.only === undefined || name === values.only);
const names = SOAK_PARTS.map(({ name }) => `"${name}"`).join(", ");
if (minutes === undefined || !(minutes >= 0 && minutes <= MINUTES_MAX)) {
  end(`--minutes takes a number up to ${MINUTES_MAX}.`);
} else if (!Number.isSafeInteger(firstSeed) || !Number.isSafeInteger(rounds)) {
  end("--seed and --rounds take whole numbers.");
} else if (parts.length === 0) end(`--only takes one of ${names}.`);
else process.exitCode = await soak(parts, minutes * 60_000);

function end(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}

async function soak(all: readonly SoakPart[], forMs: number): Promise<number> {
  const commit = commitNow();
  console.log(`storage soak: seed ${values.seed}, commit ${commit}, ${values.minutes} minutes`);
  const [able, skipped] = await sortOut(all);
  const until = performance.now() + forMs;
  const totals = new Map(able.map(({ name }): [string, Record<string, number>] => [name, {}]));
  let [passed, failed] = [0, 0];
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const part of able) {
      if (round > 0 && performance.now() > until) continue;
      const seed = Number(firstSeed) + round;
      const begun = performance.now();
      try {
        add(totals.get(part.name) ?? {}, await part.round(seed));
        passed += 1;
        const seconds = ((performance.now() - begun) / 1000).toFixed(0);
        console.log(`✓ ${part.name}, seed ${seed}, ${seconds} s`);
      } catch (error) {
        failed += 1;
        console.log(`✗ ${part.name}, seed ${seed}, commit ${commit}\n${wordsOf(error)}`);
        console.log(`again: npm run soak -- --part storage ${replay(part.name, seed)}`);
      }
    }
    if (performance.now() > until) break;
  }
  for (const [name, figures] of totals) console.log(`${name}: ${lineOf(figures)}`);
  if (skipped > 0) console.log(`${skipped} parts SKIPPED: not measured on this machine`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

async function sortOut(all: readonly SoakPart[]): Promise<[readonly SoakPart[], number]> {
  const able: SoakPart[] = [];
  for (const part of all) {
    const why = await part.whyNot();
    if (why === null) able.push(part);
    else console.log(`SKIPPED ${part.name}: ${why}`);
  }
  return [able, all.length - able.length];
}

function replay(name: string, seed: number): string {
  return `--only "${name}" --seed ${seed} --rounds 1`;
}

function add(total: Record<string, number>, figures: Figures): void {
  for (const [name, figure] of Object.entries(figures)) total[name] = (total[name] ?? 0) + figure;
}

function lineOf(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, figure]) => `${figure} ${name}`)
    .join(", ");
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function commitNow(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}
