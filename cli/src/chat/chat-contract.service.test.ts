import { type ChatClient, createChatClient } from "@parley/client/chat-client.ts";
import { type People, testChat } from "@parley/client/chat-contract.ts";
import { testPeople } from "@parley/client/people-contract.ts";
import { testSearch } from "@parley/client/search-contract.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { startCluster, type StartedCluster } from "../../started-cluster.ts";

const START_MS = 60_000;
const data = mkdtempSync(join(tmpdir(), "parley-contract-"));
let cluster: StartedCluster | undefined;
let people = 0;

beforeAll(async () => {
  cluster = await startCluster({ data, nodes: 1 });
  // The first account is the owner, who may do more than others.
  (await signUp("owner")).close();
}, START_MS);

afterAll(async () => {
  await cluster?.stop();
  rmSync(data, { recursive: true, force: true });
});

testChat("real nodes", meet);
testSearch("real nodes", meet);
testPeople("real nodes", meet);

async function meet(): Promise<People> {
  people += 1;
  const [ada, bob, cy] = [
    await signUp(`ada ${people}`),
    await signUp(`bob ${people}`),
    await signUp(`cy ${people}`),
  ];
  onTestFinished(() => {
    for (const who of [ada, bob, cy]) who.close();
  });
  return { ada, bob, cy, until: (promise) => promise };
}

async function signUp(name: string): Promise<ChatClient> {
  const address = cluster?.nodes[0]?.grpc ?? "";
  const chat = createChatClient({
    transport: new GrpcJsTransport({ nodes: [{ name: "n1", address }] }),
  });
  await chat.createAccount(name, "a password for a test");
  return chat;
}
