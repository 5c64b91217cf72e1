/**
 * The first look at a request's bytes. grpc-js answers what it cannot decode with a bare status; here such bytes
 * become a value that the frame around the method refuses with a reason and a sentence.
 */
import type { DescService } from "@bufbuild/protobuf";
import { grpcDefinition } from "../lib/grpc-service.ts";
import type { Definition } from "../lib/grpc-service.ts";
import { LIMITS } from "../limits.ts";
import { CallRefusal, tooLarge } from "./call-refusal.ts";

export function doorDefinition(service: Pick<DescService, "typeName" | "methods">): Definition {
  const methods = Object.entries(grpcDefinition(service)).map(([name, method]) => [
    name,
    { ...method, requestDeserialize: guarded(method.requestDeserialize) },
  ]);
  return Object.fromEntries(methods);
}

/** The request as a handler gets it: decoded, or the refusal to be thrown. */
export function acceptedRequest<Request>(request: Request): Request {
  if (request instanceof CallRefusal) throw request;
  return request;
}

function guarded(decode: (bytes: Buffer) => unknown): (bytes: Buffer) => unknown {
  return (bytes) => {
    if (bytes.length > LIMITS.clientMessageBytes) {
      const limitKiB = LIMITS.clientMessageBytes / 1024;
      return tooLarge("", `A request has at most ${limitKiB} KiB; send less at once.`);
    }
    try {
      return decode(bytes);
    } catch {
      // What exactly is wrong with hostile bytes helps nobody.
      return new CallRefusal("INVALID", "These bytes are no well-formed request of this method.");
    }
  };
}
