/** Typing and presence across nodes that die: told within a second, and nobody flickers who changes the node. */
import { type ChatClient, createChatClient } from "@parley/client/chat-client.ts";
import type { LiveUpdate } from "@parley/client/chat.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startCluster, type StartedNode } from "../../started-cluster.ts";

const PATIENT = { timeout: 120_000 };
/** Until all that was told of a dead node has run out: what must not happen is given the time to. */
const RUN_OUT_MS = 8_000;
const PASSWORD = "a password for a test";

function connect(nodes: readonly StartedNode[], token = ""): ChatClient {
  const addresses = nodes.map(({ id: name, grpc: address }) => ({ name, address }));
  const transport = new GrpcJsTransport({ nodes: addresses });
  const chat = createChatClient({ transport, token });
  onTestFinished(() => chat.close());
  return chat;
}

/** Resolves with how long it took until the listener heard it, ms. */
function hearing(
  updates: LiveUpdate[],
  is: (update: LiveUpdate) => boolean,
): () => Promise<number> {
  let seen = updates.length;
  return async () => {
    const startedMs = performance.now();
    for (;;) {
      const found = updates.slice(seen).findIndex(is);
      if (found >= 0) {
        seen += found + 1;
        return performance.now() - startedMs;
      }
      // Heard from processes of their own, in their own time.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
}

test("two people on different nodes, and the nodes of one die in turn", PATIENT, async () => {
  const data = mkdtempSync(join(tmpdir(), "parley-people-"));
  const cluster = await startCluster({ data, nodes: 3, restart: false });
  onTestFinished(async () => {
    await cluster.stop();
    rmSync(data, { recursive: true, force: true });
  });
  const [n1, n2, n3] = cluster.nodes;
  if (n1 === undefined || n2 === undefined || n3 === undefined) throw new Error("three nodes");
  const bobsSession = await connect(cluster.nodes).createAccount("bob", PASSWORD);
  const anywhere = connect(cluster.nodes);
  const adasSession = await anywhere.createAccount("ada", PASSWORD);
  const opened = await anywhere.openDirect(bobsSession.account.id).outcome;
  if (opened.kind !== "conversationChanged") throw new Error(`it ended ${opened.kind}`);
  const conversationId = opened.conversation.id;

  const bob = connect([n1], bobsSession.token);
  const ada = connect([n2, n3], adasSession.token);
  const adaId = adasSession.account.id;
  const heard: LiveUpdate[] = [];
  const isAda = (presence: string) => (update: LiveUpdate) =>
    update.kind === "presence" &&
    update.people.some((one) => one.accountId === adaId && one.presence === presence);
  await Promise.all([bob.session(), ada.session()]);
  const online = hearing(heard, isAda("online"));
  bob.start((update) => void heard.push(update));
  ada.start(() => undefined);
  await online();

  const typing = hearing(heard, ({ kind }) => kind === "typing");
  ada.typing(conversationId);
  expect(await typing()).toBeLessThan(1_000);
  const busy = hearing(heard, isAda("dnd"));
  const asked = ada.setPresence("dnd");
  expect(await busy()).toBeLessThan(1_000);
  await asked;

  heard.length = 0;
  cluster.kill(n2.id);
  await new Promise((resolve) => setTimeout(resolve, RUN_OUT_MS));
  await cluster.start(n2);
  cluster.kill(n3.id);
  await new Promise((resolve) => setTimeout(resolve, RUN_OUT_MS));
  const told = heard.filter(
    (update) =>
      update.kind === "presence" &&
      (update.whole || update.people.some(({ accountId }) => accountId === adaId)),
  );
  expect(told.filter((update) => !isAda("dnd")(update))).toEqual([]);

  const gone = hearing(heard, isAda("offline"));
  ada.close();
  expect(await gone()).toBeLessThan(RUN_OUT_MS);
});
