/** What one does to one's own account, and administrators to those of others, from a page. Fetched with the settings. */
import { AccountClient } from "@parley/client/account-client.ts";
import { GrpcWebTransport } from "@parley/client/transports/grpc-web.ts";

/** The session is the cookie's. */
export function accountClient(): AccountClient {
  return new AccountClient({ transport: new GrpcWebTransport() });
}
