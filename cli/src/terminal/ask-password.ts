/** A password: typed without an echo, or one line of stdin for scripts. Never an argument, which everybody could see. */
import { createInterface } from "node:readline";
import { Sentence } from "../sentence.ts";

const INTERRUPTED_EXIT_CODE = 130;

/** `isPiped`: --password-stdin was given. */
export async function askPassword(prompt: string, isPiped: boolean): Promise<string> {
  if (isPiped) return firstLine(process.stdin);
  if (!process.stdin.isTTY)
    throw new Sentence(
      "There is no terminal to ask for the password: give it with --password-stdin.",
    );
  process.stderr.write(prompt);
  return typed(process.stdin);
}

async function firstLine(from: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: from });
  for await (const line of lines) {
    lines.close();
    return line;
  }
  throw new Sentence("--password-stdin was given, and nothing came on stdin.");
}

function typed(terminal: NodeJS.ReadStream): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let password = "";
  const take = (keys: string): void => {
    for (const key of keys) {
      if (key === "\r" || key === "\n" || key === "\u0004") return resolve(password);
      if (key === "\u0003") return reject(new Sentence("", INTERRUPTED_EXIT_CODE));
      password =
        key === "\u007f" || key === "\b" ? [...password].slice(0, -1).join("") : password + key;
    }
  };
  terminal.setRawMode(true).setEncoding("utf8").on("data", take).resume();
  return promise.finally(() => {
    terminal.off("data", take).setRawMode(false).pause();
    process.stderr.write("\n");
  });
}
