import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Sentence } from "../sentence.ts";
import { openEndpointWriter, type Endpoint } from "./endpoint-writer.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-endpoints-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const endpoint = (n: number): Endpoint => ({
  name: `n${n}`,
  client: `127.0.0.1:${7100 + n}`,
  http: `127.0.0.1:${7300 + n}`,
});
const endpoints = (...numbers: readonly number[]): readonly Endpoint[] => numbers.map(endpoint);

interface EdsFile {
  readonly version_info: string;
  readonly resources: readonly [
    {
      readonly cluster_name: string;
      readonly endpoints: readonly [{ readonly lb_endpoints: readonly LbEndpoint[] }];
    },
  ];
}
interface LbEndpoint {
  readonly endpoint: {
    readonly hostname: string;
    readonly address: { readonly socket_address: unknown };
  };
  readonly metadata: unknown;
}
const read = (file: string): EdsFile =>
  JSON.parse(readFileSync(join(folder, file), "utf8")) as EdsFile;
const names = (file: string): readonly string[] =>
  read(file).resources[0].endpoints[0].lb_endpoints.map((host) => host.endpoint.hostname);

test("both views are written: client ports for calls, HTTP ports for pages, each host with its node's name", () => {
  expect(openEndpointWriter(folder).write(endpoints(1, 2, 3))).toBe(true);
  expect(read("nodes.json").resources[0].cluster_name).toBe("parley");
  expect(read("web.json").resources[0].cluster_name).toBe("web");
  const [first] = read("nodes.json").resources[0].endpoints[0].lb_endpoints;
  expect(first).toEqual({
    endpoint: {
      hostname: "n1",
      address: { socket_address: { address: "127.0.0.1", port_value: 7101 } },
    },
    metadata: { filter_metadata: { "envoy.lb": { node: "n1" } } },
  });
  expect(
    read("web.json").resources[0].endpoints[0].lb_endpoints[0]?.endpoint.address.socket_address,
  ).toMatchObject({ port_value: 7301 });
});

test("a change bumps the version, also after a restart of the writer; no change writes nothing", () => {
  openEndpointWriter(folder).write(endpoints(1, 2, 3));
  const inode = statSync(join(folder, "nodes.json")).ino;
  const again = openEndpointWriter(folder);
  expect(again.write(endpoints(1, 2, 3))).toBe(false);
  expect(statSync(join(folder, "nodes.json")).ino).toBe(inode);
  expect(again.write(endpoints(1, 2, 3, 4))).toBe(true);
  expect([read("nodes.json").version_info, read("web.json").version_info]).toEqual(["2", "2"]);
});

test("a file is replaced, never edited in place, and no draft stays behind", () => {
  const writer = openEndpointWriter(folder);
  writer.write(endpoints(1, 2, 3));
  const inode = statSync(join(folder, "nodes.json")).ino;
  writer.write(endpoints(1, 2));
  expect(statSync(join(folder, "nodes.json")).ino).not.toBe(inode);
  expect(readdirSync(folder).toSorted()).toEqual(["nodes.json", "web.json"]);
});

test("an empty list is refused, first or later, and the files stay as they were", () => {
  const writer = openEndpointWriter(folder);
  expect(() => writer.write([])).toThrow(Sentence);
  writer.write(endpoints(1));
  expect(() => writer.write([])).toThrow(/empty member list/);
  expect(names("nodes.json")).toEqual(["n1"]);
});

test.each([
  { known: [1, 2, 3, 4, 5], next: [1, 2, 3] },
  { known: [1, 2, 3, 4], next: [1, 2, 3] },
  { known: [1, 2, 3], next: [2, 3, 4] },
  { known: [1], next: [1, 2, 3] },
])("from $known to $next is allowed: a majority stays", ({ known, next }) => {
  const writer = openEndpointWriter(folder);
  writer.write(endpoints(...known));
  writer.write(endpoints(...next));
  expect(names("web.json")).toEqual(next.map((n) => `n${n}`));
});

test.each([
  { known: [1, 2, 3, 4, 5], next: [1, 2] },
  { known: [1, 2, 3, 4, 5], next: [1, 2, 6, 7, 8] },
  { known: [1, 2, 3, 4], next: [1, 2] },
  { known: [1], next: [2] },
])("from $known to $next is refused: it drops more than a minority", ({ known, next }) => {
  const writer = openEndpointWriter(folder);
  writer.write(endpoints(...known));
  expect(() => writer.write(endpoints(...next))).toThrow(/more than a minority/);
  expect(names("nodes.json")).toEqual(known.map((n) => `n${n}`));
});

test("all ports may move at once: the members are the same", () => {
  const writer = openEndpointWriter(folder);
  writer.write(endpoints(1, 2, 3));
  const moved = endpoints(1, 2, 3).map((one) => ({
    ...one,
    client: one.client.replace(":7", ":17"),
  }));
  expect(writer.write(moved)).toBe(true);
});

test("a file that nobody could read is replaced", () => {
  writeFileSync(join(folder, "nodes.json"), "{");
  openEndpointWriter(folder).write(endpoints(1, 2, 3));
  expect(names("nodes.json")).toEqual(["n1", "n2", "n3"]);
});

test("whatever lists come, the published one is never empty and never loses a majority of the one before", () => {
  const lists = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 7 }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(lists, (all) => {
      rmSync(folder, { recursive: true });
      const writer = openEndpointWriter(folder);
      let published: readonly string[] = [];
      for (const list of all) {
        try {
          writer.write(endpoints(...list));
        } catch (error) {
          if (!(error instanceof Sentence)) throw error;
          continue;
        }
        const now = names("nodes.json");
        const kept = published.filter((name) => now.includes(name)).length;
        expect(now.length).toBeGreaterThan(0);
        expect(published.length === 0 || kept * 2 > published.length).toBe(true);
        published = now;
      }
    }),
    { numRuns: 50 },
  );
});
