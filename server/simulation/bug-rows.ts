/** The rows of raft.md's list of known bugs, as the table of the raft room has them: number and bug. */
import { readFileSync } from "node:fs";

const TABLE = new URL("../src/raft/DESIGN.md", import.meta.url);

export function bugRows(): ReadonlyMap<number, string> {
  const text = readFileSync(TABLE, "utf8");
  const table = text.slice(text.indexOf("## The fifty bugs"));
  const rows = table.matchAll(/^\| (\d+) +\|([^|]+)\|/gm);
  return new Map([...rows].map(([, number, bug = ""]) => [Number(number), bug.trim()]));
}
