/** A member that joins when the beginning of the log is gone everywhere. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSqliteLogStore } from "../src/storage/sqlite-log-store.ts";
import { flaws, People } from "./people.ts";
import { metric, RealNodes, until } from "./real-nodes.ts";

const PARLEY = join(import.meta.dirname, "../../cli/bin/parley.mjs");
const PATIENCE_MS = 90_000;
const SMALL = { PARLEY_SNAPSHOT_LOG_BYTES: "65536" };
/** Twice as far as two comparisons of states lie apart: until then nothing is let go of. */
const ENTRIES = 2_500;

test(
  "a new member of a cluster that has compacted its log is filled by a snapshot, and votes",
  { timeout: 4 * PATIENCE_MS },
  async () => {
    const nodes = await RealNodes.make(3);
    onTestFinished(() => nodes.end());
    await Promise.all(nodes.names.map((name) => nodes.start(name, SMALL)));
    const people = await People.join(nodes.living);
    onTestFinished(() => people.close());
    people.write(24);
    const [first] = nodes.living;
    if (first === undefined) throw new Error("three nodes run");
    const isLong = async (): Promise<boolean> =>
      (await metric("raft_applied_index", first)) > ENTRIES;
    await until("the log has been compacted", isLong, PATIENCE_MS);

    const add = spawn(process.execPath, [PARLEY, "cluster", "add", "--data", nodes.data], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void add.kill());
    let said = "";
    for (const stream of [add.stdout, add.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    const added = new Promise<string>((resolve) =>
      add.once("close", (code) => resolve(`${code}: ${said}`)),
    );
    const isMade = (): boolean => existsSync(join(nodes.folder("n4"), "identity.json"));
    await until("the folder of n4 is made", isMade, PATIENCE_MS);
    const joined = await nodes.start("n4", SMALL);
    expect(await added).toMatch(/^0: /);
    await people.more(20);
    await people.stop();
    const holdsAll = async (): Promise<boolean> =>
      flaws(people.acknowledged, await people.history(joined)).length === 0;
    await until("the new member holds everything", holdsAll, PATIENCE_MS);
    joined.kill("SIGTERM");
    await joined.ended;
    const store = openSqliteLogStore({ path: join(nodes.folder("n4"), "raft.db") });
    const { baseIndex } = await store.load();
    await store.close();
    expect(baseIndex).toBeGreaterThan(0);
  },
);
