/** A backup on its way through a real gRPC server: whole, refused, broken off, or taken too slowly. */
import { crc32 } from "node:zlib";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import {
  BackUpRequestSchema,
  BackUpResponseSchema,
  type BackUpResponse,
} from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { expect, onTestFinished, test } from "vitest";
import type { Backups, OpenBackup } from "./backup-stream.ts";
import { CallRefusal } from "./call-refusal.ts";
import { OPERATOR_TOKEN, startService } from "./service-fixture.ts";

const PATH = "/parley.operator.v1.OperatorService/BackUp";
const PART_BYTES = 192 * 1024;

/** A snapshot that is held, and what became of it. */
function heldBackup(parts: () => AsyncIterable<Uint8Array>, bytes: number) {
  const seen = { asked: [] as number[], closed: 0, taken: 0 };
  const backups: Backups = {
    open: (index) => {
      seen.asked.push(index);
      const open: OpenBackup = {
        node: "n1",
        index: index + 3,
        term: 2,
        stateHash: "a".repeat(32),
        comparedIndex: 1,
        bytes,
        parts: async function* () {
          for await (const part of parts()) {
            seen.taken += 1;
            yield part;
          }
        },
        close: () => void (seen.closed += 1),
      };
      return Promise.resolve(open);
    },
  };
  return { backups, seen };
}

async function* partsOf(count: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at += 1) yield Buffer.alloc(PART_BYTES, at);
}

function ask(address: string, token: string | null = OPERATOR_TOKEN) {
  const client = new Client(address, credentials.createInsecure());
  onTestFinished(() => client.close());
  const metadata = new Metadata();
  if (token !== null) metadata.set("authorization", `Bearer ${token}`);
  return client.makeServerStreamRequest(
    PATH,
    (bytes: Uint8Array) => Buffer.from(bytes),
    (bytes: Uint8Array) => fromBinary(BackUpResponseSchema, bytes),
    toBinary(BackUpRequestSchema, create(BackUpRequestSchema)),
    metadata,
  );
}

async function received(call: AsyncIterable<unknown>): Promise<readonly BackUpResponse["item"][]> {
  const items: BackUpResponse["item"][] = [];
  for await (const message of call) items.push((message as BackUpResponse).item);
  return items;
}

async function reasonOf(call: AsyncIterable<unknown>): Promise<string> {
  const error: unknown = await received(call).catch((failure: unknown) => failure);
  const [reason] = (error as ServiceError).metadata.get("parley-reason");
  return String(reason);
}

test("a backup says first what is in it, then all of it in checked parts, and at last that it is whole", async () => {
  const { backups, seen } = heldBackup(() => partsOf(3), 3 * PART_BYTES);
  const { address, signUp } = await startService({ backups });
  await signUp("ann");
  const [begun, ...rest] = await received(ask(address));
  const index = seen.asked[0] ?? 0;
  expect(index).toBeGreaterThan(0);
  expect(begun).toMatchObject({
    case: "begun",
    value: {
      node: "n1",
      index: BigInt(index + 3),
      term: 2n,
      bytes: BigInt(3 * PART_BYTES),
      comparedIndex: 1n,
    },
  });
  const parts = rest.flatMap((item) => (item.case === "part" ? [item.value] : []));
  expect(parts.map(({ offset }) => Number(offset))).toEqual([0, PART_BYTES, 2 * PART_BYTES]);
  for (const { data, sum } of parts) expect(crc32(data)).toBe(sum);
  const whole = Buffer.concat(parts.map(({ data }) => data));
  expect(rest.at(-1)).toMatchObject({
    case: "end",
    value: { bytes: BigInt(whole.length), sum: crc32(whole) },
  });
  expect(seen.closed).toBe(1);
});

test.each([null, "x".padEnd(43, "-")])("whoever shows %s gets nothing", async (token) => {
  const { backups, seen } = heldBackup(() => partsOf(1), PART_BYTES);
  const { address } = await startService({ backups });
  expect(await reasonOf(ask(address, token))).toBe("FORBIDDEN");
  expect(seen.asked).toEqual([]);
});

test("a snapshot that turns out damaged ends the call with CORRUPT and without an end", async () => {
  const { backups, seen } = heldBackup(async function* () {
    yield new Uint8Array(10);
    throw new CallRefusal("CORRUPT", "");
  }, 20);
  const { address } = await startService({ backups });
  expect(await reasonOf(ask(address))).toBe("CORRUPT");
  expect(seen.closed).toBe(1);
});

test("nobody waits in memory for a slow taker; a second taker is told to come later, and who leaves lets go of the snapshot", async () => {
  const many = 1_000;
  const { backups, seen } = heldBackup(() => partsOf(many), many * PART_BYTES);
  const { address } = await startService({ backups });
  const slow = ask(address);
  slow.on("error", () => undefined);
  await new Promise((resolve) => slow.once("metadata", resolve));
  expect(await reasonOf(ask(address))).toBe("BUSY");
  slow.cancel();
  await expect.poll(() => seen.closed, { timeout: 5_000 }).toBe(1);
  // Of 190 MiB only what the connection itself takes has been read.
  expect(seen.taken).toBeLessThan(50);
  const again = ask(address);
  again.on("error", () => undefined);
  await new Promise((resolve) => again.once("metadata", resolve));
  again.cancel();
  await expect.poll(() => seen.closed, { timeout: 5_000 }).toBe(2);
});
