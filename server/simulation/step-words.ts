/** A step of the core in words, for a trace that people read. */
import type { Message } from "../src/raft/messages.ts";
import type { Configuration, Effect, Input, RaftId, SnapshotMeta } from "../src/raft/types.ts";

export function describeStep(input: Input, effects: readonly Effect[]): string {
  return `${describeInput(input)} => ${effects.map(describeEffect).join(", ")}`;
}

function describeMessage(message: Message): string {
  const { type, from, to, term, ...rest } = message;
  const fields = Object.entries(rest).map(([name, value]) =>
    Array.isArray(value) || value instanceof Uint8Array
      ? `${name}=${value.length}`
      : `${name}=${inWords(value)}`,
  );
  return `${type} ${short(from)}>${short(to)} t${term} ${fields.join(" ")}`;
}

/** A snapshot by its id and index. */
function inWords(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const { id, base } = value as Partial<SnapshotMeta>;
  return `"${id ?? ""}" at ${base?.index ?? 0}`;
}

function short(id: RaftId): string {
  return `n${Number(id)}`;
}

function describeInput(input: Input): string {
  switch (input.kind) {
    case "message":
      return describeMessage(input.message);
    case "propose":
      return `propose ${input.proposals.length}`;
    case "storageDone":
      return `storageDone ${input.id}`;
    case "applyDone":
      return `applyDone ${input.index}`;
    case "peerUp":
    case "peerDown":
    case "peerLeft":
      return `${input.kind} ${short(input.peer)}`;
    case "fetched":
      return `fetched ${input.entries.length} from ${input.from} for ${short(input.to)}`;
    default:
      return input.kind;
  }
}

/** "1 2 4 | 1 2 3 (5)": voters, outgoing, learners. */
function membersInWords({ voters, outgoing, learners }: Configuration): string {
  const [now, old, none] = [voters, outgoing, learners].map((ids) => ids.map(Number).join(" "));
  return `${now}${old === "" ? "" : ` | ${old}`}${none === "" ? "" : ` (${none})`}`;
}

function describeEffect(effect: Effect): string {
  switch (effect.kind) {
    case "send":
      return `[${describeMessage(effect.message)}]`;
    case "persist": {
      const { id, truncateFrom, hardState, entries, releases } = effect;
      const state = hardState === null ? "" : ` t${hardState.term} v${hardState.vote ?? "-"}`;
      const cut = truncateFrom === null ? "" : ` cut ${truncateFrom}`;
      return `persist ${id}${cut}${state} +${entries.length} releases ${releases.length}`;
    }
    case "apply":
      return `apply ${effect.commit}`;
    case "status":
      return `STATUS ${effect.role} t${effect.term} leader ${effect.leader ?? "-"}`;
    case "reject":
      return `reject ${effect.what} ${effect.reason}`;
    case "configuration":
      return `CONFIGURATION ${effect.index}${effect.isCommitted ? " committed" : ""} ${membersInWords(effect.configuration)}`;
    case "changeRefused":
    case "transferEnded":
      return `${effect.kind} ${effect.reason}`;
    case "readReady":
      return `readReady ${effect.index}`;
    default:
      return effect.kind;
  }
}
