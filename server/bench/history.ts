/**
 * `npm run bench:chat -- --part history [--messages 1000,10000,1000000] [--asks N]`: pages of one conversation that holds so
 * many messages, asked of the state thread one after the other: ms from the question to the encoded answer, with a warm cache
 * of files. The state is written straight into its file. gRPC and the round in which a leader makes sure that it leads come
 * on top, and do not depend on the size.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import type { Queries } from "../src/chat/chat-port.ts";
import { ChatThread } from "../src/chat/chat-thread.ts";
import { makeId } from "../src/chat/ids.ts";
import { Scenario, START_MS, type Person } from "../src/chat/scenario.ts";

const AUTHORS = 50;
const WORDS = "so we meet at the well by noon and go on to where it was said to be found".split(
  " ",
);
const WARM_UP = 50;
/** Rows of a page: unless told, and the most that anybody may ask for. */
const PAGES = [50, 200];

type Bounds = Pick<Queries["listMessages"]["request"], "beforeSeq" | "afterSeq" | "aroundSeq">;

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "1000,10000,1000000" },
    asks: { type: "string", default: "400" },
  },
});

let seed = 1;
function below(limit: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * limit);
}

/** The conversation and whoever asks, in a state of so many messages. */
function make(file: string, messages: number): { readonly asker: Person; readonly room: string } {
  const scenario = new Scenario(file, 2);
  const authors = Array.from({ length: AUTHORS }, (_, at) => scenario.signUp(`author ${at}`));
  const [asker] = authors;
  if (asker === undefined) throw new Error("nobody is there");
  const room = scenario.room(asker, "history");
  for (const author of authors.slice(1)) scenario.join(author, room);
  const { index } = scenario;
  scenario.core.close();
  const db = new Database(file);
  db.pragma("synchronous = OFF");
  const insert = db.prepare(
    `INSERT INTO messages (id, conversationId, seq, authorId, text, sentMs, deleted, clientId, clientSeq, changedAtIndex)
     VALUES (?, ?, ?, ?, ?, ?, 0, 'c', ?, ?)`,
  );
  db.transaction(() => {
    for (let seq = 1; seq <= messages; seq += 1) {
      const text = Array.from({ length: 6 + below(30) }, () => WORDS[below(WORDS.length)]).join(
        " ",
      );
      const author = Number(authors[below(AUTHORS)]?.id);
      const at = index + seq;
      insert.run(makeId(at, 0), Number(room), seq, author, text, START_MS + seq, seq, at);
    }
    const end = [index + messages, START_MS + messages];
    db.prepare("UPDATE applied SET appliedIndex = ?, time = ?").run(...end);
  })();
  db.close();
  return { asker, room };
}

function questions(messages: number): readonly (readonly [string, () => Bounds])[] {
  const some = (): number => 1 + below(messages);
  return [
    ["the newest", () => ({ beforeSeq: 0, afterSeq: 0 })],
    ["before some message", () => ({ beforeSeq: some() + 1, afterSeq: 0 })],
    ["after some message", () => ({ beforeSeq: 0, afterSeq: some() })],
    ["around some message", () => ({ beforeSeq: 0, afterSeq: 0, aroundSeq: some() })],
  ];
}

async function measure(folder: string, messages: number): Promise<void> {
  const file = join(folder, `${messages}.db`);
  const { asker, room } = make(file, messages);
  const chat = new ChatThread({ file });
  await chat.open();
  const caller = { tokenSha256: asker.token, time: START_MS };
  for (const pageSize of PAGES) {
    for (const [what, bounds] of questions(messages)) {
      const ms: number[] = [];
      for (let at = -WARM_UP; at < Number(values.asks); at += 1) {
        const startedAt = performance.now();
        const request = { caller, conversationId: room, pageSize, ...bounds() };
        await chat.query("listMessages", request);
        if (at >= 0) ms.push(performance.now() - startedAt);
      }
      ms.sort((one, other) => one - other);
      const part = (share: number): number =>
        Math.round((ms[Math.floor((ms.length - 1) * share)] ?? 0) * 100) / 100;
      const figures = { p50: part(0.5), p95: part(0.95), max: part(1) };
      console.log(JSON.stringify({ messages, pageSize, page: what, ...figures }));
    }
  }
  await chat.close();
  rmSync(file);
}

const folder = mkdtempSync(join(tmpdir(), "parley-history-"));
try {
  for (const messages of values.messages.split(",").map(Number)) await measure(folder, messages);
} finally {
  rmSync(folder, { recursive: true });
}
