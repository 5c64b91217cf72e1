/** Tabs share one cookie: a page may write or listen with a session that is not the one it knows. */
import { fromBinary } from "@bufbuild/protobuf";
import { CommandSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import { expect, test } from "vitest";
import { freshKey, startService } from "./service-fixture.ts";

const { write } = WriteService.method;

async function startTwo() {
  const service = await startService();
  const [ann, bob] = [await service.signUp("Ann"), await service.signUp("Bob")];
  const operation = { case: "createRoom", value: { name: "Garden" } } as const;
  const rows = [{ key: freshKey(service.log), operation }];
  return { service, ann, bob, rows };
}

test("a write of one account in another's session is BAD_SESSION, and the log never sees it", async () => {
  const { service, ann, bob, rows } = await startTwo();
  const before = service.log.proposed.length;
  const request = { rows, accountId: ann.id };
  // Once for a session that the node has to look up, once for one that it remembers.
  for (const _session of ["looked up", "remembered"]) {
    const refused = await service.client.refusal(write, request, { token: bob.token });
    expect(refused).toMatchObject({ code: 16, reason: "BAD_SESSION" });
  }
  expect(service.log.proposed).toHaveLength(before);
  const { reply } = await service.client.ask(write, request, { token: ann.token });
  expect(reply.answers[0]?.outcome.case).toBe("conversationChanged");
});

test("the log is told which account a write believes to be", async () => {
  const { service, ann, rows } = await startTwo();
  await service.client.ask(write, { rows, accountId: ann.id }, { token: ann.token });
  const { kind } = fromBinary(CommandSchema, service.log.proposed.at(-1) ?? new Uint8Array());
  expect(kind).toMatchObject({ case: "write", value: { accountId: ann.id } });
});

test("a stream of one account in another's session is BAD_SESSION", async () => {
  const { service, ann, bob } = await startTwo();
  const stream = service.client.subscribe({ accountId: ann.id }, { token: bob.token });
  expect(await stream.ended).toMatchObject({ code: 16, reason: "BAD_SESSION" });
  expect(stream.all("event")).toEqual([]);
  const own = service.client.subscribe({ accountId: ann.id }, { token: ann.token });
  await own.until("caughtUp");
  own.cancel();
});
