import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startWebServer, type WebServer } from "./web-server.ts";

const POLICY = "default-src 'self'; script-src 'self' 'sha256-abc'";
let folder = "";
let server: WebServer;
let isReady = true;

async function start(): Promise<void> {
  server = await startWebServer({
    host: "127.0.0.1",
    port: 0,
    web: join(folder, "out"),
    isReady: () => isReady,
    metrics: () => "parley_raft_term 3\n",
  });
}

function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://${server.address}${path}`, init);
}

beforeEach(() => {
  isReady = true;
  folder = mkdtempSync(join(tmpdir(), "parley-web-"));
  mkdirSync(join(folder, "out/_next/static"), { recursive: true });
  for (const page of ["index", "cluster", "404"]) {
    writeFileSync(join(folder, `out/${page}.html`), `<p>${page}</p>`);
  }
  writeFileSync(join(folder, "out/_next/static/a1.js"), "1");
  writeFileSync(join(folder, "csp.json"), JSON.stringify({ "index.html": POLICY }));
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe("the web server", () => {
  test.each([
    ["/", "<p>index</p>", "no-cache"],
    ["/?c=7", "<p>index</p>", "no-cache"],
    ["/cluster", "<p>cluster</p>", "no-cache"],
    ["/_next/static/a1.js", "1", "public, max-age=31536000, immutable"],
  ])("serves %s", async (path, body, cache) => {
    await start();
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(body);
    expect(response.headers.get("cache-control")).toBe(cache);
  });

  test("gives a page its own policy, and nothing may run where there is none", async () => {
    await start();
    expect((await get("/")).headers.get("content-security-policy")).toBe(POLICY);
    expect((await get("/cluster")).headers.get("content-security-policy")).toMatch(
      /default-src 'none'/,
    );
  });

  test.each(["/", "/nowhere", "/healthz", "/metrics"])(
    "sends the security headers on %s",
    async (path) => {
      await start();
      const { headers } = await get(path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("content-security-policy")).not.toBeNull();
    },
  );

  test("answers an unknown path with the app's own page and 404", async () => {
    await start();
    const response = await get("/nowhere");
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("<p>404</p>");
  });

  test("serves nothing outside its folder", async () => {
    await start();
    for (const path of ["/../csp.json", "/%2e%2e/csp.json", "/..%2fcsp.json"]) {
      expect(await (await get(path)).text()).not.toContain("sha256");
    }
  });

  test("refuses everything but GET and HEAD", async () => {
    await start();
    expect((await get("/", { method: "POST" })).status).toBe(405);
  });

  test("a second request with the same ETag costs nothing", async () => {
    await start();
    const etag = (await get("/")).headers.get("etag") ?? "";
    expect((await get("/", { headers: { "If-None-Match": etag } })).status).toBe(304);
  });

  test("says whether the node is ready, and its figures", async () => {
    await start();
    expect((await get("/healthz")).status).toBe(200);
    isReady = false;
    expect((await get("/healthz")).status).toBe(503);
    expect(await (await get("/metrics")).text()).toContain("parley_raft_term 3");
  });

  test("says what to do when the app is not built", async () => {
    rmSync(join(folder, "out"), { recursive: true });
    await start();
    const response = await get("/");
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("npm run build -w web");
  });
});
