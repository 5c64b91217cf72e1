import { Client, credentials } from "@grpc/grpc-js";
import { ClusterService, Role } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { service as healthDefinition } from "grpc-health-check";
import { expect, onTestFinished, test } from "vitest";
import type { PeerView } from "../node/node.ts";
import type { RaftId } from "../raft/types.ts";
import { LEADER, READY } from "./health.ts";
import { startService } from "./service-fixture.ts";

/** As Envoy asks. */
function openProbe(address: string): (service: string) => Promise<string> {
  const client = new Client(address, credentials.createInsecure());
  onTestFinished(() => client.close());
  const method = healthDefinition["Check"];
  if (method === undefined) throw new Error("the package lost its method");
  return (service) =>
    new Promise((resolve) => {
      client.makeUnaryRequest(
        method.path,
        (value: object) => method.requestSerialize(value),
        (bytes) => method.responseDeserialize(bytes) as unknown as { status: string },
        { service },
        (error, reply) => resolve(error === null ? (reply?.status ?? "") : `code ${error.code}`),
      );
    });
}

test("health: ready while it serves and lacks nothing, leader only while it leads, neither when draining", async () => {
  const { log, server, address } = await startService();
  const check = openProbe(address);
  expect([await check(READY), await check(LEADER), await check("")]).toEqual(
    Array(3).fill("SERVING"),
  );
  log.lead("n3");
  expect([await check(READY), await check(LEADER)]).toEqual(["SERVING", "NOT_SERVING"]);
  log.lead("n1");
  expect(await check(LEADER)).toBe("SERVING");
  log.recover(true);
  expect([await check(READY), await check("")]).toEqual(["NOT_SERVING", "SERVING"]);
  log.recover(false);
  expect(await check(READY)).toBe("SERVING");
  await server.drain(0);
  expect([await check(READY), await check(LEADER)]).toEqual(["NOT_SERVING", "NOT_SERVING"]);
  log.lead("n1");
  expect(await check(LEADER)).toBe("NOT_SERVING");
  expect(await check("unknown")).toBe("code 5");
});

test("the cluster page shows every member as this node sees it, and the leaders it has seen", async () => {
  const report = {
    role: "follower",
    term: 4,
    leader: "n1",
    lastIndex: 12,
    commitIndex: 11,
    appliedIndex: 10,
    uptimeMs: 5_000,
    streams: 2,
    memoryBytes: 80_000_000,
    disk: { freeBytes: null, isFull: false },
    notes: [],
    agreedIndex: 0,
    divergedAt: 0,
    isRecovering: false,
    featureLevel: 1,
  } as const;
  const peers: PeerView[] = [
    { id: "00000000000000b0" as RaftId, name: "n10", reachable: true, heardMsAgo: 12, report },
    {
      id: "00000000000000a2" as RaftId,
      name: "n2",
      reachable: false,
      heardMsAgo: 900,
      report: null,
    },
  ];
  const { client, log, signUp } = await startService({ peers });
  const { token } = await signUp("Ann");
  for (let term = 4; term < 44; term += 1) log.lead(term % 2 === 0 ? "n2" : "n1", term);
  const { reply } = await client.ask(ClusterService.method.getCluster, {}, { token });
  expect(reply.nodes.map((row) => row.node)).toEqual(["n1", "n2", "n10"]);
  const [own, away, far] = reply.nodes;
  expect(own).toMatchObject({ role: Role.LEADER, term: 43n, reachable: true, heardMsAgo: 0n });
  expect(away).toMatchObject({ role: Role.UNSPECIFIED, reachable: false, heardMsAgo: 900n });
  expect(far).toMatchObject({
    role: Role.FOLLOWER,
    appliedIndex: 10n,
    streams: 2,
    heardMsAgo: 12n,
  });
  expect(reply.leaderChanges).toHaveLength(32);
  expect(reply.leaderChanges.at(-1)).toMatchObject({ term: 43n, leader: "n1" });
  expect((await client.refusal(ClusterService.method.getCluster, {})).reason).toBe("BAD_SESSION");
});
