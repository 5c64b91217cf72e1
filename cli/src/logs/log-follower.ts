/** The log files of a cluster's nodes: everything so far, then what is added, through restarts that put a file aside. */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { type LogLine, parseLogLine } from "./log-lines.ts";

const PART_BYTES = 1024 * 1024;

interface Followed {
  readonly node: string;
  readonly path: string;
  inode: number;
  offset: number;
  /** A line whose end is not there yet. */
  rest: Buffer;
}

export class LogFollower {
  private readonly data: string;
  private readonly files = new Map<string, Followed>();

  constructor(data: string) {
    this.data = data;
  }

  /** What came since the last call, in no order; at first everything. Members that join are found too. */
  read(): readonly LogLine[] {
    return this.members().flatMap((node) => {
      const path = join(this.data, node, "logs", "node.log");
      const file = this.files.get(node) ?? {
        node,
        path,
        inode: 0,
        offset: 0,
        rest: Buffer.alloc(0),
      };
      this.files.set(node, file);
      return existsSync(path) ? readMore(file) : [];
    });
  }

  private members(): readonly string[] {
    return readdirSync(this.data).filter((name) => /^n[0-9]{1,6}$/.test(name));
  }
}

function readMore(file: Followed): readonly LogLine[] {
  const handle = openSync(file.path, "r");
  try {
    const { ino, size } = fstatSync(handle);
    if (ino !== file.inode || size < file.offset)
      Object.assign(file, { inode: ino, offset: 0, rest: Buffer.alloc(0) });
    const lines: LogLine[] = [];
    for (
      let part = readPart(handle, file.offset);
      part.length > 0;
      part = readPart(handle, file.offset)
    ) {
      file.offset += part.length;
      lines.push(...takeLines(file, part));
    }
    return lines;
  } finally {
    closeSync(handle);
  }
}

function readPart(handle: number, offset: number): Buffer {
  const part = Buffer.alloc(PART_BYTES);
  return part.subarray(0, readSync(handle, part, 0, PART_BYTES, offset));
}

function takeLines(file: Followed, part: Buffer): readonly LogLine[] {
  const bytes = Buffer.concat([file.rest, part]);
  const end = bytes.lastIndexOf("\n") + 1;
  file.rest = bytes.subarray(end);
  const texts = bytes.subarray(0, end).toString("utf8").split("\n");
  return texts.map((text) => parseLogLine(text, file.node)).filter((line) => line !== null);
}
