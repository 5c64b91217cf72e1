import { expect, test } from "vitest";
import { testTransport, type TransportHarness } from "../transport-contract.ts";
import { GrpcJsTransport } from "./grpc-js.ts";
import { ScriptedNode } from "./scripted-node.ts";

testTransport("grpc-js and real servers", grpcJs);

test("grpc-js sends the pin, the token, and to the edge the origin it asks for", async () => {
  const node = new ScriptedNode("n1", "n1");
  const address = await node.listen();
  const transport = new GrpcJsTransport({ edge: address });
  try {
    await transport.call(
      "now",
      {},
      { route: { kind: "pin", node: "n4" }, deadlineMs: 2_000, token: "secret" },
    );
    expect(node.heard).toMatchObject({
      "x-parley-node": "n4",
      authorization: "Bearer secret",
      origin: `http://${address}`,
    });
    await transport.call(
      "now",
      {},
      { route: { kind: "any", avoid: [] }, deadlineMs: 2_000, token: "" },
    );
    expect(node.heard).toMatchObject({ "x-parley-any": "1" });
  } finally {
    transport.close();
    node.kill();
  }
});

async function grpcJs(): Promise<TransportHarness> {
  const nodes = ["n1", "n2"].map((name) => new ScriptedNode(name, "n1"));
  const addresses = await Promise.all(
    nodes.map(async (node) => ({ name: node.name, address: await node.listen() })),
  );
  const transport = new GrpcJsTransport({ nodes: addresses });
  const find = (name: string) => nodes.filter((node) => node.name === name);
  return {
    transport,
    token: "t",
    cursor: { afterIndex: 9, clusterId: "c", accountId: "1" },
    freeze: (name) => find(name).forEach((node) => (node.isFrozen = true)),
    kill: (name) => find(name).forEach((node) => node.kill()),
    endStreams: (code, reason) => nodes.forEach((node) => node.endStreams(code, reason)),
    close: () => {
      transport.close();
      for (const node of nodes) node.kill();
    },
  };
}
