import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { ClusterFile } from "../cluster/cluster-file.ts";
import { refuseBusyPorts, wantedPorts } from "./ports.ts";

const cluster = (port: number): ClusterFile => ({
  clusterId: "c",
  members: [
    {
      id: "1",
      name: "n1",
      client: "127.0.0.1:7101",
      peer: `127.0.0.1:${port}`,
      http: "127.0.0.1:7301",
    },
  ],
  edge: { port: 8080, adminPort: 9901 },
});

test("all ports of the edge and of each node are looked at", () => {
  expect(wantedPorts(cluster(7201)).map(({ address }) => address.split(":")[1])).toEqual([
    "8080",
    "9901",
    "7101",
    "7201",
    "7301",
  ]);
});

test("a busy port is named, with its use and the way out", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const address = `127.0.0.1:${port}`;
  const members = [{ id: "1", name: "n1", client: address, peer: address, http: address }];
  const all = { clusterId: "c", members, edge: { port, adminPort: port } };
  await expect(refuseBusyPorts(all)).rejects.toThrow(
    `Port ${port} (address of the chat) is in use by another program. End that program, or move all of Parley's ports: parley up --port `,
  );
  other.close();
});
