/** For tests of the edge alone: a process-internal node that says its name, its health and nothing else. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Metadata, Server, ServerCredentials } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall, ServerWritableStream } from "@grpc/grpc-js";
import type { Endpoint } from "./endpoint-writer.ts";

export interface StandInNode extends Endpoint {
  leads: boolean;
  close(): Promise<void>;
}

type UnaryCall = ServerUnaryCall<Buffer, Buffer>;

const SERVING = Buffer.from([0x08, 0x01]);
const NOT_SERVING = Buffer.from([0x08, 0x02]);

export async function startStandInNode(name: string): Promise<StandInNode> {
  const server = new Server();
  const http = createServer((_request, response) =>
    response.setHeader("x-stand-in", name).end(name),
  );
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { promise: port, resolve, reject } = Promise.withResolvers<number>();
  const bound = (error: Error | null, found: number): void =>
    error === null ? resolve(found) : reject(error);
  const node: StandInNode = {
    name,
    http: `127.0.0.1:${(http.address() as AddressInfo).port}`,
    client: "",
    leads: false,
    async close() {
      server.forceShutdown();
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };
  addServices(server, node);
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), bound);
  return Object.assign(node, { client: `127.0.0.1:${await port}` });
}

const raw = (bytes: Buffer): Buffer => bytes;
/** Of a stand-in's methods: bytes as they come and go. */
export const rawCodec = {
  requestSerialize: raw,
  requestDeserialize: raw,
  responseSerialize: raw,
  responseDeserialize: raw,
};

function addServices(server: Server, node: StandInNode): void {
  const method = (path: string, responseStream: boolean) => ({
    path,
    requestStream: false,
    responseStream,
    ...rawCodec,
  });
  const definition = {
    Check: method("/grpc.health.v1.Health/Check", false),
    Now: method("/parley.v1.ClusterService/Now", false),
    Subscribe: method("/parley.v1.EventService/Subscribe", true),
  };
  server.addService(definition, {
    Check: ({ request }: UnaryCall, done: sendUnaryData<Buffer>) => {
      const isLeaderCheck = request.subarray(2).toString() === "parley.leader";
      done(null, !isLeaderCheck || node.leads ? SERVING : NOT_SERVING);
    },
    Now: (call: UnaryCall, done: sendUnaryData<Buffer>) => {
      const metadata = new Metadata();
      metadata.set("parley-node", node.name);
      call.sendMetadata(metadata);
      done(null, Buffer.alloc(0));
    },
    Subscribe: (call: ServerWritableStream<Buffer, Buffer>) => call.write(Buffer.from(node.name)),
  });
}
