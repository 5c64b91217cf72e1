/** Lines of the nodes' logs: read, chosen, merged by time, and put into words. Pure. */

export interface LogLine {
  /** Wall clock of the node that wrote it, ms. */
  readonly time: number;
  readonly node: string;
  /** Pino's: 20 debug, 30 info, 40 warn, 50 error. */
  readonly level: number;
  readonly message: string;
  /** All else that the line says. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** As it stands in the file. */
  readonly text: string;
}

export const LEVELS = { debug: 20, info: 30, warn: 40, error: 50 } as const;
export type Level = keyof typeof LEVELS;

/** Null for what is no line of a node's log, as the torn end of a file is. */
export function parseLogLine(text: string, node: string): LogLine | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null; // Torn, or none of ours.
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) return null;
  const { time, level, msg, node: from, pid: _pid, ...fields } = json as Record<string, unknown>; // An object, as was asked.
  if (typeof time !== "number" || typeof level !== "number") return null;
  const message = typeof msg === "string" ? msg : "";
  return { time, level, message, node: typeof from === "string" ? from : node, fields, text };
}

export interface Wish {
  readonly level: Level;
  /** Empty: all. */
  readonly nodes: readonly string[];
  /** Empty: all. */
  readonly requestId: string;
}

/** What was asked for. A request's lines are those under its id, and those that tell when a node applied its index. */
export class Chosen {
  private readonly wish: Wish;
  private readonly indexes = new Set<number>();

  constructor(wish: Wish) {
    this.wish = wish;
  }

  /** Of lines that belong to one moment: what one says of another may stand in any order. */
  choose(lines: readonly LogLine[]): readonly LogLine[] {
    const { level, nodes, requestId } = this.wish;
    for (const { fields } of lines)
      if (
        requestId !== "" &&
        fields["requestId"] === requestId &&
        typeof fields["index"] === "number"
      )
        this.indexes.add(fields["index"]);
    return lines
      .filter((line) => line.level >= LEVELS[level])
      .filter(({ node }) => nodes.length === 0 || nodes.includes(node))
      .filter((line) => requestId === "" || this.isOfRequest(line))
      .toSorted((one, other) => one.time - other.time);
  }

  private isOfRequest({ fields }: LogLine): boolean {
    if (fields["requestId"] === this.wish.requestId) return true;
    const { from, to } = fields;
    if (typeof from !== "number" || typeof to !== "number") return false;
    return [...this.indexes].some((index) => from <= index && index <= to);
  }
}

export function logWords({ time, node, level, message, fields }: LogLine): string {
  const name = Object.entries(LEVELS).find(([, value]) => value === level)?.[0] ?? String(level);
  const more = Object.entries(fields).map(([key, value]) => `${key}=${valueWords(value)}`);
  const at = new Date(time).toISOString().replace("T", " ").replace("Z", "");
  return [at, node.padEnd(3), name.padEnd(5), message, ...more].join(" ");
}

const valueWords = (value: unknown): string =>
  typeof value === "string" && /^[\w.:/-]+$/.test(value) ? value : JSON.stringify(value);
