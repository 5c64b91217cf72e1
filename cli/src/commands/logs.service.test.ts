/** The logs of a whole run at their most talkative: one id from the client to every node, and no secret anywhere. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { freshFolder, start } from "../../cluster-under-test.ts";
import { PASSWORD, PersonUnderTest } from "../../person-under-test.ts";
import { sessionFilePath } from "../chat/session-file.ts";

const TEST_MS = 120_000;
const POLL = { timeout: 20_000, interval: 50 };
const CANARY = "canary-7c41";

/** Everything that is written for people to read. */
function logFiles(data: string): readonly string[] {
  const files = readdirSync(data, { recursive: true, encoding: "utf8" });
  return files.filter((name) => /\.log(\.1)?$/.test(name)).map((name) => join(data, name));
}

test(
  "a call has one id in every log, its index leads to every node that applied it, and no log holds a secret",
  { timeout: TEST_MS },
  async () => {
    vi.stubEnv("PARLEY_LOG_LEVEL", "debug");
    onTestFinished(() => void vi.unstubAllEnvs());
    const data = freshFolder();
    const cluster = await start(data, 3);
    const ada = new PersonUnderTest(new URL(cluster.url).host);
    const bob = new PersonUnderTest(cluster.nodes[0]?.grpc ?? "");
    const clientLog = join(ada.config, "client.log");
    vi.stubEnv("PARLEY_CLIENT_LOG", clientLog);
    await ada.signUp("ada");
    await bob.signUp("bob");
    await ada.json("room", "create", "garden");
    await bob.json("room", "join", "garden");
    await ada.json("send", "#garden", `${CANARY} in a room`);
    await bob.json("send", "@ada", `${CANARY} for one`);
    for (const args of [
      ["send", "#garden", CANARY.repeat(3_000)],
      ["send", "#nowhere", CANARY],
      ["login", "ada", "--password-stdin"],
      ["signup", "ada", "--password-stdin"],
    ])
      expect((await bob.run(args, `wrong ${CANARY}\n`)).code).not.toBe(0);

    const lines = readFileSync(clientLog, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>); // Our own lines.
    const sent = lines.findLast(
      ({ verb, outcome, pin, index }) =>
        verb === "write" && outcome === "OK" && index !== undefined && pin !== undefined,
    );
    const requestId = String(sent?.["requestId"]);
    await vi.waitUntil(async () => {
      const { out } = await bob.run(["logs", "--data", data, "--request", requestId]);
      return ["n1", "n2", "n3"].every((name) => out.includes(` ${name}  debug applied`));
    }, POLL);
    const { out } = await bob.run(["logs", "--data", data, "--request", requestId, "--json"]);
    const call = out.split("\n").find((line) => line.includes('"msg":"call"'));
    expect(JSON.parse(call ?? "{}")).toMatchObject({
      requestId,
      method: "/parley.v1.WriteService/Write",
      outcome: "OK",
      index: sent?.["index"],
    });

    // Through the edge the same: its own log names each call as the client does. Envoy writes every 10 s.
    await vi.waitUntil(() => {
      const edge = readFileSync(join(data, "edge", "access.log"), "utf8");
      return lines.filter(({ requestId: id }) => edge.includes(`"${String(id)}"`)).length > 3;
    }, POLL);

    const files = [clientLog, ...logFiles(data)];
    // The client's, three nodes' and the edge's; Envoy says nothing of its own when all is well.
    expect(files.filter((file) => statSync(file).size > 0).length).toBeGreaterThanOrEqual(5);
    const secrets = [CANARY, PASSWORD, readFileSync(join(data, "operator-token"), "utf8").trim()];
    for (const { config } of [ada, bob]) {
      const { clusters } = JSON.parse(
        readFileSync(sessionFilePath({ PARLEY_CONFIG_DIR: config }), "utf8"),
      ) as { clusters: { token: string }[] }; // Our own file.
      secrets.push(...clusters.map(({ token }) => token));
    }
    for (const node of cluster.nodes) {
      const identity = JSON.parse(readFileSync(join(node.data, "identity.json"), "utf8")) as {
        clusterKey: string;
      }; // Our own file.
      secrets.push(identity.clusterKey);
    }
    expect(secrets.every((secret) => typeof secret === "string" && secret.length > 8)).toBe(true);
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      expect(
        secrets.filter((secret) => text.includes(secret)).map((secret) => `${file}: ${secret}`),
      ).toEqual([]);
    }
  },
);
