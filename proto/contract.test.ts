/** The two generated sides, protobuf-es on the node and google-protobuf in the page, speak of the same contract. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import {
  fromBinary,
  toBinary,
  type DescFile,
  type DescMessage,
  type DescService,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { describe, expect, test } from "vitest";
import {
  chosenFields,
  sampleCount,
  sampleMessage,
  scalarSample,
  type BrowserMessage,
} from "./sample-messages.ts";

const require = createRequire(import.meta.url);
const publicFiles = readdirSync(new URL("./gen/es/parley/v1", import.meta.url))
  .filter((name) => name.endsWith("_pb.js"))
  .map((name) => name.replace("_pb.js", ""));

const files = await Promise.all(publicFiles.map(load));
const messages = files.flatMap(({ descriptor }) => descriptor.messages.flatMap(withNested));
const services = files.flatMap(({ descriptor, stub }) =>
  descriptor.services.map((service) => ({ service, stub })),
);

describe.each(services)("the stub of $service.name", ({ service, stub }) => {
  test("has the node's methods with their paths, kinds and messages, and no other", () => {
    const expected = service.methods.map((method) => ({
      path: `/${service.typeName}/${method.name}`,
      kind: method.methodKind.toUpperCase(),
      request: inStub(method.input),
      response: inStub(method.output),
    }));
    expect(methodsOf(stub)).toEqual(expected);
  });

  test.each(service.methods.map((method) => ({ method, name: method.name })))(
    "calls $name where the node listens",
    async ({ method }) => {
      const calls: unknown[] = [];
      const record =
        (kind: string) =>
        (path: string): void =>
          void calls.push({ path, kind });
      const client = await openStub(service);
      client["client_"] = {
        unaryCall: record("unary"),
        serverStreaming: record("server_streaming"),
      };
      const request = sampleMessage(method.input, 0, browserClass);
      (client[method.localName] as (request: BrowserMessage) => void)(request);
      const path = `http://edge/${service.typeName}/${method.name}`;
      expect(calls).toEqual([{ path, kind: method.methodKind }]);
    },
  );
});

describe.each(messages.map((message) => ({ message, name: message.name })))(
  "$name filled in the page",
  ({ message }) => {
    test.each(Array.from({ length: sampleCount(message) }, (_, variant) => ({ variant })))(
      "reads the same on the node (sample $variant)",
      ({ variant }) => {
        const sent = serialize(sampleMessage(message, variant, browserClass));
        const read = fromBinary(message, sent);
        const view = reflect(message, read);
        expect(unknownFields(read)).toEqual([]);
        for (const field of chosenFields(message, variant)) {
          expect({ field: field.name, isSet: view.isSet(field) }).toEqual({
            field: field.name,
            isSet: true,
          });
          if (field.fieldKind !== "scalar") continue;
          const value: unknown = view.get(field);
          const expected = scalarSample(field.scalar, field.number);
          expect(typeof value === "bigint" ? Number(value) : value).toEqual(expected);
        }
        expect(toBinary(message, read)).toEqual(sent);
      },
    );
  },
);

test("the contract has services and messages to compare", () => {
  expect(services.length).toBeGreaterThan(0);
  expect(messages.length).toBeGreaterThan(10);
});

async function load(name: string) {
  const es = (await import(`./gen/es/parley/v1/${name}_pb.js`)) as Record<string, unknown>;
  const descriptor = es[`file_parley_v1_${name}`] as DescFile;
  const stub = descriptor.services.length === 0 ? "" : readFileSync(stubOf(name), "utf8");
  return { descriptor, stub };
}

function stubOf(file: string): URL {
  const name = `${file.charAt(0).toUpperCase()}${file.slice(1)}ServiceClientPb.ts`;
  return new URL(`./gen/grpcweb/parley/v1/${name}`, import.meta.url);
}

async function openStub(service: DescService): Promise<Record<string, unknown>> {
  const module = (await import(stubOf(fileName(service.file)).href)) as Record<string, unknown>;
  const Client = module[`${service.name}Client`] as new (host: string) => Record<string, unknown>;
  return new Client("http://edge");
}

/** The method descriptors, read from the text: at run time grpc-web keeps only the path. */
function methodsOf(stub: string) {
  const written =
    /new grpcWeb\.MethodDescriptor\(\s*'([^']+)',\s*grpcWeb\.MethodType\.(\w+),\s*([\w.]+),\s*([\w.]+),/g;
  return [...stub.matchAll(written)].map(([, path, kind, request, response]) => ({
    path,
    kind,
    request,
    response,
  }));
}

/** parley.v1.Account of account.proto is parley_v1_account_pb.Account there. */
function inStub(message: DescMessage): string {
  return `${message.file.name.replaceAll("/", "_")}_pb.${message.name}`;
}

function fileName(file: DescFile): string {
  return file.name.slice(file.name.lastIndexOf("/") + 1);
}

function withNested(message: DescMessage): readonly DescMessage[] {
  return [message, ...message.nestedMessages.flatMap(withNested)];
}

function browserClass(message: DescMessage): new () => BrowserMessage {
  const exported = require(`./gen/grpcweb/parley/v1/${fileName(message.file)}_pb.js`) as Record<
    string,
    unknown
  >;
  const path = message.typeName.slice(`${message.file.proto.package}.`.length).split(".");
  const found = path.reduce<unknown>(
    (scope, name) => (scope as Record<string, unknown> | undefined)?.[name],
    exported,
  );
  if (typeof found !== "function") throw new Error(`the page has no ${message.typeName}`);
  return found as new () => BrowserMessage;
}

function serialize(message: BrowserMessage): Uint8Array {
  return message["serializeBinary"]?.() as Uint8Array;
}

/** The numbers of fields that the node does not know, however deep. */
function unknownFields(value: unknown): readonly number[] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  const own = (value as { $unknown?: readonly { no: number }[] }).$unknown ?? [];
  const inner = Object.entries(value).filter(([key]) => key !== "$unknown");
  return [...own.map(({ no }) => no), ...inner.flatMap(([, child]) => unknownFields(child))];
}
