/**
 * `parley cluster recover`: a new cluster of what is left, when a majority is gone for good. Says what it found and what may
 * be lost, and does nothing before somebody has said that it is meant.
 */
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { Sentence } from "../sentence.ts";
import { isSupervised } from "../supervise/data-lock.ts";
import {
  recoverCluster,
  surveyCluster,
  type Survey,
  type SurveyedMember,
} from "../supervise/offline-program.ts";
import { dataOption } from "../terminal/data-option.ts";
import { openProgress, type Progress } from "../terminal/progress.ts";

const CONFIRMATION = "recover";

interface RecoverOptions {
  readonly data: string;
  readonly json: boolean;
  readonly yes: boolean;
}

export function addRecover(cluster: Command): void {
  cluster
    .command("recover")
    .description(
      "make a new cluster of the folders that are left, when a majority is lost for good; may lose what was acknowledged",
    )
    .argument("[names...]", "its members (all whose log can be read here)")
    .addOption(dataOption())
    .option("--yes", "it is meant: do not ask", false)
    .option("--json", "print one line of JSON on stdout when done, progress on stderr", false)
    .action(recover);
}

async function recover(names: readonly string[], options: RecoverOptions): Promise<void> {
  const data = resolve(options.data);
  const progress = openProgress(options.json ? process.stderr : process.stdout);
  const step = (sentence: string): void => progress.line(`  ${sentence}`);
  if (isSupervised(data))
    throw new Sentence(`"parley up" still runs on ${data}. End it with Ctrl-C first.`);
  const survey = await surveyCluster(data);
  if (survey === null) progress.line("  An earlier recovery was cut short; it goes on from there.");
  else {
    for (const line of describe(survey)) progress.line(line);
    if (!options.yes) await confirm(survey, progress);
  }
  const recovered = await recoverCluster(data, names, step);
  const { clusterId, nodes, aside } = recovered;
  progress.line("");
  progress.line(
    `  A new cluster of ${nodes.join(", ")}; its id is ${clusterId}. Start it with "parley up".`,
  );
  progress.line(`  The old folders are ${data}/n….${aside}; delete them when nothing is missed.`);
  if (options.json) process.stdout.write(`${JSON.stringify({ ...recovered, data })}\n`);
}

function describe({ members, best, warnings, committedIndex }: Survey): readonly string[] {
  return [
    "",
    `  ${"".padEnd(6)} ${"log ends at".padEnd(22)} ${"in term".padEnd(8)} ${"executed".padEnd(10)}`,
    ...members.map((member) => rowOf(member, member.name === best.name)),
    "",
    `  The best log is that of ${best.name}. Entries up to ${committedIndex} are known to be committed.`,
    ...warnings.map((warning) => `  ! ${warning}`),
    `  ! Whatever was acknowledged by the lost majority alone is in none of these folders, and nobody can tell what it was.`,
    "  ! It will be another cluster: nodes of the old one are refused, and every page loads what it shows again.",
    "",
  ];
}

function rowOf({ name, log, state, problem }: SurveyedMember, isBest: boolean): string {
  const sign = isBest ? "▸" : " ";
  if (log === null) return `  ${sign} ${name.padEnd(4)} ${problem}`;
  const end = `${log.lastIndex} of term ${log.lastTerm}`.padEnd(22);
  const executed = (state === null ? "–" : String(state.appliedIndex)).padEnd(10);
  const row = `  ${sign} ${name.padEnd(4)} ${end} ${String(log.term).padEnd(8)} ${executed}`;
  return problem === "" ? row.trimEnd() : `${row.trimEnd()}  ${problem}`;
}

async function confirm({ best }: Survey, progress: Progress): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new Sentence(
      "Nothing was changed. Read the above, keep a copy of the data folder, then give the same command with --yes.",
    );
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(
    `  Type "${CONFIRMATION}" to go on with the log of ${best.name}: `,
  );
  lines.close();
  if (answer.trim() === CONFIRMATION) return;
  progress.line("  Nothing was changed.");
  throw new Sentence("The recovery was not confirmed.");
}
