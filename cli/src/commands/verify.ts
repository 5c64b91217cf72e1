/** `parley verify PATH`: whether a data folder, a member's folder or a backup is sound. Changes nothing there. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { verifyPath, type Verified } from "../supervise/offline-program.ts";

const SIGNS = { sound: "✓", note: "·", unsound: "✗" } as const;

export function addVerify(program: Command): void {
  program
    .command("verify")
    .description(
      "look at a data folder, a member's folder or a backup while nothing runs on it; ends with 1 when it is unsound",
    )
    .argument("<path>", "what to look at; nothing in it is changed")
    .option("--json", "print one line of JSON", false)
    .action(verify);
}

async function verify(path: string, options: { readonly json: boolean }): Promise<void> {
  const report = await verifyPath(resolve(path), () => undefined);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : describe(report));
  process.exitCode = report.isSound ? 0 : 1;
}

function describe({ what, path, isSound, findings }: Verified): string {
  const lines = findings.map(
    ({ level, about, sentence }) => `  ${SIGNS[level]} ${about.padEnd(20)} ${sentence}`,
  );
  const unsound = findings.filter(({ level }) => level === "unsound").length;
  const end = isSound
    ? `The ${what} ${path} is sound.`
    : `The ${what} ${path} is not sound: ${unsound} ${unsound === 1 ? "flaw" : "flaws"}. Nothing was changed.`;
  return `${[...lines, "", end].join("\n")}\n`;
}
