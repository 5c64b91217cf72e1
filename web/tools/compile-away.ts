/**
 * A loader for the generated messages of a page. What protoc leaves to the Closure compiler is taken out here: code for
 * development (`toObject`, names for a debugger), reading of messages that only go out, writing of those that only come
 * in, and accessors that neither the client nor what is left here calls. A condition that the minifier knows to be false,
 * or no code at all, does it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

/** Names for the whole window. The first makes the package's own object; the rest is for code without modules. */
const EXPORT = /^goog\.exportSymbol\('[\w.]+', null, global\);$/gm;
/** A method, with the comment of the generator before it. */
const METHOD = /^proto\.[\w.]+\.prototype\.(\w+) = function\(.*?^\};$/gms;
const CALL = /\.(\w+)\(/g;

/** The only code of a page that touches messages. */
const TRANSPORTS = join(import.meta.dirname, "../../client/transports");
const CALLERS = readdirSync(TRANSPORTS)
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => join(TRANSPORTS, name));
/** Called by the runtime, not by name in what is seen here. */
const BY_THE_RUNTIME = ["serializeBinary", "deserializeBinary", "toObject"];
const CALLED = [
  ...CALLERS.flatMap((file) => callsIn(readFileSync(file, "utf8"))),
  ...BY_THE_RUNTIME,
];

/** Of a loader's world, what is needed: the page is built anew when a caller changes. */
interface LoaderContext {
  addDependency?(file: string): void;
}

export default function compileAway(this: LoaderContext | void, source: string): string {
  for (const file of CALLERS) this?.addDependency?.(file);
  // What no service here names is left as it is.
  const without =
    (some: ReadonlySet<string>, kept: ReadonlySet<string>) => (code: string, typeName: string) =>
      some.has(typeName) && !kept.has(typeName) ? "" : code;
  const moving = source
    .replaceAll(FOR_DEVELOPMENT, "if (false) {")
    .replaceAll(EXPORT, keepFirst())
    .replaceAll(READING, without(SENT, RECEIVED))
    .replaceAll(WRITING, without(RECEIVED, SENT));
  return withoutIdleMethods(moving);
}

function keepFirst(): (code: string) => string {
  let isFirst = true;
  return (code) => {
    const kept = isFirst ? code : "";
    isFirst = false;
    return kept;
  };
}

/** Again and again, for one that goes may have been the only caller of another. */
function withoutIdleMethods(source: string): string {
  const called = new Set([...CALLED, ...callsIn(source)]);
  const shorter = source.replaceAll(METHOD, (code, name: string) => (called.has(name) ? code : ""));
  return shorter === source ? source : withoutIdleMethods(shorter);
}

function callsIn(source: string): readonly string[] {
  return [...source.matchAll(CALL)].map((match) => match[1] ?? "");
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
