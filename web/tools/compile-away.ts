/**
 * A loader for the generated messages of a page. What protoc leaves to the Closure compiler is taken out here: code for
 * development (`toObject`, names for a debugger), reading of messages that only go out, writing of those that only come
 * in, messages of verbs that no page asks, and accessors that neither the client nor what is left here calls. A condition
 * that the minifier knows to be false, or no code at all, does it. Of the stubs only the methods stay that a page calls.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DescField, DescFile, DescMessage } from "@bufbuild/protobuf";
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

const FOR_DEVELOPMENT =
  /\bif \((?:jspb\.Message\.GENERATE_TO_OBJECT|goog\.DEBUG && !COMPILED)\) \{/g;
const READING = /^proto\.([\w.]+)\.deserializeBinary(?:FromReader)? = function\(.*?^\};$/gms;
const WRITING =
  /^proto\.([\w.]+?)\.(?:prototype\.serializeBinary|serializeBinaryToWriter) = function\(.*?^\};$/gms;

/** Within writing: one field. */
const FIELD = /^ {2}f = message\.get(\w+?)(?:List)?\(\);\n {2}if \(.*?^ {2}\}$/gms;
/** A message's constructor, or anything that hangs on it. */
const PART =
  /^proto\.([\w.]+) = (?:function\(.*?^\}|\{.*?^\}|\[.*?\]);(?:\ngoog\.inherits\(.*?\);)?$/gms;
/** Of a stub: a method's descriptor, its overloads and its body. */
const STUB = /^ {2}methodDescriptor(\w+) = new grpcWeb\.MethodDescriptor\(.*?^ {2}\}$/gms;

/** Names for the whole window. The first makes the package's own object; the rest is for code without modules. */
const EXPORT = /^goog\.exportSymbol\('[\w.]+', null, global\);$/gm;
/** A method, with the comment of the generator before it. */
const METHOD = /^proto\.[\w.]+\.prototype\.(\w+) = function\(.*?^\};$/gms;
const CALL = /\.(\w+)\(/g;

/** The only code of a page that touches messages. */
const TRANSPORTS = join(import.meta.dirname, "../../client/transports");
const CALLERS = readdirSync(TRANSPORTS)
  .filter((name) => /^(?:grpc-)?web\b.*(?<!\.test)\.ts$/.test(name))
  .map((name) => join(TRANSPORTS, name));
const CODE = CALLERS.map((file) => readFileSync(file, "utf8")).join("\n");
/** Called by the runtime, not by name in what is seen here. */
const BY_THE_RUNTIME = ["serializeBinary", "deserializeBinary", "toObject"];
const CALLED = [...callsIn(CODE), ...BY_THE_RUNTIME];

const METHODS = FILES.flatMap(({ services }) => services.flatMap(({ methods }) => methods));
const ASKED = METHODS.filter(({ localName }) => isAsked(localName));
const SENT = reachable(
  ASKED.map(({ input }) => input),
  isSet,
);
const RECEIVED = reachable(ASKED.map(({ output }) => output));
const IDLE = new Set(
  [...reachable(METHODS.flatMap(({ input, output }) => [input, output]))].filter(
    (name) => !SENT.has(name) && !RECEIVED.has(name),
  ),
);

/** Of a loader's world, what is needed: the page is built anew when a caller changes. */
interface LoaderContext {
  addDependency?(file: string): void;
}

export default function compileAway(this: LoaderContext | void, source: string): string {
  for (const file of CALLERS) this?.addDependency?.(file);
  if (source.includes("grpcWeb.MethodDescriptor(")) return withoutIdleStubs(source);
  // What no service here names is left as it is.
  const without =
    (some: ReadonlySet<string>, kept: ReadonlySet<string>) => (code: string, typeName: string) =>
      some.has(typeName) && !kept.has(typeName) ? "" : code;
  const moving = source
    .replaceAll(FOR_DEVELOPMENT, "if (false) {")
    .replaceAll(EXPORT, keepFirst())
    .replaceAll(PART, (code, name: string) => (isIdle(name) ? "" : code))
    .replaceAll(READING, without(SENT, RECEIVED))
    .replaceAll(WRITING, without(RECEIVED, SENT))
    .replaceAll(FIELD, (code, name: string) => (isFilled(name) ? code : ""));
  return withoutIdleMethods(moving);
}

function withoutIdleStubs(source: string): string {
  return source.replaceAll(STUB, (code, name: string) =>
    isAsked(`${name.slice(0, 1).toLowerCase()}${name.slice(1)}`) ? code : "",
  );
}

/** The transport binds each method that it uses to its service; a field may have the name of a method. */
function isAsked(localName: string): boolean {
  return CODE.includes(`.${localName}.bind(`);
}

function isIdle(name: string): boolean {
  const parts = name.split(".");
  return parts.some((_, at) => IDLE.has(parts.slice(0, at + 1).join(".")));
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

/** Names of `roots` and of every message within them, as far as a field is `followed`. */
function reachable(
  roots: readonly DescMessage[],
  followed: (field: DescField) => boolean = () => true,
): ReadonlySet<string> {
  const names = new Set<string>();
  const left = [...roots];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (names.has(next.typeName)) continue;
    names.add(next.typeName);
    for (const field of next.fields.filter(followed)) {
      if (field.message !== undefined) left.push(field.message);
    }
  }
  return names;
}

/** A field that goes out only if a caller fills it. What comes in is read whole, whoever looks at it. */
function isSet({ localName }: DescField): boolean {
  return isFilled(`${localName.slice(0, 1).toUpperCase()}${localName.slice(1)}`);
}

function isFilled(name: string): boolean {
  return [`.set${name}(`, `.set${name}List(`, `.add${name}(`].some((call) => CODE.includes(call));
}
