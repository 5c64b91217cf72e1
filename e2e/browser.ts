/** Which Chromium runs the tests, and how. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** CHROMIUM, else the first on the PATH, else null: Playwright's own. */
export function findBrowser(env: NodeJS.ProcessEnv): string | null {
  const told = env["CHROMIUM"] ?? "";
  if (told !== "") return told;
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs) ?? null;
}

/** Nothing but the pages under test may use the network, and QUIC would pass by what a test cuts. */
export function browserArguments(isRoot: boolean): string[] {
  const always = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
  ];
  return isRoot ? [...always, "--no-sandbox"] : always;
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not ours to run: the next one is looked at.
    return false;
  }
}
