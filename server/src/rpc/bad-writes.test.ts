import { create, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import { WriteRequestSchema, WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import type { WriteRowSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import { beforeEach, describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { freshKey, startService } from "./service-fixture.ts";
import type { Person, Service } from "./service-fixture.ts";

const { write } = WriteService.method;
type Row = MessageInitShape<typeof WriteRowSchema>;

let service: Service;
let ann: Person;
beforeEach(async () => {
  service = await startService();
  ann = await service.signUp("Ann");
});

/** A good row but for the changes. */
function row(changes: Pick<Row, "key" | "operation"> = {}): Row {
  const operation = {
    case: "sendMessage",
    value: { conversationId: "64", text: "hello" },
  } as const;
  const key = freshKey(service.log, 1n, "client-of-ann");
  return { key: changes.key ?? key, operation: changes.operation ?? operation };
}

function key(changes: object) {
  return { ...freshKey(service.log, 1n, "client-of-ann"), ...changes };
}

function text(value: string): Row {
  return row({ operation: { case: "sendMessage", value: { conversationId: "64", text: value } } });
}

function room(name: string): Row {
  return row({ operation: { case: "createRoom", value: { name } } });
}

const badRows: { what: string; rows: () => Row[]; reason: string; field: string }[] = [
  { what: "no rows", rows: () => [], reason: "INVALID", field: "rows" },
  {
    what: "65 rows",
    rows: () => Array.from({ length: 65 }, () => row()),
    reason: "TOO_LARGE",
    field: "rows",
  },
  {
    what: "texts that are too much together",
    rows: () => Array.from({ length: 5 }, () => text("x".repeat(LIMITS.textBytes))),
    reason: "TOO_LARGE",
    field: "rows",
  },
  {
    what: "no key",
    rows: () => [{ operation: row().operation ?? { case: undefined } }],
    reason: "INVALID",
    field: "rows[0].key",
  },
  {
    what: "a short client id",
    rows: () => [row({ key: key({ clientId: "x" }) })],
    reason: "INVALID",
    field: "rows[0].key.client_id",
  },
  {
    what: "a client id with a line break",
    rows: () => [row({ key: key({ clientId: "client-of\nann" }) })],
    reason: "INVALID",
    field: "rows[0].key.client_id",
  },
  {
    what: "seq 0",
    rows: () => [row({ key: key({ seq: 0n }) })],
    reason: "INVALID",
    field: "rows[0].key.seq",
  },
  {
    what: "a seq beyond all numbers",
    rows: () => [row({ key: key({ seq: 2n ** 64n - 1n }) })],
    reason: "INVALID",
    field: "rows[0].key.seq",
  },
  {
    what: "a birth beyond all time",
    rows: () => [row({ key: key({ bornMs: 2n ** 63n }) })],
    reason: "INVALID",
    field: "rows[0].key.born_ms",
  },
  {
    what: "no operation",
    rows: () => [{ key: row().key ?? {} }],
    reason: "INVALID",
    field: "rows[0].operation",
  },
  {
    what: "an empty text",
    rows: () => [text("")],
    reason: "INVALID",
    field: "rows[0].send_message.text",
  },
  {
    what: "a text of white space",
    rows: () => [row(), text(" \n\t\u00a0\u2003 ")],
    reason: "INVALID",
    field: "rows[1].send_message.text",
  },
  {
    what: "a text one byte too long",
    rows: () => [text("x".repeat(LIMITS.textBytes + 1))],
    reason: "TOO_LARGE",
    field: "rows[0].send_message.text",
  },
  {
    what: "a text too long in bytes alone",
    rows: () => [text("ü".repeat(LIMITS.textBytes / 2 + 1))],
    reason: "TOO_LARGE",
    field: "rows[0].send_message.text",
  },
  {
    what: "a conversation that is no id",
    rows: () => [
      row({ operation: { case: "joinRoom", value: { conversationId: "1; DROP TABLE" } } }),
    ],
    reason: "INVALID",
    field: "rows[0].join_room.conversation_id",
  },
  {
    what: "a room's name with a bell",
    rows: () => [room("a\u0007b")],
    reason: "INVALID",
    field: "rows[0].create_room.name",
  },
  {
    what: "a room's name with a line break",
    rows: () => [room("a\nb")],
    reason: "INVALID",
    field: "rows[0].create_room.name",
  },
  {
    what: "a room's name that turns the line round",
    rows: () => [room("a\u202eb")],
    reason: "INVALID",
    field: "rows[0].create_room.name",
  },
  {
    what: "a room's name of 33 characters",
    rows: () => [room("x".repeat(33))],
    reason: "INVALID",
    field: "rows[0].create_room.name",
  },
  {
    what: "a room's empty name",
    rows: () => [room("")],
    reason: "INVALID",
    field: "rows[0].create_room.name",
  },
];

describe("a write", () => {
  test.each(badRows)("with $what is refused before the log", async ({ rows, reason, field }) => {
    const before = service.log.proposed.length;
    const refused = await service.client.refusal(write, { rows: rows() }, { token: ann.token });
    expect(refused).toMatchObject({ code: 3, reason, field });
    expect(refused.details).toMatch(/^[A-Z].*\.$/);
    expect(service.log.proposed).toHaveLength(before);
  });

  test("takes the longest text there may be", async () => {
    const conversationId = await service.room("Garden", ann);
    const value = { conversationId, text: "ü".repeat(LIMITS.textBytes / 2) };
    const answer = await service.write(ann, { case: "sendMessage", value });
    expect(answer.outcome.case).toBe("messageSent");
  });

  test("of a megabyte gets a reason and a sentence, not a bare status", async () => {
    const rows = [text("x".repeat(1024 * 1024))];
    const refused = await service.client.refusal(write, { rows }, { token: ann.token });
    expect(refused).toMatchObject({ code: 3, reason: "TOO_LARGE" });
    expect(refused.details).toContain("256 KiB");
  });

  test.each([
    { what: "bytes that are no protobuf", bytes: Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x7f]) },
    {
      what: "text that is no UTF-8",
      bytes: Buffer.from([0x0a, 0x06, 0x12, 0x04, 0x12, 0x02, 0xff, 0xfe]),
    },
  ])("of $what is INVALID", async ({ bytes }) => {
    const refused = await service.client.refusal(write, bytes, { token: ann.token });
    expect(refused).toMatchObject({ code: 3, reason: "INVALID" });
  });

  test("says of an operation from the future that it is unknown, and the log never sees it", async () => {
    const known = toBinary(WriteRequestSchema, create(WriteRequestSchema, { rows: [row()] }));
    // The same row with an unknown field 99 beside its known operation: taken without it.
    const unknown = Buffer.from([0x9a, 0x06, 0x01, 0x2a]);
    const length = known[1] ?? 0;
    const widened = Buffer.concat([
      Buffer.from([0x0a, length + unknown.length]),
      known.subarray(2),
      unknown,
    ]);
    await service.client.askBytes(write, widened, { token: ann.token });
    expect(Buffer.from(service.log.proposed.at(-1) ?? []).includes(unknown)).toBe(false);
  });

  test.each([
    { what: "no token", token: undefined },
    { what: "a token that is none", token: "x" },
    { what: "a token nobody has", token: "A".repeat(43) },
  ])("with $what is BAD_SESSION, and the log never sees it", async ({ token }) => {
    const before = service.log.proposed.length;
    const options = token === undefined ? {} : { token };
    const refused = await service.client.refusal(write, { rows: [row()] }, options);
    expect(refused).toMatchObject({ code: 16, reason: "BAD_SESSION" });
    expect(service.log.proposed).toHaveLength(before);
  });

  test("into somebody else's conversation is refused by the log, row by row", async () => {
    const [bob, eve] = [await service.signUp("Bob"), await service.signUp("Eve")];
    const made = await service.write(ann, { case: "openDirect", value: { accountId: bob.id } });
    const conversation =
      made.outcome.case === "conversationChanged" ? made.outcome.value.conversation : undefined;
    const conversationId = conversation?.id ?? "";
    const answer = await service.write(eve, {
      case: "sendMessage",
      value: { conversationId, text: "psst" },
    });
    expect(answer.outcome).toMatchObject({ case: "refusal", value: { reason: "FORBIDDEN" } });
    const reading = await service.client.refusal(
      MessageService.method.listMessages,
      { conversationId },
      { token: eve.token },
    );
    expect(reading).toMatchObject({ code: 7, reason: "FORBIDDEN" });
  });
});
