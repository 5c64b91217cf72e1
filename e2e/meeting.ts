/** How two people come to talk. */
import type { Person } from "./person.ts";

/** Both sign up, and stand in their direct conversation with a first word said and read. */
export async function meet(host: Person, guest: Person): Promise<void> {
  await Promise.all([host.signsUp(), guest.signsUp()]);
  await host.writesTo(guest);
  await host.says("Hello there");
  await guest.opens(host.name);
  await guest.sees("Hello there");
}
