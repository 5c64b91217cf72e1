import { ConversationService } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import { expect, test } from "vitest";
import { startService } from "./service-fixture.ts";

const { listConversations } = ConversationService.method;
const { listMessages } = MessageService.method;
const headers = { "x-parley-stale": "allow" };

test("a read without a leader is refused, and answered as of a known index and time when an old answer will do", async () => {
  const service = await startService();
  const ann = await service.signUp("ann");
  const conversationId = await service.room("Garden", ann);
  await service.write(ann, { case: "sendMessage", value: { conversationId, text: "hello" } });
  const { appliedIndex, time } = service.log.status();
  service.log.lead("");
  const { token } = ann;
  const refused = await service.client.refusal(listMessages, { conversationId }, { token });
  expect(refused.reason).toBe("NO_LEADER");
  const old = await service.client.ask(listMessages, { conversationId }, { token, headers });
  expect(old.reply.messages.map(({ text }) => text)).toEqual(["hello"]);
  expect(old.headers.getMap()).toMatchObject({
    "parley-as-of-index": String(appliedIndex),
    "parley-as-of-ms": String(time),
  });
});

test("a linearizable answer carries no age", async () => {
  const service = await startService();
  const { token } = await service.signUp("ann");
  const { headers: said } = await service.client.ask(listConversations, {}, { token });
  expect(said.get("parley-as-of-index")).toEqual([]);
});

test("an old answer shows no more than a fresh one: neither to outsiders nor to an unknown session", async () => {
  const service = await startService();
  const ann = await service.signUp("ann");
  const bob = await service.signUp("bob");
  const eve = await service.signUp("eve");
  const opened = await service.write(ann, { case: "openDirect", value: { accountId: bob.id } });
  if (opened.outcome.case !== "conversationChanged") throw new Error("no conversation");
  const conversationId = opened.outcome.value.conversation?.id ?? "";
  service.log.lead("");
  const outside = { token: eve.token, headers };
  const forbidden = await service.client.refusal(listMessages, { conversationId }, outside);
  expect(forbidden.reason).toBe("FORBIDDEN");
  expect(forbidden.metadata.get("parley-as-of-index")).toEqual([]);
  // Perhaps another node knows it: nobody is signed out by what one node lacks.
  const token = "x".repeat(43);
  const unknown = await service.client.refusal(listConversations, {}, { token, headers });
  expect(unknown.reason).toBe("NO_LEADER");
});

test("a node that recovers serves no read, old ones neither, until it has its log again", async () => {
  const service = await startService();
  const { token } = await service.signUp("ann");
  service.log.lead("");
  service.log.recover(true);
  const refused = await service.client.refusal(listConversations, {}, { token, headers });
  expect(refused.reason).toBe("CORRUPT");
  expect(refused.metadata.get("parley-as-of-index")).toEqual([]);
  service.log.recover(false);
  const old = await service.client.ask(listConversations, {}, { token, headers });
  expect(old.headers.get("parley-as-of-index")).toHaveLength(1);
});
