/**
 * Calls through the real Envoy on the rendered file. The nodes behind it are stand-ins that only say who they are, so
 * this proves the edge: routes, pins, health, refusals, members.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { isEnvoyReady, readEnvoyHealth } from "./envoy-admin.ts";
import { findEnvoy } from "./envoy-binary.ts";
import { renderEnvoyFile } from "./envoy-file.ts";
import { openEndpointWriter, type EndpointWriter } from "./endpoint-writer.ts";
import { startStandInNode, type StandInNode } from "./stand-in-node.ts";

const NOW = "/parley.v1.ClusterService/Now";
const SUBSCRIBE = "/parley.v1.EventService/Subscribe";
/** A gRPC frame around an empty message. */
const EMPTY = Buffer.alloc(5);
const POLL = { timeout: 5_000, interval: 20 };

const folder = mkdtempSync(join(tmpdir(), "parley-traffic-"));
const nodes: StandInNode[] = [];
let envoy: ChildProcess | undefined;
let writer: EndpointWriter;
let port = 0;
let admin = "";

beforeAll(async () => {
  for (const name of ["n1", "n2", "n3"]) nodes.push(await startStandInNode(name));
  const endpointFolder = join(folder, "endpoints");
  writer = openEndpointWriter(endpointFolder);
  writer.write(nodes);
  const options = { listenHost: "127.0.0.1", listenPort: 0, adminHost: "127.0.0.1", adminPort: 0 };
  const path = join(folder, "envoy.yaml");
  writeFileSync(
    path,
    renderEnvoyFile({ ...options, endpointFolder, logPath: join(folder, "access.log") }),
  );
  const adminPath = join(folder, "admin");
  const args = [
    "-c",
    path,
    "--admin-address-path",
    adminPath,
    "--disable-hot-restart",
    "--concurrency",
    "1",
  ];
  envoy = spawn(await findEnvoy(), args, { stdio: "ignore" });
  admin = `http://${await vi.waitUntil(() => readIfThere(adminPath), POLL)}`;
  await vi.waitUntil(() => isEnvoyReady(admin), POLL);
  port = await listenPort();
});

afterAll(async () => {
  const ended = envoy === undefined ? undefined : once(envoy, "exit");
  envoy?.kill("SIGTERM");
  await ended;
  await Promise.all(nodes.map((node) => node.close()));
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  lead("n1");
  // The last test's leader counts until its next check.
  const leaders = async (): Promise<readonly string[]> =>
    ((await readEnvoyHealth(admin))?.get("leader") ?? [])
      .filter(({ healthy }) => healthy)
      .map(({ node }) => node);
  await vi.waitUntil(async () => (await leaders()).join() === "n1", POLL);
});

