import { type Workspace, PASSWORD, testAccounts } from "@parley/client/account-contract.ts";
import { createChatClient } from "@parley/client/chat-client.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { startCluster, type StartedCluster } from "../../started-cluster.ts";

const START_MS = 60_000;
const data = mkdtempSync(join(tmpdir(), "parley-accounts-"));
let cluster: StartedCluster | undefined;
let owner = "";
let workspaces = 0;

beforeAll(async () => {
  cluster = await startCluster({ data, nodes: 1 });
  const chat = createChatClient({ transport: transport() });
  ({ token: owner } = await chat.createAccount("owner", PASSWORD));
  chat.close();
}, START_MS);

afterAll(async () => {
  await cluster?.stop();
  rmSync(data, { recursive: true, force: true });
});

testAccounts("real nodes", () => {
  workspaces += 1;
  const number = workspaces;
  const open = transport();
  onTestFinished(() => open.close());
  const name = (word: string) => `${word} ${number}`;
  const workspace: Workspace = { transport: open, owner, name, until: (promise) => promise };
  return Promise.resolve(workspace);
});

function transport(): GrpcJsTransport {
  const address = cluster?.nodes[0]?.grpc ?? "";
  return new GrpcJsTransport({ nodes: [{ name: "n1", address }] });
}
