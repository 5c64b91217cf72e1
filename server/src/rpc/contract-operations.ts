/**
 * Test support: what the contract lets anybody ask of a node's client port, read from the generated descriptors. A service,
 * a method or a kind of row that is added to the contract is here without anybody's doing.
 */
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DescField, DescFile, DescMethod } from "@bufbuild/protobuf";
import { WriteRowSchema, WriteService } from "@parley/proto/es/parley/v1/write_pb.js";

const { resolve } = createRequire(import.meta.url);

/** One file of each package that the client port answers. */
const PACKAGES = [
  "@parley/proto/es/parley/v1/write_pb.js",
  "@parley/proto/es/parley/operator/v1/operator_pb.js",
];

/** Every method of every service, in the order of the files' names. */
export async function contractMethods(): Promise<DescMethod[]> {
  const files = await Promise.all(PACKAGES.map(filesBeside));
  return files.flat().flatMap(({ services }) => services.flatMap(({ methods }) => methods));
}

/** The operations of a row of a Write. */
export function rowOperations(): readonly DescField[] {
  return WriteRowSchema.oneofs.find(({ name }) => name === "operation")?.fields ?? [];
}

/** What may be allowed or not: each method, and in the place of Write each kind of row. */
export async function contractOperations(): Promise<string[]> {
  const methods = await contractMethods();
  return methods.flatMap((method) =>
    method === WriteService.method.write
      ? rowOperations().map(({ localName }) => `Write.${localName}`)
      : [operationName(method)],
  );
}

/** "AccountService.LogIn". */
export function operationName(method: DescMethod): string {
  return `${method.parent.name}.${method.name}`;
}

async function filesBeside(specifier: string): Promise<DescFile[]> {
  const folder = dirname(resolve(specifier));
  const names = (await readdir(folder)).filter((name) => name.endsWith("_pb.js")).toSorted();
  const modules = await Promise.all(
    names.map((name): Promise<object> => import(pathToFileURL(join(folder, name)).href)),
  );
  return modules.flatMap((module) => Object.values(module).filter(isFile));
}

function isFile(value: unknown): value is DescFile {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "file";
}
