/**
 * How scenarios spell what a core says and does: one short line each, the same for every kind of message and
 * effect, so that a new one needs no new words. Entries are index/term; wall clocks and log times are left out.
 */
import { decodeConfiguration } from "./configuration.ts";
import type { RaftStatus } from "./raft.ts";
import type { Message } from "./messages.ts";
import type { Effect, Entry, RaftId, SeenStart } from "./types.ts";

const decoder = new TextDecoder();
/** They say nothing about the protocol, or stand elsewhere in the line. */
const LEFT_OUT = new Set(["kind", "type", "from", "to", "wall", "time", "releases", "members"]);

export function messageWords(message: Message): string {
  return `${nodeWords(message.from)}→${nodeWords(message.to)} ${message.type} ${fieldWords(message)}`;
}

/** What the driver would have to do; messages have a line of their own. */
export function effectWords(effect: Exclude<Effect, { kind: "send" }>): string {
  const releases = effect.kind === "persist" ? effect.releases : [];
  const waiting = releases.map((one) => `${one.type}→${nodeWords(one.to)}`).join(", ");
  const to = effect.kind === "fetch" ? ` for ${nodeWords(effect.to)}` : "";
  const then = waiting === "" ? "" : `, then ${waiting}`;
  return `${effect.kind}${to} ${fieldWords(effect)}${then}`.trimEnd();
}

export function stateWords(status: RaftStatus, disk: readonly Entry[]): string {
  const { role, term, vote, leader, lastIndex, durableIndex, commitIndex, appliedIndex } = status;
  const known = leader === null ? "-" : nodeWords(leader);
  const voted = vote === null ? "-" : nodeWords(vote);
  return (
    `${role} term=${term} vote=${voted} leader=${known} last=${lastIndex} durable=${durableIndex} ` +
    `commit=${commitIndex} applied=${appliedIndex} disk=${entryWords(disk)}${worthWords(status)}`
  );
}

function worthWords({ isRecovering, isCounted }: RaftStatus): string {
  if (isRecovering) return " recovering";
  return isCounted ? "" : " uncounted";
}

function fieldWords(record: object): string {
  return Object.entries(record)
    .filter(([name, value]) => !LEFT_OUT.has(name) && isWorthSaying(value))
    .map(([name, value]) => (value === true ? name : `${name}=${valueWords(value)}`))
    .join(" ");
}

function isWorthSaying(value: unknown): boolean {
  return value !== false && value !== null && !(Array.isArray(value) && value.length === 0);
}

function valueWords(value: unknown): string {
  if (Array.isArray(value))
    return value.every(isEntry) ? entryWords(value) : value.map(valueWords).join(",");
  if (typeof value === "string") return /^0{8}/.test(value) ? nodeWords(value) : value;
  if (isEntry(value)) return contentWords(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (isStart(value)) return `${nodeWords(value.id)}#${value.incarnation}`;
  if (typeof value === "object" && value !== null) return `(${fieldWords(value)})`;
  return String(value);
}

function isStart(value: unknown): value is SeenStart {
  return typeof value === "object" && value !== null && "nonce" in value && "id" in value;
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && "index" in value && "data" in value;
}

function entryWords(entries: readonly Entry[]): string {
  const words = entries.map((entry) => `${entry.index}/${entry.term} ${contentWords(entry)}`);
  return `[${words.join(", ")}]`;
}

function contentWords({ index, kind, data }: Entry): string {
  if (kind === "command") return commandWords(data);
  // The first configuration is the one that the scenario's first line says.
  if (kind !== "configuration" || index === 1) return kind;
  return `configuration(${fieldWords(decodeConfiguration(data))})`;
}

/** Commands of a log that was there from the start are two small numbers. */
function commandWords(data: Uint8Array): string {
  return data.some((byte) => byte < 32) ? "old" : decoder.decode(data);
}

function nodeWords(id: RaftId | string): string {
  return String(Number(id));
}
