/** The may-import table of ARCHITECTURE.md: which room a file is in, and which arrows between rooms are allowed. */
import { matchesGlob } from "node:path";
import { importsOf, resolveImport } from "./import-list.ts";
import { complain, type Complaint, type SourceFile } from "./repository.ts";

export interface Room {
  readonly name: string;
  readonly files: string;
  /** Room name to whether only types may be imported from it. */
  readonly mayImport: ReadonlyMap<string, { readonly typesOnly: boolean }>;
}

const HEADER = /^\|\s*room\s*\|\s*files\s*\|\s*may import\s*\|\s*$/;

export function parseTable(document: string): readonly Room[] {
  const lines = document.split("\n");
  const header = lines.findIndex((line) => HEADER.test(line));
  if (header === -1) throw new Error("ARCHITECTURE.md has no table `room | files | may import`");
  const body = lines.slice(header + 2);
  const end = body.findIndex((line) => !line.startsWith("|"));
  return body.slice(0, end === -1 ? undefined : end).map(parseRow);
}

function parseRow(row: string): Room {
  const [name = "", files = "", allowed = ""] = row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
  const arrows = allowed === "–" ? [] : allowed.split(",").map((arrow) => arrow.trim());
  return {
    name,
    files: files.replaceAll("`", ""),
    mayImport: new Map(
      arrows.map((arrow) => [
        arrow.replace(/\s*\(types\)$/, ""),
        { typesOnly: arrow.endsWith("(types)") },
      ]),
    ),
  };
}

/** What is wrong with the table itself: unknown names, names twice, a cycle. */
export function judgeTable(rooms: readonly Room[]): readonly Complaint[] {
  const names = rooms.map(({ name }) => name);
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  const unknown = rooms.flatMap(({ name, mayImport }) =>
    [...mayImport.keys()]
      .filter((other) => !names.includes(other))
      .map((other) => `${name} may import ${other}, which is no room`),
  );
  return [...twice.map((name) => `${name} is there twice`), ...unknown, ...cycleOf(rooms)];
}

/** Takes away rooms that import nothing that is left; what cannot be taken away is a cycle. */
function cycleOf(rooms: readonly Room[]): readonly Complaint[] {
  let left = rooms;
  for (;;) {
    const names = new Set(left.map(({ name }) => name));
    const next = left.filter(({ mayImport }) => [...mayImport.keys()].some((to) => names.has(to)));
    if (next.length === left.length) break;
    left = next;
  }
  return left.length === 0 ? [] : [`a cycle among ${left.map(({ name }) => name).join(", ")}`];
}

export function roomOf(rooms: readonly Room[], path: string): Room | undefined {
  return rooms.find(({ files }) => matchesGlob(path, files));
}

export function judgeImports(
  rooms: readonly Room[],
  files: readonly SourceFile[],
): readonly Complaint[] {
  return files.flatMap((file) => {
    const room = roomOf(rooms, file.path);
    if (room === undefined) return [complain(file.path, 1, "is in no room of ARCHITECTURE.md")];
    return importsOf(file).flatMap(({ from, line, isTypeOnly }) => {
      const target = resolveImport(file.path, from);
      if (target === null) return [];
      const other = roomOf(rooms, target);
      if (other === room) return [];
      const arrow = other && room.mayImport.get(other.name);
      const name = other?.name ?? target;
      if (arrow === undefined)
        return [complain(file.path, line, `${room.name} may not import ${name}`)];
      if (arrow.typesOnly && !isTypeOnly)
        return [complain(file.path, line, `${room.name} may import only types of ${name}`)];
      return [];
    });
  });
}
