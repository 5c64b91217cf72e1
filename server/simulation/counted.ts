/** What a quorum is, said a second time: a watcher that asked the program itself would believe its errors. */
import type { Configuration, RaftId } from "../src/raft/types.ts";

/** More than half of the voters, and more than half of the outgoing ones while there are any (§6). */
export function isCounted(
  { voters, outgoing }: Pick<Configuration, "voters" | "outgoing">,
  isFor: (id: RaftId) => boolean,
): boolean {
  const half = (group: readonly RaftId[]): boolean => {
    let count = 0;
    for (const id of group) if (isFor(id)) count += 1;
    return count * 2 > group.length;
  };
  return half(voters) && (outgoing.length === 0 || half(outgoing));
}
