/** The client of a page: gRPC-Web to where the page came from, an outbox that survives it, one sender for all tabs. */
import { browserSignals } from "@parley/client/browser-signals.ts";
import { BrowserTabs } from "@parley/client/browser-tabs.ts";
import { createChatClient } from "@parley/client/chat-client.ts";
import type { ChatClient } from "@parley/client/chat.ts";
import { IndexedDbOutboxStore } from "@parley/client/indexed-db-outbox-store.ts";
import { MemoryOutboxStore } from "@parley/client/memory-outbox-store.ts";
import type { OutboxStore } from "@parley/client/outbox-store.ts";
import { GrpcWebTransport } from "@parley/client/transports/grpc-web.ts";

export async function browserClient(): Promise<ChatClient> {
  return createChatClient({
    transport: new GrpcWebTransport(),
    outbox: await openOutbox(),
    tabs: new BrowserTabs(),
    signals: browserSignals,
  });
}

/** The script of the calls that the transport has not brought along: then they go out at once. */
export function fetchLaterVerbs(): Promise<unknown> {
  return import("@parley/client/transports/web-later-verbs.ts");
}

async function openOutbox(): Promise<OutboxStore> {
  try {
    return await IndexedDbOutboxStore.open();
  } catch {
    // Private windows and full disks refuse it. The page then warns before it is closed with unsent words.
    return new MemoryOutboxStore();
  }
}
