import { describe, expect, test } from "vitest";
import { judgeCommands, judgeContracts } from "./companions.ts";
import { listCode } from "./repository.ts";

const files = listCode();

test("every command has a test beside it", () => {
  expect(judgeCommands(files)).toEqual([]);
});

test("every twin of a port runs the port's contract", () => {
  expect(judgeContracts(files)).toEqual([]);
});

describe("a planted mistake is seen", () => {
  const disk = { path: "server/src/a/disk.ts", text: "export class Disk implements LogStore {}" };
  const memory = { path: "server/src/a/memory.ts", text: "class Memory implements LogStore {}" };
  const contract = { path: "server/src/a/log-store-contract.ts", text: "" };
  const diskTest = {
    path: "server/src/a/disk.test.ts",
    text: 'import { Disk } from "./disk.ts";\nimport { suite } from "./log-store-contract.ts";\n',
  };

  test("a command without a test", () => {
    const command = { path: "server/src/chat/commands/say.ts", text: "" };
    expect(judgeCommands([command])).toHaveLength(1);
    const itsTest = { path: "server/src/chat/commands/say.test.ts", text: "" };
    expect(judgeCommands([command, itsTest])).toEqual([]);
  });

  test("twins without a contract", () => {
    expect(judgeContracts([disk, memory])).toEqual([expect.stringContaining("no contract suite")]);
  });

  test("a twin that its contract never runs on", () => {
    expect(judgeContracts([disk, memory, contract, diskTest])).toEqual([
      "server/src/a/memory.ts:1  no test runs log-store-contract.ts on it",
    ]);
  });

  test("but a port with one implementation needs none", () => {
    expect(judgeContracts([disk])).toEqual([]);
  });
});
