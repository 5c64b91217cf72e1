/** The data of a configuration entry: JSON, because people read it when something went wrong, and it is rare. */
import { assert } from "../lib/assert.ts";
import { MalformedBytes } from "../lib/byte-reader.ts";
import { isMemberName, isRaftId } from "../lib/member-ids.ts";
import type { Configuration, Member, RaftId, RetiredMember } from "./types.ts";

const VERSION = 1;
/** host:port; a host name has at most 253 characters. */
const ADDRESS = /^[^\s:]{1,253}:[0-9]{1,5}$|^\[[0-9a-fA-F:.%]{2,64}\]:[0-9]{1,5}$/;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Equal configurations give equal bytes. */
export function encodeConfiguration(configuration: Configuration): Uint8Array {
  const { members, voters, outgoing, learners, retired = [] } = configuration;
  const bytes = encoder.encode(
    JSON.stringify({
      version: VERSION,
      members: members.map(({ id, name, peer, client, http }) => ({
        id,
        name,
        peer,
        client,
        http,
      })),
      voters,
      outgoing,
      learners,
      // Clusters that never lost a member keep the bytes that they always had.
      ...(retired.length > 0 ? { retired: retired.map(({ id, name }) => ({ id, name })) } : {}),
    }),
  );
  const flaw = flawOf(configuration);
  assert(flaw === null, `a configuration is sound: ${flaw ?? ""}`);
  return bytes;
}

/** Of the bytes that are in memory: an entry is read when it comes, when it enters the log and by those who watch. */
const decoded = new WeakMap<Uint8Array, Configuration>();

/** Throws MalformedBytes unless the bytes, which nobody may change any more, hold a sound configuration of a known version. */
export function decodeConfiguration(bytes: Uint8Array): Configuration {
  const known = decoded.get(bytes);
  if (known !== undefined) return known;
  const configuration = parseConfiguration(bytes);
  decoded.set(bytes, configuration);
  return configuration;
}

function parseConfiguration(bytes: Uint8Array): Configuration {
  const fields = parseObject(bytes);
  if (fields["version"] !== VERSION) {
    throw new MalformedBytes(
      `configuration of version ${String(fields["version"])}; this program reads ${VERSION}`,
    );
  }
  const configuration: Configuration = {
    members: list(fields["members"], "members").map(parseMember),
    voters: parseIds(fields["voters"], "voters"),
    outgoing: parseIds(fields["outgoing"], "outgoing"),
    learners: parseIds(fields["learners"], "learners"),
    ...("retired" in fields
      ? { retired: list(fields["retired"], "retired members").map(parseRetired) }
      : {}),
  };
  const flaw = flawOf(configuration);
  if (flaw !== null) throw new MalformedBytes(flaw);
  return configuration;
}

/** What makes a configuration useless, or null. */
function flawOf({
  members,
  voters,
  outgoing,
  learners,
  retired = [],
}: Configuration): string | null {
  const ids = new Set<RaftId>(members.map((member) => member.id));
  const names = new Set<string>(members.map((member) => member.name));
  if (ids.size !== members.length || names.size !== members.length)
    return "a member is named twice";
  if (retired.some(({ id, name }) => ids.has(id) || names.has(name)))
    return "a member of the past is a member again";
  if (voters.length === 0) return "a configuration has no voters";
  for (const group of [voters, outgoing, learners]) {
    if (new Set(group).size !== group.length) return "an id is listed twice";
    if (group.some((id) => !ids.has(id))) return "an id belongs to no member";
  }
  if (learners.some((id) => voters.includes(id) || outgoing.includes(id)))
    return "a learner is a voter too";
  return null;
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw new MalformedBytes("a configuration is not JSON", { cause });
  }
  return record(value, "a configuration");
}

/** A member as JSON spells it, here and in cluster.json. Throws MalformedBytes. */
export function parseMember(value: unknown): Member {
  const { id, name, peer, client, http } = record(value, "a member");
  if (!isRaftId(id)) throw new MalformedBytes("a member's id is not 16 hexadecimal digits");
  if (!isMemberName(name)) throw new MalformedBytes("a member's name is not n and digits");
  return { id, name, peer: address(peer), client: address(client), http: address(http) };
}

function parseRetired(value: unknown): RetiredMember {
  const { id, name } = record(value, "a member of the past");
  if (!isRaftId(id) || !isMemberName(name))
    throw new MalformedBytes("a member of the past has an id and a name");
  return { id, name };
}

function parseIds(value: unknown, what: string): readonly RaftId[] {
  return list(value, what).map((id) => {
    if (!isRaftId(id)) throw new MalformedBytes(`${what} holds something that is no raft id`);
    return id;
  });
}

function address(value: unknown): string {
  if (typeof value !== "string" || !ADDRESS.test(value))
    throw new MalformedBytes("an address is not host:port");
  return value;
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new MalformedBytes(`${what} is not a list`);
  return value;
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new MalformedBytes(`${what} is not an object`);
  }
  // An object that is no array has string keys and unknown values.
  return value as Record<string, unknown>;
}
