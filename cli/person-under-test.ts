/** Test support: a person at a command line of their own, with a folder for the session and what they type. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";

const MAIN = fileURLToPath(new URL("./src/main.ts", import.meta.url));
export const PASSWORD = "a password for a test";

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class PersonUnderTest {
  readonly config: string;
  private readonly at: string;

  constructor(at: string) {
    this.at = at;
    this.config = mkdtempSync(join(tmpdir(), "parley-person-"));
    onTestFinished(() => rmSync(this.config, { recursive: true, force: true }));
  }

  start(args: readonly string[], input = "") {
    const env = { ...process.env, PARLEY_AT: this.at, PARLEY_CONFIG_DIR: this.config };
    const child = spawn(process.execPath, [MAIN, ...args], { env });
    child.stdin.end(input);
    const said = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
    const { promise, resolve } = Promise.withResolvers<number | null>();
    child.once("close", resolve);
    onTestFinished(() => void child.kill("SIGKILL"));
    return { child, said, code: promise };
  }

  async run(args: readonly string[], input = ""): Promise<Said> {
    const { said, code } = this.start(args, input);
    return { code: await code, ...said };
  }

  /** The one object that a verb prints with --json; the verb must do what it should. */
  async json(...args: readonly string[]): Promise<Record<string, unknown>> {
    const { code, out, err } = await this.run([...args, "--json"], `${PASSWORD}\n`);
    expect({ args, code, err }).toEqual({ args, code: 0, err: "" });
    return JSON.parse(out) as Record<string, unknown>; // Our own program's line.
  }

  async signUp(name: string): Promise<void> {
    await this.json("signup", name, "--password-stdin");
  }
}

/** The shape of a line: names and kinds of values, without what each run makes anew. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, name === "event" ? one : shapeOf(one)]),
  );
}
