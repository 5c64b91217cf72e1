/** Who may do what, cell by cell of authorization-table.ts, through a real port and the real chat. */
import { Client, credentials } from "@grpc/grpc-js";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import { describe, expect, test } from "vitest";
import { REQUESTS } from "./authorization-requests.ts";
import { matrixRows, type Actor } from "./authorization-table.ts";
import { AuthorizationWorld } from "./authorization-world.ts";
import { askAnything, bearer } from "./contract-calls.ts";
import { contractMethods, contractOperations, operationName } from "./contract-operations.ts";

const methods = new Map((await contractMethods()).map((method) => [operationName(method), method]));
const rows = matrixRows();

describe("the matrix", () => {
  test("has a line for every operation of the contract, and none for another", async () => {
    const operations = await contractOperations();
    expect(operations.length).toBeGreaterThan(50);
    const named = new Set(rows.map(({ operation }) => operation));
    expect(operations.filter((operation) => !named.has(operation))).toEqual([]);
    expect([...named].filter((operation) => !operations.includes(operation))).toEqual([]);
    expect([...REQUESTS.keys()].toSorted()).toEqual(operations.toSorted());
  });

  test("says everything once", () => {
    const lines = rows.map(({ operation, target }) => `${operation} ${target}`);
    expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([]);
  });

  test("is what a node answers, in every cell", { timeout: 120_000 }, async () => {
    const world = await AuthorizationWorld.build();
    const client = new Client(world.service.address, credentials.createInsecure());
    const wrong: string[] = [];
    for (const { operation, target, answers } of rows) {
      for (const { actor, expected } of answers) {
        const asked = await ask(client, world, { operation, target, actor });
        if (asked !== expected) {
          wrong.push(`${operation} ${target} by ${actor}: ${asked} instead of ${expected}`);
        }
      }
    }
    client.close();
    expect(wrong).toEqual([]);
    expect(world.service.fatal).toEqual([]);
  });
});

interface Cell {
  readonly operation: string;
  readonly target: string;
  readonly actor: Actor;
}

async function ask(
  client: Client,
  world: AuthorizationWorld,
  { operation, target, actor }: Cell,
): Promise<string> {
  const about = world.begin(target, actor);
  const request = REQUESTS.get(operation)?.(about) ?? new Uint8Array();
  const method = methods.get(operation) ?? WriteService.method.write;
  return askAnything({ client, method, request, headers: bearer(world.token(actor)) });
}
