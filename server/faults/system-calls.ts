/**
 * Reads what strace wrote (`-f -xx`, one line a call, strings as \x41) back into calls. A call that another thread
 * interrupted comes as two lines: it begins with the first and has happened with the second.
 */

export interface SystemCall {
  readonly name: string;
  /** Raw, as strace prints it; strings by `bytesOf`. */
  readonly args: readonly string[];
  /** What it returned; null at its begin. */
  readonly result: number | null;
  /** strace let it return without doing it. */
  readonly wasInjected: boolean;
  /** Thread. */
  readonly thread: number;
  /** Pairs the begin and the end of one call. */
  readonly id: number;
}

const WHOLE = /^(\d+) +(\w+)\((.*)\) += (-?\d+|0x[0-9a-f]+|\?)(.*)$/;
const BEGUN = /^(\d+) +(\w+)\((.*?),? <unfinished \.\.\.>$/;
const RESUMED = /^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+|0x[0-9a-f]+|\?)(.*)$/;

interface Begun {
  readonly id: number;
  readonly text: string;
}

/** Each call twice: as it begins (`result` null) and as it has ended. Lines that are no calls are left out. */
export function readCalls(lines: Iterable<string>): SystemCall[] {
  const calls: SystemCall[] = [];
  const begun = new Map<string, Begun>();
  let id = 0;
  const add = (call: Omit<SystemCall, "args">, text: string): void => {
    calls.push({ ...call, args: splitArguments(text) });
  };
  for (const line of lines) {
    const whole = WHOLE.exec(line);
    if (whole !== null) {
      const [, thread = "", name = "", text = "", result = "", rest = ""] = whole;
      id += 1;
      const call = { name, thread: Number(thread), id };
      add({ ...call, result: null, wasInjected: false }, text);
      add({ ...call, result: numberOf(result), wasInjected: isInjected(rest) }, text);
      continue;
    }
    const first = BEGUN.exec(line);
    if (first !== null) {
      const [, thread = "", name = "", text = ""] = first;
      id += 1;
      begun.set(thread, { id, text });
      add({ name, thread: Number(thread), id, result: null, wasInjected: false }, text);
      continue;
    }
    const second = RESUMED.exec(line);
    const before = second === null ? undefined : begun.get(second[1] ?? "");
    if (second === null || before === undefined) continue;
    const [, thread = "", name = "", rest = "", result = "", tail = ""] = second;
    const text = [before.text, rest.replace(/^, /, "")].filter((part) => part !== "").join(", ");
    const ended = { result: numberOf(result), wasInjected: isInjected(tail) };
    add({ name, thread: Number(thread), id: before.id, ...ended }, text);
  }
  return calls;
}

/** The bytes of a string argument; null when it is none or was cut. */
export function bytesOf(argument: string | undefined): Buffer | null {
  const found = /^"((?:\\x[0-9a-f]{2})*)"$/.exec(argument ?? "");
  return found === null ? null : Buffer.from((found[1] ?? "").replaceAll("\\x", ""), "hex");
}

export function textOf(argument: string | undefined): string {
  return bytesOf(argument)?.toString() ?? "";
}

/** Strings hold no comma, being printed in hexadecimal; brackets may. */
function splitArguments(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "[" || sign === "{") depth += 1;
    else if (sign === "]" || sign === "}") depth -= 1;
    else if (sign === "," && depth === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

function isInjected(rest: string): boolean {
  return rest.includes("(INJECTED)");
}

function numberOf(result: string): number {
  return result === "?" ? -1 : Number(result);
}
