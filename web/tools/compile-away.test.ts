import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Script } from "node:vm";
import { expect, test } from "vitest";

import compileAway from "./compile-away.ts";

const require = createRequire(import.meta.url);
const shortened = (name: string): string =>
  compileAway(
    readFileSync(require.resolve(`@parley/proto/grpcweb/parley/v1/${name}_pb.js`), "utf8"),
  );
const READING = ".deserializeBinaryFromReader = function";
const WRITING = ".serializeBinaryToWriter = function";

test("a page reads what it gets and writes what it sends, and nothing else", () => {
  const write = shortened("write");
  expect(write).not.toContain(`proto.parley.v1.SendMessage${READING}`);
  expect(write).toContain(`proto.parley.v1.SendMessage${WRITING}`);
  expect(write).toContain(`proto.parley.v1.WriteAnswer${READING}`);
  expect(write).not.toContain(`proto.parley.v1.WriteAnswer${WRITING}`);
  expect(write).not.toContain("GENERATE_TO_OBJECT");
});

test("a message within another goes where that goes", () => {
  const message = shortened("message");
  expect(message).toContain(`proto.parley.v1.Reaction${READING}`);
  expect(message).not.toContain(`proto.parley.v1.Reaction${WRITING}`);
});

test("of the accessors those stay that somebody calls, and no others", () => {
  const write = shortened("write");
  expect(write).toContain("proto.parley.v1.WriteRow.prototype.setSendMessage = function");
  expect(write).toContain("proto.parley.v1.WriteRow.prototype.getSendMessage = function");
  expect(write).not.toContain("proto.parley.v1.WriteRow.prototype.clearSendMessage = function");
  expect(write).not.toContain("proto.parley.v1.WriteRow.prototype.hasSendMessage = function");
});

test("a message stays away that only verbs use which no page asks, with all that hangs on it", () => {
  const message = shortened("message");
  expect(message).not.toMatch(/^proto\.parley\.v1\.GetUnreadRequest\b/m);
  expect(message).not.toMatch(/^proto\.parley\.v1\.GetUnreadResponse\b/m);
  expect(message).toContain("proto.parley.v1.GetMessageRequest = function");
});

test("what no caller fills is not written, and a message only for that stays away", () => {
  const write = shortened("write");
  expect(write).toContain("f = message.getSendMessage();");
  expect(write).not.toContain("f = message.getCreateBot();");
  expect(write).not.toContain("proto.parley.v1.CreateBot = function");
});

test("of the stubs those methods stay that a page calls", () => {
  const stubs = compileAway(
    readFileSync(
      require.resolve("@parley/proto/grpcweb/parley/v1/MessageServiceClientPb.ts"),
      "utf8",
    ),
  );
  expect(stubs).toContain("  getMessage(");
  expect(stubs).toContain("methodDescriptorSearchMessages");
  expect(stubs).not.toContain("getUnread");
  expect(stubs).not.toContain("GetUnread");
});

test("what no service names stays whole", () => {
  const stranger = `proto.parley.v9.Stranger${READING}(message, reader) {\n};`;
  expect(compileAway(stranger)).toBe(stranger);
});

test.each(["account", "cluster", "conversation", "event", "message", "write"])(
  "%s_pb.js is still a program that a browser may run",
  (name) => {
    expect(() => new Script(shortened(name))).not.toThrow();
    expect(shortened(name).split("\n").length).toBeGreaterThan(500);
  },
);
