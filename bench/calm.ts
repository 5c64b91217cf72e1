/**
 * `npm run bench:calm -- [--minutes M] [--clients N] [--json]`: a healthy cluster, idle or with N writers in a closed loop, for
 * so long. Nobody is killed, so nobody should be elected: the term must not move.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { direct, findLeader, startBenchCluster } from "./bench-cluster.ts";
import { startLoad } from "./load.ts";

const LOOK_MS = 1_000;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    clients: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
  },
});
const clients = Number(values.clients);
const bench = await startBenchCluster();
const transport = direct(bench.cluster.nodes);
try {
  const { token, roomId, bornMs } = bench;
  const common = { token, roomId, bornMs, transport: direct(bench.cluster.nodes) };
  const load = startLoad({ ...common, writers: clients, pauseMs: 0, prefix: "w" });
  const first = await findLeader(transport);
  let term = first?.term ?? 0;
  let leaderless = 0;
  const startedAt = performance.now();
  const untilMs = startedAt + Number(values.minutes) * 60_000;
  const elections: { readonly atS: number; readonly term: number }[] = [];
  while (performance.now() < untilMs) {
    await pause(LOOK_MS);
    const found = await findLeader(transport);
    if (found === null) leaderless += 1;
    else if (found.term > term) {
      term = found.term;
      elections.push({ atS: Math.round((performance.now() - startedAt) / 1_000), term });
    }
  }
  await load.stop();
  const result = {
    minutes: Number(values.minutes),
    clients,
    acknowledged: load.acknowledged.length,
    failed: load.failed.length,
    terms: term - (first?.term ?? 0),
    looksWithoutLeader: leaderless,
    elections,
  };
  process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
  process.exitCode = result.terms === 0 && load.failed.length === 0 ? 0 : 1;
} finally {
  transport.close();
  await bench.end();
}
