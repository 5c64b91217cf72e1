/** The generated code is what its .proto files give. Part 2, the contract of both sides, is proto/contract.test.ts. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { filesBelow } from "../bootstrap/fingerprint.mjs";
import { CAN_HAVE_PROTOC, hasProtoc } from "../bootstrap/protoc.mjs";
import { findStubPlugin, generate, GENERATORS, PROTO } from "./codegen.mjs";
import { describe as describeFiles, readManifest } from "./manifest.mjs";

const [es, messages, stub] = GENERATORS;
const plugin = await findStubPlugin(process.env);
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("the generated code is fresh", () => {
  test("protobuf-es gives the committed files (part 1)", async () => {
    await expectFresh(es);
  });

  test("protoc gives the committed messages of the page (part 1)", async () => {
    if (!CAN_HAVE_PROTOC) return say("there is no protoc 3.20.1 for this machine");
    if (!hasProtoc()) throw new Error('protoc is not installed: say "npm run setup"');
    await expectFresh(messages);
  });

  test("the manifest tells the tools, arguments, sources and outputs as they are (part 3)", () => {
    expect(readManifest(PROTO)).toEqual(describeFiles(PROTO));
  });

  test("protoc-gen-grpc-web gives the committed stub (part 4)", async () => {
    if (plugin === null) return say("protoc-gen-grpc-web is not on this machine; part 3 stands in");
    await expectFresh(stub);
  });
});

describe("a planted change is seen", () => {
  test("a field number changed in a .proto no longer gives the committed code", async () => {
    const proto = copyOfProto();
    edit(join(proto, "parley/v1/message.proto"), "string text = 5;", "string text = 115;");
    const target = temporaryFolder();
    await generate(demand(es), target, null, proto);
    expect(outputs(target, demand(es))).not.toEqual(outputs(PROTO, demand(es)));
  });

  test.each([
    ["a source", "parley/v1/message.proto"],
    ["an output", "gen/grpcweb/parley/v1/MessageServiceClientPb.ts"],
    ["the arguments", "buf.gen.stub.yaml"],
  ])("%s changed by hand contradicts the manifest", (_, path) => {
    const proto = copyOfProto();
    const file = join(proto, path);
    writeFileSync(file, `${readFileSync(file, "utf8")}# planted\n`);
    expect(describeFiles(proto)).not.toEqual(readManifest(proto));
  });

  test("a stub edited by hand is not what the plugin gives", async () => {
    if (plugin === null) return say("protoc-gen-grpc-web is not on this machine");
    const proto = copyOfProto();
    const file = join(proto, "gen/grpcweb/parley/v1/MessageServiceClientPb.ts");
    edit(file, "/parley.v1.MessageService/ListMessages", "/parley.v1.MessageService/List");
    const target = temporaryFolder();
    await generate(demand(stub), target, plugin);
    expect(outputs(target, demand(stub))).not.toEqual(outputs(proto, demand(stub)));
  });
});

type Generator = (typeof GENERATORS)[number];

async function expectFresh(generator: Generator | undefined): Promise<void> {
  const target = temporaryFolder();
  await generate(demand(generator), target, plugin);
  expect(outputs(target, demand(generator))).toEqual(outputs(PROTO, demand(generator)));
}

function outputs(root: string, generator: Generator): Readonly<Record<string, string>> {
  const paths = [...filesBelow(root, generator.folder, () => false)];
  const written = paths.filter((path) => generator.outputs.test(path));
  return Object.fromEntries(written.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

function copyOfProto(): string {
  const copy = temporaryFolder();
  cpSync(PROTO, copy, { recursive: true });
  return copy;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-proto-"));
  folders.push(folder);
  return folder;
}

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, "utf8");
  if (!text.includes(from)) throw new Error(`${path} no longer says ${from}`);
  writeFileSync(path, text.replaceAll(from, to));
}

function demand(generator: Generator | undefined): Generator {
  if (generator === undefined) throw new Error("there are three generators");
  return generator;
}

function say(reason: string): void {
  process.stderr.write(`NOT CHECKED: ${reason}\n`);
}
