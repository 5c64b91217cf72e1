import { MemoryCluster } from "./memory-cluster.ts";
import { systemClock } from "./system-clock.ts";
import { testTransport, type TransportHarness } from "./transport-contract.ts";

testTransport("a cluster in memory", memory);

function memory(): Promise<TransportHarness> {
  const cluster = new MemoryCluster(systemClock, 2);
  const key = { clientId: "sign-up", seq: 1, bornMs: cluster.chat.ledger.timeMs, ackUpto: 0 };
  const token =
    cluster.chat.signIn("createAccount", { key, name: "ada", password: "correct horse" })?.token ??
    "";
  return Promise.resolve({
    transport: cluster,
    token,
    cursor: { afterIndex: cluster.chat.index, clusterId: cluster.chat.clusterId },
    freeze: (name) => cluster.freeze(name),
    kill: (name) => cluster.kill(name),
    endStreams: (code, reason) => cluster.cutStreams(reason, code),
    close: () => cluster.close(),
  });
}
