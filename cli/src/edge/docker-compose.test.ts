import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const NODES = ["n1", "n2", "n3", "n4", "n5"];

interface Service {
  readonly image?: string;
  readonly command: readonly string[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly restart: string;
  readonly healthcheck?: { readonly test: readonly string[]; readonly interval: string };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: unknown;
  readonly secrets?: unknown;
}
const file = parse(readFileSync(`${ROOT}docker-compose.yml`, "utf8"), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const service = (name: string): Service => {
  const found = file.services[name];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
};

test("there are five nodes, their init, the edge and Envoy", () => {
  expect(Object.keys(file.services)).toEqual(["init", ...NODES, "edge", "envoy"]);
});

test.each(NODES)(
  "%s runs itself on a volume of its own, is checked, and waits for init",
  (name) => {
    const node = service(name);
    expect(node.command).toEqual(["server/src/main.ts", "run", "--data", "/data", "--node", name]);
    expect(node.volumes).toEqual(["cluster:/data:ro", `${name}:/data/${name}`]);
    expect(node.healthcheck?.test.join(" ")).toContain(`node check ${name} --data /data`);
    expect(node.depends_on).toEqual({ init: { condition: "service_completed_successfully" } });
    expect(node).not.toHaveProperty("ports");
  },
);

test("init runs once, sees every member's folder, and names the hosts", () => {
  const init = service("init");
  expect(init.restart).toBe("no");
  expect(init.volumes).toEqual(["cluster:/data", ...NODES.map((name) => `${name}:/data/${name}`)]);
  expect(init.command.join(" ")).toContain(`--nodes 5 --hosts ${NODES.join(",")}`);
});

test("only Envoy is reachable from outside, and from this machine alone", () => {
  const published = Object.entries(file.services).flatMap(([name, { ports = [] }]) =>
    ports.map((port) => `${name} ${port}`),
  );
  expect(published).toEqual(["envoy 127.0.0.1:8080:8080", "envoy 127.0.0.1:9901:9901"]);
});

test("all talk on one network, every volume is declared, no secret stands in the file", () => {
  for (const one of Object.values(file.services)) {
    expect(one.networks).toEqual(["inside"]);
    for (const volume of one.volumes)
      expect(file.volumes).toHaveProperty(volume.split(":")[0] ?? "");
    expect([one.environment, one.secrets]).toEqual([undefined, undefined]);
  }
});

test("Envoy starts when the edge has rendered its file, and is the version its file was written for", () => {
  expect(service("envoy").depends_on).toEqual({ edge: { condition: "service_healthy" } });
  expect(service("envoy").image).toBe("envoyproxy/envoy:v1.40.0");
});

test("the image is built without data, history or anybody's node_modules, and runs as nobody special", () => {
  const ignored = readFileSync(`${ROOT}deploy/Dockerfile.dockerignore`, "utf8").split("\n");
  expect(ignored).toEqual(expect.arrayContaining(["data", ".git", ".cache", "**/node_modules"]));
  const dockerfile = readFileSync(`${ROOT}deploy/Dockerfile`, "utf8");
  expect(dockerfile).toContain("npm ci");
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).not.toMatch(/^(ARG|ENV) .*(TOKEN|KEY|SECRET|PASSWORD)/im);
});

const hasCompose = runs(["compose", "version"]);
if (!hasCompose)
  console.warn(
    'SKIPPED: "docker compose" is not on this machine, so docker-compose.yml was not checked by it.',
  );

test.skipIf(!hasCompose)("docker's own client accepts the file", () => {
  expect(() =>
    execFileSync("docker", ["compose", "config", "-q"], { cwd: ROOT, stdio: "pipe" }),
  ).not.toThrow();
});

function runs(args: readonly string[]): boolean {
  try {
    execFileSync("docker", args, { stdio: "ignore" });
    return true;
  } catch {
    // No docker, or one without the compose plugin.
    return false;
  }
}
