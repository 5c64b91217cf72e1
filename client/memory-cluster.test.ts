import { MemoryCluster } from "./memory-cluster.ts";
import { systemClock } from "./system-clock.ts";
import { testTransport, type TransportHarness } from "./transport-contract.ts";

testTransport("a cluster in memory", memory);

function memory(): Promise<TransportHarness> {
  const cluster = new MemoryCluster(systemClock, 2);
  const key = { clientId: "sign-up", seq: 1, bornMs: cluster.chat.ledger.timeMs, ackUpto: 0 };
  const session = cluster.chat.signIn("createAccount", {
    key,
    name: "ada",
    password: "correct horse",
  });
  const { index: afterIndex, clusterId } = cluster.chat;
  return Promise.resolve({
    transport: cluster,
    token: session?.token ?? "",
    cursor: { afterIndex, clusterId, accountId: session?.account.id ?? "" },
    freeze: (name) => cluster.freeze(name),
    kill: (name) => cluster.kill(name),
    endStreams: (code, reason) => cluster.cutStreams(reason, code),
    close: () => cluster.close(),
  });
}
