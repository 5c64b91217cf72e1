import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../bootstrap/places.mjs";
import { listPaths } from "./repository.ts";

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const manifests = listPaths()
  .filter((path) => /^([a-z]+\/)?package\.json$/.test(path))
  .map((path) => ({
    path,
    manifest: JSON.parse(readFileSync(join(ROOT, path), "utf8")) as Manifest,
  }));
const lock = readFileSync(join(ROOT, "package-lock.json"), "utf8");

test("there are manifests to read", () => {
  expect(manifests.length).toBeGreaterThan(5);
});

test.each(manifests)("$path pins every version exactly", ({ manifest }) => {
  const wanted = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  };
  const loose = Object.entries(wanted).filter(([, version]) => !EXACT.test(version));
  expect(loose).toEqual([]);
});

test("the lock file names no registry's host and has a hash for every package", () => {
  const { packages } = JSON.parse(lock) as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
  };
  const fromNpm = Object.entries(packages).filter(
    ([path, { link }]) => path.startsWith("node_modules/") && link !== true,
  );
  const hosts = fromNpm.filter(([, { resolved }]) => resolved !== undefined);
  const unhashed = fromNpm.filter(([, { integrity }]) => integrity === undefined);
  expect({ hosts, unhashed }).toEqual({ hosts: [], unhashed: [] });
});
