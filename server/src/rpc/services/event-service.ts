import type { EventService } from "@parley/proto/es/parley/v1/event_pb.js";
import type { Handlers } from "../../lib/grpc-service.ts";
import type { EventStreams } from "../event-streams.ts";

export function eventHandlers(streams: EventStreams): Handlers<typeof EventService> {
  return {
    // Every failure inside ends the stream with its reason; the promise never rejects.
    subscribe: (call) => void streams.serve(call),
  };
}
