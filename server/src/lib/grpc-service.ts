/** Joins the descriptors of protobuf-es to grpc-js: the one adapter for every service of a node. */
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMessage, DescMethod, DescService, MessageShape } from "@bufbuild/protobuf";
import { ServerCredentials } from "@grpc/grpc-js";
import type {
  handleBidiStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  MethodDefinition,
  Server,
} from "@grpc/grpc-js";

/** Answers may come as encoded bytes, so that one event is serialised once for all who see it. */
export type Encoded<T> = T | Uint8Array;

type Method = Pick<DescMethod, "input" | "output" | "methodKind">;
type In<M extends Method> = MessageShape<M["input"]>;
type Out<M extends Method> = Encoded<MessageShape<M["output"]>>;

type HandlerOf<M extends Method> = M["methodKind"] extends "unary"
  ? handleUnaryCall<In<M>, Out<M>>
  : M["methodKind"] extends "server_streaming"
    ? handleServerStreamingCall<In<M>, Out<M>>
    : handleBidiStreamingCall<In<M>, Out<M>>;

/** What grpc-js wants for a service: a forgotten or mistyped method does not compile. */
export type Handlers<S extends { method: Record<string, Method> }> = {
  [K in keyof S["method"]]: HandlerOf<S["method"][K]>;
};

export type Definition = Record<string, MethodDefinition<unknown, unknown>>;

export function grpcDefinition(service: Pick<DescService, "typeName" | "methods">): Definition {
  return Object.fromEntries(
    service.methods.map((method) => [method.localName, methodDefinition(method)]),
  );
}

export function methodDefinition(method: DescMethod): MethodDefinition<unknown, unknown> {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream:
      method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming",
    responseStream:
      method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming",
    requestSerialize: encoder(method.input),
    requestDeserialize: (bytes) => fromBinary(method.input, bytes),
    responseSerialize: encoder(method.output),
    responseDeserialize: (bytes) => fromBinary(method.output, bytes),
  };
}

function encoder<D extends DescMessage>(schema: D): (value: unknown) => Buffer {
  // grpc-js hands over what a handler of this method passed to it: a message of this type or its bytes.
  return (value) =>
    view(value instanceof Uint8Array ? value : toBinary(schema, value as MessageShape<D>));
}

/** The same memory as a Buffer. */
function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Listens without encryption on host:port. Resolves with the address in force: port 0 becomes a real one. */
export function bindPlain(server: Server, address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(`${address.slice(0, address.lastIndexOf(":"))}:${port}`);
    });
  });
}
