/** Test support: any method of the contract, asked with bytes and headers as they are; what came back, in one word. */
import { fromBinary } from "@bufbuild/protobuf";
import type { DescMethod } from "@bufbuild/protobuf";
import { Metadata } from "@grpc/grpc-js";
import type { Client, ServiceError } from "@grpc/grpc-js";
import { EventService, SubscribeResponseSchema } from "@parley/proto/es/parley/v1/event_pb.js";
import { WriteResponseSchema, WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import { methodDefinition } from "../lib/grpc-service.ts";

/** Longer than any call of a node takes: who waits so long was forgotten. */
const DEADLINE_MS = 20_000;

export interface ContractCall {
  readonly client: Client;
  readonly method: DescMethod;
  readonly request: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** "ok", or the reason of the refusal, whoever decided it: the door, the log, or the first row. */
export function askAnything(call: ContractCall): Promise<string> {
  return call.method.methodKind === "unary" ? askOnce(call) : askStream(call);
}

export function bearer(token: string | null): Readonly<Record<string, string>> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function askOnce({ client, method, request, headers }: ContractCall): Promise<string> {
  const isWrite = method === WriteService.method.write;
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      methodDefinition(method).path,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => (isWrite ? rowReason(bytes) : "ok"),
      request,
      metadataOf(headers),
      { deadline: Date.now() + DEADLINE_MS },
      (error, answer) => resolve(error === null ? (answer ?? "nothing") : reasonOf(error)),
    );
  });
}

/** A stream is granted when it brings what only it brings, or ends in order. One that only lives on is "waiting". */
function askStream({ client, method, request, headers }: ContractCall): Promise<string> {
  return new Promise((resolve) => {
    const call = client.makeServerStreamRequest(
      methodDefinition(method).path,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => (method === EventService.method.subscribe ? eventAnswer(bytes) : "ok"),
      request,
      metadataOf(headers),
      { deadline: Date.now() + DEADLINE_MS },
    );
    call.on("data", (answer: string) => {
      if (answer === GREETING) return;
      resolve(answer);
      call.cancel();
    });
    call.on("end", () => resolve("ok"));
    call.on("error", (error: ServiceError) => resolve(reasonOf(error)));
  });
}

/** It comes to anybody. */
const GREETING = "hello";

function eventAnswer(bytes: Uint8Array): string {
  const { item } = fromBinary(SubscribeResponseSchema, bytes);
  if (item.case === "hello") return GREETING;
  return item.case === "event" || item.case === "caughtUp" ? "ok" : "waiting";
}

function metadataOf(headers: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}

function rowReason(bytes: Uint8Array): string {
  const [answer] = fromBinary(WriteResponseSchema, bytes).answers;
  const { outcome } = answer ?? {};
  return outcome?.case === "refusal" ? outcome.value.reason : "ok";
}

function reasonOf({ metadata, code }: ServiceError): string {
  return String(metadata.get("parley-reason")[0] ?? `gRPC ${code}`);
}
