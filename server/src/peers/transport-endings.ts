/**
 * How grpc-js itself ended a call. A message that is too large, or no protobuf, never reaches a handler: the call is
 * over, and all that the handler hears is `cancelled`, as if the caller had gone. What was said to the caller is noted
 * here on its way out, so that such a call can be counted and told like every other refusal.
 */
import { ServerInterceptingCall, status } from "@grpc/grpc-js";
import type { Metadata, ServerInterceptor } from "@grpc/grpc-js";
import type { PeerRefusal } from "./refusals.ts";

export interface TransportRefusal {
  readonly reason: PeerRefusal;
  readonly sentence: string;
}

export class TransportEndings {
  /** By the metadata of the call: the one thing that an interceptor and a handler both hold. */
  private readonly calls = new WeakMap<Metadata, () => TransportRefusal | null>();

  /** Sees every call of the server that it is given to. */
  readonly interceptor: ServerInterceptor = (_method, call) => {
    let said: TransportRefusal | null = null;
    const send = call.sendStatus.bind(call);
    // Not by a Responder: what the transport says by itself goes by no interceptor, only by the call.
    call.sendStatus = (ended) => {
      said ??= refusalOf(ended.code, ended.details ?? "");
      send(ended);
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, forward) => {
            this.calls.set(metadata, () => said);
            forward(metadata);
          },
        }),
    });
  };

  /** Null: it was not the transport that ended this call, or there was nothing wrong with what was said. */
  of(metadata: Metadata): TransportRefusal | null {
    return this.calls.get(metadata)?.() ?? null;
  }
}

function refusalOf(code: status | null | undefined, details: string): TransportRefusal | null {
  switch (code) {
    case status.RESOURCE_EXHAUSTED:
      return { reason: "TOO_LARGE", sentence: `a message above the limit: ${details}` };
    case status.UNIMPLEMENTED:
      return { reason: "MALFORMED", sentence: `bytes that are no message: ${details}` };
    case status.INTERNAL:
      // The same code also tells of an answer that could not be written, which is no fault of the caller's.
      return /deserializ|decompress/.test(details)
        ? { reason: "MALFORMED", sentence: `bytes that are no message: ${details}` }
        : null;
    default:
      return null;
  }
}
