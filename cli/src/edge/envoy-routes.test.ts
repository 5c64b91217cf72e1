import { OperatorService } from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { PeerService } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import { describe, expect, test } from "vitest";
import { at, routeOf, routes } from "./rendered-file.ts";
import { EDGE_SERVICES, methodPath } from "./services.ts";

const pin = { "x-parley-node": "n3" };
const any = { "x-parley-any": "1" };

describe("every method of the contract walks to its route", () => {
  const methods = EDGE_SERVICES.flatMap((service) => service.methods);
  const streams = methods.filter(({ methodKind }) => methodKind !== "unary");
  const unary = methods.filter(({ methodKind }) => methodKind === "unary");

  test("the contract has streams and unary calls", () => {
    expect(streams.map(methodPath)).toContain("/parley.v1.EventService/Subscribe");
    expect(unary.length).toBeGreaterThan(10);
  });

  test.each(streams.map(methodPath))(
    "stream %s: pinned or any, ended by silence and not by time",
    (path) => {
      const routesOfStream = [routeOf(path, pin), routeOf(path), routeOf(path, any)].map(
        (route) => route?.route,
      );
      expect(routesOfStream.map((route) => route?.cluster)).toEqual(["pinned", "any", "any"]);
      for (const route of routesOfStream) {
        expect(route).toMatchObject({
          timeout: "0s",
          idle_timeout: "20s",
          max_stream_duration: { max_stream_duration: "3600s" },
        });
      }
    },
  );

  test.each(unary.map(methodPath))("call %s: pinned, any or leader, at most 15 s", (path) => {
    const routesOfCall = [routeOf(path, pin), routeOf(path, any), routeOf(path)].map(
      (route) => route?.route,
    );
    expect(routesOfCall.map((route) => route?.cluster)).toEqual(["pinned", "any", "leader"]);
    for (const route of routesOfCall) {
      expect(route).toMatchObject({
        timeout: "0s",
        max_stream_duration: { grpc_timeout_header_max: "15s", max_stream_duration: "15s" },
      });
      expect(route).not.toHaveProperty("idle_timeout");
    }
  });

  test("nothing is retried on pinned, and elsewhere only what was never sent", () => {
    const retries = (name: string): unknown[] =>
      routes
        .filter(({ route }) => route?.cluster === name)
        .map(({ route }) => at(route, "retry_policy.retry_on"));
    const beforeSending = "connect-failure,refused-stream,reset-before-request";
    expect(new Set(retries("pinned"))).toEqual(new Set([undefined]));
    expect(new Set([...retries("any"), ...retries("leader")])).toEqual(new Set([beforeSending]));
  });

  test("a pin that is no node name is no pin", () => {
    expect(
      routeOf("/parley.v1.WriteService/Write", { "x-parley-node": "n3.evil" })?.route?.cluster,
    ).toBe("leader");
  });
});

test("the operator's service and the peers' are not routed to a node's calls, whatever the headers", () => {
  for (const method of [...OperatorService.methods, ...PeerService.methods]) {
    for (const headers of [{}, pin, any]) {
      expect(routeOf(methodPath(method), headers)?.route?.cluster).toBe("web");
    }
  }
});

describe("the web app", () => {
  test.each(["GET", "HEAD"])(
    "%s is retried on every other node, within a second a try",
    (method) => {
      const route = routeOf("/", { ":method": method })?.route;
      expect(route).toMatchObject({
        cluster: "web",
        retry_policy: { num_retries: 4, per_try_timeout: "1s" },
      });
    },
  );

  test("other methods go to the web cluster without a retry", () => {
    const route = routeOf("/", { ":method": "PUT" })?.route;
    expect(route).toEqual({ cluster: "web", timeout: "30s" });
  });

  test.each(["/metrics", "/metrics/x", "/healthz"])("%s is the inside's: a direct 404", (path) => {
    expect(routeOf(path, { ":method": "GET" })?.direct_response).toEqual({ status: 404 });
  });
});
