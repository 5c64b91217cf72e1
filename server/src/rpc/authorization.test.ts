/** Who may do what, cell by cell of authorization-table.ts, through a real port and the real chat. */
import { fromBinary } from "@bufbuild/protobuf";
import type { DescMethod } from "@bufbuild/protobuf";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import type { ServiceError } from "@grpc/grpc-js";
import { WriteResponseSchema, WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import { describe, expect, test } from "vitest";
import { methodDefinition } from "../lib/grpc-service.ts";
import { REQUESTS } from "./authorization-requests.ts";
import { matrixRows, type Actor } from "./authorization-table.ts";
import { AuthorizationWorld } from "./authorization-world.ts";
import { contractMethods, contractOperations, operationName } from "./contract-operations.ts";

const { write } = WriteService.method;
const methods = new Map((await contractMethods()).map((method) => [operationName(method), method]));
const rows = matrixRows();

describe("the matrix", () => {
  test("has a line for every operation of the contract, and none for another", async () => {
    const operations = await contractOperations();
    expect(operations.length).toBeGreaterThan(50);
    const named = new Set(rows.map(({ operation }) => operation));
    expect(operations.filter((operation) => !named.has(operation))).toEqual([]);
    expect([...named].filter((operation) => !operations.includes(operation))).toEqual([]);
    expect([...REQUESTS.keys()].toSorted()).toEqual(operations.toSorted());
  });

  test("says everything once", () => {
    const lines = rows.map(({ operation, target }) => `${operation} ${target}`);
    expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([]);
  });

  test("is what a node answers, in every cell", { timeout: 120_000 }, async () => {
    const world = await AuthorizationWorld.build();
    const client = new Client(world.service.address, credentials.createInsecure());
    const wrong: string[] = [];
    for (const { operation, target, answers } of rows) {
      for (const { actor, expected } of answers) {
        const asked = await ask(client, world, { operation, target, actor });
        if (asked !== expected) {
          wrong.push(`${operation} ${target} by ${actor}: ${asked} instead of ${expected}`);
        }
      }
    }
    client.close();
    expect(wrong).toEqual([]);
    expect(world.service.fatal).toEqual([]);
  });
});

interface Cell {
  readonly operation: string;
  readonly target: string;
  readonly actor: Actor;
}

/** "ok", or the reason of the refusal, whoever decided it: the door, the log, or the row. */
async function ask(
  client: Client,
  world: AuthorizationWorld,
  { operation, target, actor }: Cell,
): Promise<string> {
  const about = world.begin(target, actor);
  const request = REQUESTS.get(operation)?.(about) ?? new Uint8Array();
  const metadata = new Metadata();
  const token = world.token(actor);
  if (token !== null) metadata.set("authorization", `Bearer ${token}`);
  const method = methods.get(operation) ?? write;
  const call = { client, method, request, metadata };
  return method.methodKind === "unary" ? askOnce(call) : askStream(call);
}

interface Asking {
  readonly client: Client;
  readonly method: DescMethod;
  readonly request: Uint8Array;
  readonly metadata: Metadata;
}

function askOnce({ client, method, request, metadata }: Asking): Promise<string> {
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      methodDefinition(method).path,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => (method === write ? rowReason(bytes) : "ok"),
      request,
      metadata,
      (error, answer) => resolve(error === null ? (answer ?? "nothing") : reasonOf(error)),
    );
  });
}

/** A stream is granted when something comes behind its first item, which greets anybody; or when it ends in order. */
function askStream({ client, method, request, metadata }: Asking): Promise<string> {
  return new Promise((resolve) => {
    let items = 0;
    const call = client.makeServerStreamRequest(
      methodDefinition(method).path,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => bytes,
      request,
      metadata,
    );
    call.on("data", () => {
      items += 1;
      if (items < 2) return;
      resolve("ok");
      call.cancel();
    });
    call.on("end", () => resolve("ok"));
    call.on("error", (error: ServiceError) => resolve(reasonOf(error)));
  });
}

function rowReason(bytes: Uint8Array): string {
  const [answer] = fromBinary(WriteResponseSchema, bytes).answers;
  const { outcome } = answer ?? {};
  return outcome?.case === "refusal" ? outcome.value.reason : "ok";
}

function reasonOf({ metadata, code }: ServiceError): string {
  return String(metadata.get("parley-reason")[0] ?? `gRPC ${code}`);
}
