/** Whom this node has to do with. */
import type { Core } from "./core.ts";
import type { Member } from "./types.ts";

/**
 * Everybody whom a configuration in play names, in the log or, where that is behind, as another told: two whose logs both
 * end before the configuration that names them must find each other, for a quorum may need both to recognise them.
 */
export function membersInPlay({ log, standing }: Core): readonly Member[] {
  const told = standing.toldBeyond(log.configurationEntry)?.members ?? [];
  const byId = new Map([...told, ...log.membersInPlay].map((member) => [member.id, member]));
  return [...byId.values()];
}
