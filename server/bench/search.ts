/**
 * `npm run bench:search [-- --messages 1000000] [--json]`: search alone. Writes a state of so many messages in 220 rooms straight
 * into its file, has the index made of it in this thread, and asks each kind of question a hundred times: ms, all of it on this
 * thread, with a warm cache of files. Whoever asks is in 120 of the rooms.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import { makeId } from "../src/chat/ids.ts";
import { ChatRefusal } from "../src/chat/refusal.ts";
import { Scenario, START_MS, type Person } from "../src/chat/scenario.ts";
import { OpenSearch } from "../src/chat/search/open-search.ts";

const ROUNDS = 100;
const ROOMS = 220;
const PRIVATE_FROM = 20;
const PRIVATE_OPEN = 100;
const WORDS = 20_000;
const AUTHORS = 50;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    messages: { type: "string", default: "1000000" },
  },
});
const MESSAGES = Number(values.messages);

let seed = 1;
function chance(below: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return (seed / 2 ** 32) * below;
}

/** The first are in every third text, the last in a few of a million. */
function word(): string {
  return wordAt(Math.floor(WORDS ** chance(1)) - 1);
}

function wordAt(rank: number): string {
  return `w${((rank * 7_919) % WORDS).toString(26).replaceAll(/\d/g, (digit) => "qrstuvwxyz"[Number(digit)] ?? "")}`;
}

function people(file: string) {
  const scenario = new Scenario(file, 2);
  const authors = Array.from({ length: AUTHORS }, (_, at) => scenario.signUp(`author ${at}`));
  const [asker, maker] = authors;
  if (asker === undefined || maker === undefined) throw new Error("nobody is there");
  const rooms = Array.from({ length: ROOMS }, (_, at) => {
    const name = `room ${at}`;
    const by = at < PRIVATE_FROM + PRIVATE_OPEN ? asker : maker;
    const isPrivate = at >= PRIVATE_FROM;
    const made = scenario.write(by, {
      case: "createRoom",
      value: { name, foldedName: name, isPrivate },
    });
    return made.case === "conversationChanged" ? Number(made.value.conversation?.id) : 0;
  });
  const { index } = scenario;
  scenario.core.close();
  return { asker, authors, rooms, index };
}

function write(file: string, { authors, rooms, index }: ReturnType<typeof people>): void {
  const db = new Database(file);
  db.pragma("synchronous = OFF");
  const insert = db.prepare(
    `INSERT INTO messages (id, conversationId, seq, authorId, text, sentMs, deleted, clientId, clientSeq, changedAtIndex)
     VALUES (?, ?, ?, ?, ?, ?, 0, 'c', ?, ?)`,
  );
  const seqs = rooms.map(() => 0);
  db.transaction(() => {
    for (let at = 1; at <= MESSAGES; at += 1) {
      const room = Math.floor(chance(ROOMS));
      const seq = (seqs[room] ?? 0) + 1;
      seqs[room] = seq;
      const text = Array.from({ length: 6 + Math.floor(chance(10)) }, word).join(" ");
      const author = authors[Math.floor(chance(AUTHORS))]?.id ?? "";
      const id = makeId(index + at, 0);
      insert.run(id, rooms[room], seq, Number(author), text, START_MS + at * 1_000, at, index + at);
    }
    db.prepare("UPDATE applied SET appliedIndex = ?, time = ?").run(
      index + MESSAGES,
      START_MS + MESSAGES * 1_000,
    );
  })();
  db.close();
}

function questions(): readonly (readonly [string, () => string])[] {
  const common = (): string => wordAt(Math.floor(chance(20)));
  const rare = (): string => wordAt(WORDS - 1 - Math.floor(chance(2_000)));
  const some = (): string => wordAt(100 + Math.floor(chance(2_000)));
  const day = (): string =>
    new Date(START_MS + chance(MESSAGES) * 1_000).toISOString().slice(0, "2026-01-31".length);
  return [
    ["a common word", common],
    ["some word", some],
    ["a rare word", rare],
    ["two words", () => `${some()} ${common()}`],
    ["two rare words that never meet", () => `${rare()} ${rare()}`],
    ["five common words", () => Array.from({ length: 5 }, common).join(" ")],
    ["a phrase", () => `"${common()} ${common()}"`],
    ["a phrase of two middling words", () => `"${some()} ${some()}"`],
    ["a prefix", () => `${some().slice(0, 3)}*`],
    ["everybody's prefix", () => "w*"],
    ["from:", () => `from:"author ${Math.floor(chance(AUTHORS))}" ${some()}`],
    ["in:", () => `in:"room ${Math.floor(chance(PRIVATE_FROM + PRIVATE_OPEN))}" ${some()}`],
    ["before:", () => `before:${day()} ${some()}`],
    ["has:link, of which there is none", () => "has:link"],
  ];
}

function ask(search: OpenSearch, asker: Person, query: string): { ms: number; refused: boolean } {
  const startMs = performance.now();
  let refused = false;
  try {
    const caller = { tokenSha256: asker.token, time: START_MS };
    search.answer({ caller, query, pageSize: 0, cursor: "" });
  } catch (error) {
    if (!(error instanceof ChatRefusal) || error.reason !== "TOO_LARGE") throw error;
    refused = true;
  }
  return { ms: performance.now() - startMs, refused };
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

const folder = mkdtempSync(join(tmpdir(), "parley-search-"));
try {
  const files = { state: join(folder, "state.db"), index: join(folder, "search.db") };
  const world = people(files.state);
  write(files.state, world);
  const search = new OpenSearch(files, (sentence) => console.error(sentence));
  const startMs = performance.now();
  while (search.fillSome());
  const fillS = (performance.now() - startMs) / 1_000;
  const all: number[] = [];
  const rows = questions().map(([what, query]) => {
    const asked = Array.from({ length: ROUNDS }, () => ask(search, world.asker, query()));
    const ms = asked.map((one) => one.ms).toSorted((one, other) => one - other);
    all.push(...ms);
    const refused = asked.filter((one) => one.refused).length;
    return { what, p50: at(ms, 0.5), p95: at(ms, 0.95), max: ms.at(-1) ?? 0, refused };
  });
  search.close();
  const sorted = all.toSorted((one, other) => one - other);
  const total = { p50: at(sorted, 0.5), p95: at(sorted, 0.95), max: sorted.at(-1) ?? 0 };
  const bytes = { state: statSync(files.state).size, index: statSync(files.index).size };
  if (values.json) console.log(JSON.stringify({ messages: MESSAGES, fillS, bytes, rows, total }));
  else {
    const mib = (size: number): string => (size / 2 ** 20).toFixed(0);
    console.log(
      `${MESSAGES} messages: index made in ${fillS.toFixed(1)} s; ${mib(bytes.index)} MiB beside a state of ${mib(bytes.state)} MiB`,
    );
    for (const { what, refused, ...ms } of [...rows, { what: "all", refused: 0, ...total }]) {
      const times = [ms.p50, ms.p95, ms.max].map((one) => one.toFixed(1).padStart(7)).join(" ");
      console.log(`${what.padEnd(34)} ${times}${refused > 0 ? `  ${refused} refused` : ""}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
