/** Which files must have others beside them: commands their tests, twins of a port the port's contract. */
import { basename } from "node:path";
import { importsOf, resolveImport } from "./import-list.ts";
import { complain, isTest, type Complaint, type SourceFile } from "./repository.ts";

/** The ports of server/src/ports.ts that have twins or will get them. */
const PORTS = ["LogStore", "SnapshotStore", "PeerTransport", "StateMachine", "Clock"];
const COMMAND = /^server\/src\/chat\/commands\/[^/]+\.ts$/;

export function judgeCommands(files: readonly SourceFile[]): readonly Complaint[] {
  const paths = new Set(files.map(({ path }) => path));
  return [...paths]
    .filter((path) => COMMAND.test(path) && !isTest(path))
    .filter((path) => !paths.has(path.replace(/\.ts$/, ".test.ts")))
    .map((path) => complain(path, 1, "a command without a test beside it"));
}

/** As soon as a port has two implementations, both run one contract suite, `<port>-contract.ts`. */
export function judgeContracts(files: readonly SourceFile[]): readonly Complaint[] {
  const tests = files.filter(({ path }) => isTest(path));
  return PORTS.flatMap((port) => {
    const twins = files.filter((file) => !isTest(file.path) && implementsPort(file, port));
    if (twins.length < 2) return [];
    const contract = files.find(({ path }) => basename(path) === `${kebab(port)}-contract.ts`);
    if (contract === undefined)
      return [complain(twins[0]?.path ?? port, 1, `${port} has twins but no contract suite`)];
    const suites = tests.filter((file) => reaches(file, contract.path));
    return twins
      .filter((twin) => !suites.some((suite) => reachesThrough(suite, twin.path, files)))
      .map(({ path }) => complain(path, 1, `no test runs ${basename(contract.path)} on it`));
  });
}

function implementsPort({ path, text }: SourceFile, port: string): boolean {
  // A watcher wraps a twin to look at its calls; it has no behaviour of its own to check.
  if (!path.startsWith("server/") || basename(path).startsWith("watched-")) return false;
  return new RegExp(`\\bclass \\w+ implements [\\w, ]*\\b${port}\\b`).test(text);
}

function reaches(file: SourceFile, path: string): boolean {
  return importsOf(file).some(({ from }) => resolveImport(file.path, from) === path);
}

/** The suite imports the twin, or something that does: worlds for tests build their twins. */
function reachesThrough(suite: SourceFile, path: string, files: readonly SourceFile[]): boolean {
  if (reaches(suite, path)) return true;
  return files.some((between) => reaches(suite, between.path) && reaches(between, path));
}

function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
