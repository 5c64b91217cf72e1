import type { ChatClient } from "@parley/client/chat-client.ts";

/** The client of a page. */
export function browserClient(): ChatClient {
  throw new Error("The transport of browsers is not built in yet");
}
