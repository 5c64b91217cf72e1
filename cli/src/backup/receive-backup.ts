/**
 * Takes a backup from one node into a file that nobody takes for one before it is whole: written beside its place, every part
 * checked, synced.
 */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Metadata, type ClientReadableStream, type ServiceError } from "@grpc/grpc-js";
import {
  BackUpRequestSchema,
  BackUpResponseSchema,
  OperatorService,
  type BackUpResponse,
  type BackupBegun,
} from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { openNodeClient } from "../cluster/node-client.ts";
import { Sentence } from "../sentence.ts";

/** The node gives up by itself earlier; this ends a call that nobody answers, ms. */
const DEADLINE_MS = 3_700_000;
/** It holds the hashes of passwords and everything that was written. */
const FILE_MODE = 0o600;

export interface ReceiveOptions {
  readonly address: string;
  readonly token: string;
  /** Made here, and removed again unless the backup is whole. */
  readonly path: string;
  readonly signal: AbortSignal;
  begun(begun: BackupBegun): void;
  received(bytes: number): void;
}

/** Resolves when the file is whole and synced; rejects with a Sentence. */
export async function receiveBackup(options: ReceiveOptions): Promise<BackupBegun> {
  const descriptor = openSync(options.path, "wx", FILE_MODE);
  let isWhole = false;
  try {
    const begun = await receive(descriptor, options);
    fsyncSync(descriptor);
    isWhole = true;
    return begun;
  } finally {
    closeSync(descriptor);
    if (!isWhole) rmSync(options.path, { force: true });
  }
}

async function receive(descriptor: number, options: ReceiveOptions): Promise<BackupBegun> {
  const client = openNodeClient(options.address);
  const file = new IncomingFile(descriptor, options);
  try {
    const call = ask(client, options.token);
    const abort = (): void => call.cancel();
    options.signal.addEventListener("abort", abort, { once: true });
    try {
      // One message at a time: the disk here sets the pace there.
      for await (const message of call) file.take(message as BackUpResponse);
    } finally {
      options.signal.removeEventListener("abort", abort);
      call.cancel();
    }
    return file.finish();
  } catch (error) {
    throw sentenceOf(error);
  } finally {
    client.close();
  }
}

function ask(
  client: ReturnType<typeof openNodeClient>,
  token: string,
): ClientReadableStream<BackUpResponse> {
  const { method } = OperatorService;
  const metadata = new Metadata();
  metadata.set("authorization", `Bearer ${token}`);
  return client.makeServerStreamRequest(
    `/${OperatorService.typeName}/${method.backUp.name}`,
    (bytes: Uint8Array) => Buffer.from(bytes),
    (bytes: Uint8Array) => fromBinary(BackUpResponseSchema, bytes),
    toBinary(BackUpRequestSchema, create(BackUpRequestSchema)),
    metadata,
    { deadline: Date.now() + DEADLINE_MS },
  );
}

class IncomingFile {
  readonly #descriptor: number;
  readonly #options: ReceiveOptions;
  #begun: BackupBegun | null = null;
  #bytes = 0;
  #sum = 0;
  #isWhole = false;

  constructor(descriptor: number, options: ReceiveOptions) {
    this.#descriptor = descriptor;
    this.#options = options;
  }

  take({ item }: BackUpResponse): void {
    switch (item.case) {
      case "begun":
        this.#begun = item.value;
        return this.#options.begun(item.value);
      case "part": {
        const { offset, data, sum } = item.value;
        if (Number(offset) !== this.#bytes || crc32(data) !== sum) throw damaged();
        this.#sum = crc32(data, this.#sum);
        for (let at = 0; at < data.length;) at += writeSync(this.#descriptor, data, at);
        this.#bytes += data.length;
        return this.#options.received(this.#bytes);
      }
      case "end":
        this.#isWhole = Number(item.value.bytes) === this.#bytes && item.value.sum === this.#sum;
        return;
      case undefined:
        // Of a newer node; what matters of it is in the parts.
        return;
    }
  }

  finish(): BackupBegun {
    const begun = this.#begun;
    if (begun === null || !this.#isWhole || Number(begun.bytes) !== this.#bytes) throw damaged();
    return begun;
  }
}

const damaged = (): Sentence =>
  new Sentence("The backup arrived damaged or cut short and was thrown away. Try again.", 1);

function sentenceOf(error: unknown): unknown {
  if (!(error instanceof Error) || !("metadata" in error)) return error;
  // grpc-js rejects the iteration with its own error and nothing else that has metadata.
  const { metadata, details } = error as ServiceError;
  const [reason] = metadata.get("parley-reason");
  if (typeof reason === "string") return new Sentence(details, 1);
  return new Sentence(
    `The node broke off the backup: ${details}. Try again, or name another node with --node.`,
    1,
  );
}
