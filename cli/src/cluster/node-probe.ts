/** Asks one node over gRPC what needs no session: its health by name, and who leads. */
import { fromBinary, toBinary, create } from "@bufbuild/protobuf";
import {
  NowRequestSchema,
  NowResponseSchema,
  type NowResponse,
} from "@parley/proto/es/parley/v1/cluster_pb.js";
import { callNode, openNodeClient } from "./node-client.ts";

export interface NodeProbe {
  /** Null when the node did not answer within the deadline. */
  now(deadlineMs: number): Promise<NowResponse | null>;
  /** False also when it did not answer. */
  isServing(service: "parley.ready" | "parley.leader", deadlineMs: number): Promise<boolean>;
  close(): void;
}

export function openNodeProbe(address: string): NodeProbe {
  const client = openNodeClient(address);
  const call = async (
    path: string,
    request: Uint8Array,
    deadlineMs: number,
  ): Promise<Uint8Array | null> => {
    const answer = await callNode(client, { path, request, deadlineMs, decode: (bytes) => bytes });
    return "reply" in answer ? answer.reply : null;
  };
  return {
    async now(deadlineMs) {
      const request = toBinary(NowRequestSchema, create(NowRequestSchema));
      const response = await call("/parley.v1.ClusterService/Now", request, deadlineMs);
      return response === null ? null : fromBinary(NowResponseSchema, response);
    },
    async isServing(service, deadlineMs) {
      const response = await call(
        "/grpc.health.v1.Health/Check",
        healthRequest(service),
        deadlineMs,
      );
      return response !== null && isServingResponse(response);
    },
    close() {
      client.close();
    },
  };
}

/** grpc.health.v1.HealthCheckRequest: field 1, the service's name (shorter than 128 bytes, so one length byte). */
function healthRequest(service: string): Uint8Array {
  const name = Buffer.from(service);
  return Buffer.concat([Buffer.from([0x0a, name.length]), name]);
}

/** grpc.health.v1.HealthCheckResponse: field 1, the status; 1 is SERVING. */
const isServingResponse = (bytes: Uint8Array): boolean =>
  bytes.length === 2 && bytes[0] === 0x08 && bytes[1] === 0x01;
