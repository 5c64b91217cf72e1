/** One unary call to one node over gRPC, as bytes on the way there. */
import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";

const CHANNEL = {
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 500,
  "grpc.enable_retries": 0,
  "grpc.use_local_subchannel_pool": 1,
} as const;

/** `address`: host:port of its client port. A channel of its own: closing it disturbs nobody. */
export function openNodeClient(address: string): Client {
  return new Client(address, credentials.createInsecure(), CHANNEL);
}

export interface NodeCall<Reply> {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly request: Uint8Array;
  /** A throw ends the call with INTERNAL. */
  readonly decode: (bytes: Uint8Array) => Reply;
  readonly deadlineMs: number;
  readonly metadata?: Metadata;
}

export type NodeAnswer<Reply> =
  | { readonly reply: Reply }
  /** Null: an end without an error and without a reply. */
  | { readonly error: ServiceError | null };

/** Never rejects. */
export function callNode<Reply>(
  client: Client,
  { path, request, decode, deadlineMs, metadata = new Metadata() }: NodeCall<Reply>,
): Promise<NodeAnswer<Reply>> {
  const { promise, resolve } = Promise.withResolvers<NodeAnswer<Reply>>();
  client.makeUnaryRequest(
    path,
    (bytes: Uint8Array) => Buffer.from(bytes),
    decode,
    request,
    metadata,
    { deadline: Date.now() + deadlineMs },
    (error, reply) => resolve(error === null && reply !== undefined ? { reply } : { error }),
  );
  return promise;
}
