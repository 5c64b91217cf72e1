/** Names a busy port before anything is started on it. */
import { createServer } from "node:net";
import { splitAddress, type ClusterFile } from "../cluster/cluster-file.ts";
import { Sentence } from "../sentence.ts";

interface WantedPort {
  readonly address: string;
  readonly use: string;
}

export function wantedPorts(cluster: ClusterFile): readonly WantedPort[] {
  const ofNodes = cluster.members.flatMap(({ name, client, peer, http }) => [
    { address: client, use: `client port of ${name}` },
    { address: peer, use: `peer port of ${name}` },
    { address: http, use: `HTTP port of ${name}` },
  ]);
  return [
    { address: `127.0.0.1:${cluster.edge.port}`, use: "address of the chat" },
    { address: `127.0.0.1:${cluster.edge.adminPort}`, use: "Envoy's admin page" },
    ...ofNodes,
  ];
}

/** Throws a Sentence for the first port that another program holds. */
export async function refuseBusyPorts(cluster: ClusterFile): Promise<void> {
  for (const { address, use } of wantedPorts(cluster)) {
    const failure = await tryListen(address);
    if (failure === null) continue;
    const { port } = splitAddress(address);
    const other = cluster.edge.port + 100;
    if (failure === "EADDRINUSE")
      throw new Sentence(
        `Port ${port} (${use}) is in use by another program. End that program, or move all of Parley's ports: parley up --port ${other}.`,
      );
    throw new Sentence(`Cannot listen on ${address} (${use}): ${failure}.`);
  }
}

/** Null when it can be had, else the system's code for why not. */
async function tryListen(address: string): Promise<string | null> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<string | null>();
  server.once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
  server.listen({ ...splitAddress(address), exclusive: true }, () =>
    server.close(() => resolve(null)),
  );
  return promise;
}
