import { AccountService, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import { ConversationService } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import { beforeEach, describe, expect, test } from "vitest";
import { freshKey, PASSWORD, startService } from "./service-fixture.ts";
import type { Person, Service } from "./service-fixture.ts";

let service: Service;
let ann: Person;
beforeEach(async () => {
  service = await startService();
  ann = await service.signUp("Ann");
});

describe("signing up", () => {
  const good = () => ({
    key: freshKey(service.log),
    name: "Bob",
    password: PASSWORD,
    delivery: TokenDelivery.BODY,
  });
  const bad: { what: string; changes: object; field: string }[] = [
    { what: "no key", changes: { key: undefined }, field: "key" },
    { what: "an empty name", changes: { name: "" }, field: "name" },
    { what: "a name with a control character", changes: { name: "Bo\u0000b" }, field: "name" },
    { what: "a name with an escape sequence", changes: { name: "\u001b[31mBob" }, field: "name" },
    { what: "a name of 33 characters", changes: { name: "b".repeat(33) }, field: "name" },
    { what: "a short password", changes: { password: "short" }, field: "password" },
    {
      what: "a password of 257 characters",
      changes: { password: "p".repeat(257) },
      field: "password",
    },
    { what: "a common password", changes: { password: "password123" }, field: "password" },
    { what: "no delivery", changes: { delivery: TokenDelivery.UNSPECIFIED }, field: "delivery" },
    { what: "an unknown delivery", changes: { delivery: 99 }, field: "delivery" },
  ];
  test.each(bad)(
    "with $what is INVALID, and nothing is hashed or proposed",
    async ({ changes, field }) => {
      const before = service.log.proposed.length;
      const refused = await service.client.refusal(AccountService.method.createAccount, {
        ...good(),
        ...changes,
      });
      expect(refused).toMatchObject({ code: 3, reason: "INVALID", field });
      expect(service.log.proposed).toHaveLength(before);
    },
  );
});

describe("a read", () => {
  test("of a page beyond the limit, with a made-up cursor, or of no id is INVALID", async () => {
    const { token } = ann;
    const { client } = service;
    const { browseRooms } = ConversationService.method;
    const { listAccounts } = AccountService.method;
    const { listMessages } = MessageService.method;
    expect(await client.refusal(browseRooms, { pageSize: 201 }, { token })).toMatchObject({
      reason: "INVALID",
      field: "page_size",
    });
    expect(
      await client.refusal(listAccounts, { cursor: "x".repeat(600) }, { token }),
    ).toMatchObject({ reason: "INVALID", field: "cursor" });
    expect(await client.refusal(listAccounts, { cursor: "made up" }, { token })).toMatchObject({
      reason: "INVALID",
    });
    expect(
      await client.refusal(listAccounts, { pattern: "*".repeat(65) }, { token }),
    ).toMatchObject({ reason: "TOO_LARGE", field: "pattern" });
    expect(await client.refusal(listMessages, { conversationId: "abc" }, { token })).toMatchObject({
      reason: "INVALID",
      field: "conversation_id",
    });
    expect(
      await client.refusal(listMessages, { conversationId: "999999" }, { token }),
    ).toMatchObject({ reason: "NOT_FOUND" });
    expect(
      await client.refusal(listMessages, { conversationId: "64", afterSeq: 2n ** 63n }, { token }),
    ).toMatchObject({ field: "after_seq" });
  });
});
