/** Settings that load and fail silently when wrong (envoy/README.md), asserted on the rendered file. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Sentence } from "../sentence.ts";
import { openEndpointWriter } from "./endpoint-writer.ts";
import { findEnvoy } from "./envoy-binary.ts";
import { renderEnvoyFile } from "./envoy-file.ts";
import { at, cluster, clusterNames, file, manager, options, text } from "./rendered-file.ts";
import { EDGE_SERVICES } from "./services.ts";

describe("rules of the clusters", () => {
  test("there are any, leader and pinned, three views of one endpoint file, and web with its own", () => {
    expect(clusterNames).toEqual(["any", "leader", "pinned", "web"]);
    const source = (name: string): unknown => at(cluster(name), "eds_cluster_config");
    expect(source("leader")).toEqual(source("any"));
    expect(source("pinned")).toEqual(source("any"));
    expect(at(source("any"), "eds_config.path_config_source.path")).toBe(
      join(options.endpointFolder, "nodes.json"),
    );
    expect(at(source("web"), "eds_config.path_config_source.path")).toBe(
      join(options.endpointFolder, "web.json"),
    );
  });

  test.each(clusterNames)(
    "%s applies each health change at once, drops removed hosts and never panics",
    (name) => {
      expect(at(cluster(name), "common_lb_config.update_merge_window")).toBe("0s");
      expect(at(cluster(name), "common_lb_config.healthy_panic_threshold.value")).toBe(0);
      expect(cluster(name)["ignore_health_on_host_removal"]).toBe(true);
    },
  );

  test.each(clusterNames)("%s checks idle hosts as often as busy ones", (name) => {
    const [check, ...more] = cluster(name).health_checks;
    expect(more).toEqual([]);
    expect(check?.["no_traffic_interval"]).toBe(check?.["interval"]);
  });

  test("each cluster asks for the health it stands for", () => {
    const service = (name: string): unknown =>
      at(cluster(name), "health_checks.0.grpc_health_check.service_name");
    expect([service("any"), service("leader"), service("pinned")]).toEqual([
      "parley.ready",
      "parley.leader",
      "parley.ready",
    ]);
    expect(at(cluster("web"), "health_checks.0.http_health_check.path")).toBe("/healthz");
    expect(at(cluster("leader"), "health_checks.0.unhealthy_interval")).toBe("0.05s");
  });

  test("no host is ever ejected from leader, pinned or web, and from any only for connection failures", () => {
    for (const name of ["leader", "pinned", "web"])
      expect(cluster(name)).not.toHaveProperty("outlier_detection");
    expect(cluster("any")["outlier_detection"]).toMatchObject({
      split_external_local_origin_errors: true,
      enforcing_consecutive_5xx: 0,
      enforcing_consecutive_gateway_failure: 0,
      enforcing_success_rate: 0,
    });
  });

  test("pinned picks by node name and falls back to nobody", () => {
    expect(cluster("pinned")["lb_subset_config"]).toEqual({
      fallback_policy: "NO_FALLBACK",
      subset_selectors: [{ keys: ["node"], single_host_per_subset: true }],
    });
  });

  test("breakers are wide enough for open streams, and for retries of a whole page load after a kill", () => {
    for (const name of ["any", "leader", "pinned"])
      expect(at(cluster(name), "circuit_breakers.thresholds.0.max_requests")).toBe(20_000);
    expect(at(cluster("web"), "circuit_breakers.thresholds.0.max_retries")).toBe(1024);
    expect(at(cluster("web"), "circuit_breakers.thresholds.0.retry_budget")).toBeUndefined();
  });
});

describe("rules of the filters", () => {
  test("they stand in the one order in which refusals reach a browser as gRPC statuses", () => {
    const order = [
      "cors",
      "grpc_web",
      "csrf",
      "local_ratelimit",
      "grpc_stats",
      "header_to_metadata",
      "router",
    ];
    expect(manager.http_filters.map(({ name }) => name)).toEqual(
      order.map((name) => `envoy.filters.http.${name}`),
    );
  });

  test("a reset in mid-stream is not held back", () => {
    expect(manager.delayed_close_timeout).toBe("0.1s");
  });

  const filter = (name: string): unknown =>
    manager.http_filters.find((one) => one.name === `envoy.filters.http.${name}`)?.typed_config;
  const always = { default_value: { numerator: 100, denominator: "HUNDRED" } };

  test("csrf guards every POST and knows no second origin; cors has no policy", () => {
    expect(filter("csrf")).toMatchObject({ filter_enabled: always });
    expect(filter("csrf")).not.toHaveProperty("additional_origins");
    expect(text).not.toMatch(/allow_origin|typed_per_filter_config/);
  });

  test("the rate limit is enabled and enforced: without both it limits nothing", () => {
    expect(filter("local_ratelimit")).toMatchObject({
      filter_enabled: always,
      filter_enforced: always,
    });
  });

  test("the log of attempts never names cookie or authorization", () => {
    const log = JSON.stringify(at(filter("router"), "upstream_log.0.typed_config.log_format"));
    expect(log).toContain("%TRAILER(GRPC-STATUS)%");
    expect(log).not.toMatch(/cookie|authorization/i);
  });

  test("every method of every service has its own statistics", () => {
    expect(at(filter("grpc_stats"), "individual_method_stats_allowlist.services")).toEqual(
      EDGE_SERVICES.map((service) => ({
        name: service.typeName,
        method_names: service.methods.map(({ name }) => name),
      })),
    );
  });
});

describe("Envoy itself", () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-envoy-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const endpointFolder = join(folder, "endpoints");
  const here = renderEnvoyFile({ ...options, endpointFolder, logPath: join(folder, "access.log") });
  let envoy = "";
  beforeAll(async () => {
    envoy = await findEnvoy();
    const endpoint = { name: "n1", client: "127.0.0.1:7101", http: "127.0.0.1:7301" };
    openEndpointWriter(endpointFolder).write([endpoint]);
  });

  const validate = (rendered: string): string => {
    const path = join(folder, "envoy.yaml");
    writeFileSync(path, rendered);
    const stdio = ["ignore", "pipe", "pipe"] as const;
    return execFileSync(envoy, ["--mode", "validate", "-c", path], {
      encoding: "utf8",
      stdio: [...stdio],
    });
  };

  test("loads the rendered file", () => {
    expect(validate(here)).toContain("OK");
  });

  test("would refuse a file with a slip, so the check above can fail", () => {
    const slip = here.replace("ignore_health_on_host_removal", "ignore_health");
    expect(() => validate(slip)).toThrow(/ignore_health/);
  });
});

test("with a certificate the listener speaks TLS with h2; without one it has no transport socket", () => {
  const socket = "static_resources.listeners.0.filter_chains.0.transport_socket";
  expect(at(file, socket)).toBeUndefined();
  const tls = { certificate: "/etc/parley/cert.pem", key: "/etc/parley/key.pem" };
  expect(
    at(parse(renderEnvoyFile({ ...options, tls })), `${socket}.typed_config.common_tls_context`),
  ).toEqual({
    alpn_protocols: ["h2", "http/1.1"],
    tls_certificates: [
      { certificate_chain: { filename: tls.certificate }, private_key: { filename: tls.key } },
    ],
  });
});

test("a data path that YAML quotes cannot hold is refused with a sentence", () => {
  expect(() => renderEnvoyFile({ ...options, logPath: '/tmp/a"b' })).toThrow(Sentence);
});
