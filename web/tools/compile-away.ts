/**
 * A loader for the generated messages of a page. What protoc leaves to the Closure compiler is taken out here: code for
 * development (`toObject`, names for a debugger), reading of messages that only go out, writing of those that only come in.
 * A condition that the minifier knows to be false does it, and that no caller is left is for the tests of the transport to see.
 */
import type { DescFile, DescMessage } from "@bufbuild/protobuf";
import { file_parley_v1_account } from "@parley/proto/es/parley/v1/account_pb.js";
import { file_parley_v1_admin } from "@parley/proto/es/parley/v1/admin_pb.js";
import { file_parley_v1_cluster } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { file_parley_v1_conversation } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { file_parley_v1_event } from "@parley/proto/es/parley/v1/event_pb.js";
import { file_parley_v1_message } from "@parley/proto/es/parley/v1/message_pb.js";
import { file_parley_v1_presence } from "@parley/proto/es/parley/v1/presence_pb.js";
import { file_parley_v1_write } from "@parley/proto/es/parley/v1/write_pb.js";

const FILES: readonly DescFile[] = [
  file_parley_v1_account,
  file_parley_v1_admin,
  file_parley_v1_cluster,
  file_parley_v1_conversation,
  file_parley_v1_event,
  file_parley_v1_message,
  file_parley_v1_presence,
  file_parley_v1_write,
];

const METHODS = FILES.flatMap(({ services }) => services.flatMap(({ methods }) => methods));
const SENT = reachable(METHODS.map(({ input }) => input));
const RECEIVED = reachable(METHODS.map(({ output }) => output));

const FOR_DEVELOPMENT =
  /\bif \((?:jspb\.Message\.GENERATE_TO_OBJECT|goog\.DEBUG && !COMPILED)\) \{/g;
const READING = /^proto\.([\w.]+)\.deserializeBinary(?:FromReader)? = function\(.*?^\};$/gms;
const WRITING =
  /^proto\.([\w.]+?)\.(?:prototype\.serializeBinary|serializeBinaryToWriter) = function\(.*?^\};$/gms;

export default function compileAway(source: string): string {
  // What no service here names is left as it is.
  const without =
    (some: ReadonlySet<string>, kept: ReadonlySet<string>) => (code: string, typeName: string) =>
      some.has(typeName) && !kept.has(typeName) ? "" : code;
  return source
    .replaceAll(FOR_DEVELOPMENT, "if (false) {")
    .replaceAll(READING, without(SENT, RECEIVED))
    .replaceAll(WRITING, without(RECEIVED, SENT));
}

/** Names of `roots` and of every message within them. */
function reachable(roots: readonly DescMessage[]): ReadonlySet<string> {
  const names = new Set<string>();
  const left = [...roots];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (names.has(next.typeName)) continue;
    names.add(next.typeName);
    for (const { message } of next.fields) if (message !== undefined) left.push(message);
  }
  return names;
}
