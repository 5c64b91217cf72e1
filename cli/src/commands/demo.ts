/** `parley demo`: the original demonstration on a cluster of its own; ends with 1 when any check fails. */
import type { Command } from "commander";
import { EXIT } from "../chat/exit-code.ts";
import {
  type Check,
  check,
  type StepDone,
  stepJson,
  type StepReport,
  stepWords,
} from "../demo/report.ts";
import { Demonstration, type Step } from "../demo/steps.ts";
import { Sentence } from "../sentence.ts";
import { listenForStop } from "../terminal/stop-signal.ts";

interface DemoOptions {
  readonly json: boolean;
  readonly keep: boolean;
}

export function addDemo(program: Command): void {
  program
    .command("demo")
    .description(
      "show on five real nodes that nothing is lost while they die, and check each step; ends with 1 if one fails",
    )
    .option("--json", "print one line of JSON for each step, and one for the whole", false)
    .option("--keep", "keep the data folder to look at", false)
    .action(demo);
}

async function demo({ json, keep }: DemoOptions): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const stop = listenForStop();
  const demonstration = new Demonstration();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  void stop.asked.then(() => reject(new Interrupted()));
  interrupted.catch(() => {}); // It may come when nobody waits any more.
  const reports: StepReport[] = [];
  try {
    for (const step of demonstration.steps) {
      const report = await Promise.race([perform(step, reports.length + 1), interrupted]);
      reports.push(report);
      say(json ? stepJson(report) : stepWords(report));
      if (!report.ok) break;
    }
    sum(demonstration, reports, json ? (object) => say(JSON.stringify(object)) : null);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    await demonstration.stage.close(keep);
    stop.close();
  }
  // The step that was cut short may still be waiting for something.
  if (stop.signal.aborted) process.exit(EXIT.interrupted);
  if (keep && !json)
    say(
      `  The data is in ${demonstration.stage.data}: parley up --data ${demonstration.stage.data}`,
    );
}

class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** A step that breaks off has failed, and says why. */
async function perform({ name: step, run }: Step, number: number): Promise<StepReport> {
  const startedMs = performance.now();
  const done = await run().catch(broken);
  const tookMs = Math.round(performance.now() - startedMs);
  return { step, number, ok: done.checks.every(({ ok }: Check) => ok), tookMs, ...done };
}

function broken(error: unknown): StepDone {
  // A sentence tells what the machine lacks: no check failed.
  if (error instanceof Sentence) throw error;
  const found = error instanceof Error ? error.message : String(error);
  return {
    words: "This step broke off.",
    checks: [check("the step ends", false, found)],
    gapMs: null,
  };
}

function sum(
  { books, steps }: Demonstration,
  reports: readonly StepReport[],
  print: ((object: object) => void) | null,
): void {
  const ok = reports.length === steps.length && reports.every((report) => report.ok);
  const checks = reports.flatMap((report) => report.checks);
  const failed = checks.filter((one) => !one.ok).length;
  const gaps = Object.fromEntries(reports.map(({ step, gapMs }) => [step, gapMs]));
  if (!ok) process.exitCode = EXIT.broken;
  const acknowledged = books.count;
  if (print !== null)
    return print({
      event: "demo",
      ok,
      steps: reports.length,
      checks: checks.length,
      failed,
      acknowledged,
      gaps,
    });
  const words = ok
    ? `All ${reports.length} steps hold: ${checks.length} checks, ${acknowledged} messages acknowledged, none lost, doubled or reordered.`
    : `Failed in step ${reports.length} of ${steps.length}: ${failed} of ${checks.length} checks do not hold.`;
  process.stdout.write(`\n  ${words}\n`);
}