function lead(name: string): void {
  for (const node of nodes) node.leads = node.name === name;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

async function listenPort(): Promise<number> {
  const answer = await (await fetch(`${admin}/listeners?format=json`)).text();
  return Number(/"port_value":\s*(\d+)/.exec(answer)?.[1]);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
}

async function post(
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<IncomingMessage> {
  const origin = `http://127.0.0.1:${port}`;
  const call = request(`${origin}${path}`, {
    method: "POST",
    headers: { "content-type": "application/grpc-web+proto", origin, ...headers },
  });
  call.end(EMPTY);
  // `once` has no types for events: this one carries the response.
  const [response] = (await once(call, "response")) as [IncomingMessage];
  return response;
}

async function ask(headers: Readonly<Record<string, string>>): Promise<Answer> {
  const response = await post(NOW, headers);
  response.resume();
  await once(response, "end");
  return { status: response.statusCode ?? 0, headers: response.headers };
}

/** The node that answered; "" when none did. */
const who = async (headers: Readonly<Record<string, string>>): Promise<string> =>
  String((await ask(headers)).headers["parley-node"] ?? "");

const get = async (path: string, base = `http://127.0.0.1:${port}`): Promise<Response> =>
  fetch(`${base}${path}`);

test("a pin reaches exactly its node, leader or not", async () => {
  for (const name of ["n1", "n2", "n3", "n2"])
    expect(await who({ "x-parley-node": name })).toBe(name);
});

test("an unknown pin looks like a dead node: 503 and UNAVAILABLE, at once", async () => {
  const { status, headers } = await ask({ "x-parley-node": "n9" });
  expect([status, headers["grpc-status"]]).toEqual([503, "14"]);
});

test("without a header every call goes to the leader, and follows it", async () => {
  const all = async (): Promise<readonly string[]> =>
    Promise.all(Array.from({ length: 20 }, () => who({})));
  expect(new Set(await all())).toEqual(new Set(["n1"]));
  lead("n2");
  // Until its next check the old leader counts as one too; it would answer with the new one's name.
  await expect.poll(async () => [...new Set(await all())], POLL).toEqual(["n2"]);
});

test("the any route is served by every node", async () => {
  const all = await Promise.all(Array.from({ length: 60 }, () => who({ "x-parley-any": "1" })));
  expect([...new Set(all)].toSorted()).toEqual(["n1", "n2", "n3"]);
});

test("a stream's first message arrives while the stream is open, from the pinned node", async () => {
  const response = await post(SUBSCRIBE, { "x-parley-node": "n3" });
  const [chunk] = (await once(response, "data")) as [Buffer];
  expect(chunk.subarray(5).toString()).toBe("n3");
  expect(response.complete).toBe(false);
  response.destroy();
});

test.each([
  ["another", "http://evil.example"],
  ["no real", "null"],
])("%s origin is refused as PERMISSION_DENIED", async (_what, origin) => {
  const { headers } = await ask({ origin });
  expect(headers["grpc-status"]).toBe("7");
});

test.each(["/metrics", "/healthz", "/%6detrics", "//metrics", "/x/../metrics", "/metrics?x=1"])(
  "%s stays inside: 404 from Envoy itself",
  async (path) => {
    const call = request({ host: "127.0.0.1", port, path });
    call.end();
    const [response] = (await once(call, "response")) as [IncomingMessage];
    response.resume();
    expect([response.statusCode, response.headers["x-stand-in"]]).toEqual([404, undefined]);
  },
);

test("pages come from the nodes' HTTP ports", async () => {
  const response = await get("/");
  expect([response.status, response.headers.has("x-stand-in")]).toEqual([200, true]);
});

test.each([
  "/quitquitquit",
  "/config_dump",
  "/logging",
  "/drain_listeners",
  "/stats/recentlookups",
  "/clusters/x",
])("the admin page refuses %s", async (path) => {
  expect((await get(path, admin)).status).toBe(403);
});

test.each([
  "/",
  "/ready",
  "/clusters",
  "/clusters?format=json",
  "/stats",
  "/stats/prometheus",
  "/listeners",
  "/server_info",
])("the admin page shows %s", async (path) => {
  expect((await get(path, admin)).status).toBe(200);
});

test("a member taken off the list gets no more calls though it is well, and comes back with the list", async () => {
  writer.write(nodes.slice(0, 2));
  await expect.poll(() => who({ "x-parley-node": "n3" }), POLL).toBe("");
  const all = await Promise.all(Array.from({ length: 40 }, () => who({ "x-parley-any": "1" })));
  expect(new Set(all)).toEqual(new Set(["n1", "n2"]));
  writer.write(nodes);
  await expect.poll(() => who({ "x-parley-node": "n3" }), POLL).toBe("n3");
});

test("no page load fails while the node that serves it dies", async () => {
  const doomed = await startStandInNode("n4");
  writer.write([...nodes, doomed]);
  await expect.poll(async () => (await get("/")).headers.get("x-stand-in"), POLL).toBe("n4");
  const round = (): Promise<readonly number[]> =>
    Promise.all(Array.from({ length: 20 }, async () => (await get("/")).status));
  const seen = new Set(await round());
  const closed = doomed.close();
  for (let n = 0; n < 30; n += 1) for (const status of await round()) seen.add(status);
  await closed;
  writer.write(nodes);
  expect([...seen]).toEqual([200]);
});
