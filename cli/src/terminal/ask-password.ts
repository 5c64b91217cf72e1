/** Passwords and other secrets: typed without an echo, or lines of stdin for scripts. Never arguments, which all could see. */
import { createInterface } from "node:readline";
import { Sentence } from "../sentence.ts";

const INTERRUPTED_EXIT_CODE = 130;

/** `isPiped`: --password-stdin was given. */
export async function askPassword(prompt: string, isPiped: boolean): Promise<string> {
  const [password = ""] = await askSecrets([prompt], isPiped);
  return password;
}

/** One answer for each prompt: by stdin one line each, in this order. */
export async function askSecrets(
  prompts: readonly string[],
  isPiped: boolean,
): Promise<readonly string[]> {
  if (isPiped) return firstLines(process.stdin, prompts.length);
  if (!process.stdin.isTTY)
    throw new Sentence(
      "There is no terminal to ask for the password: give it with --password-stdin.",
    );
  const answers: string[] = [];
  for (const prompt of prompts) {
    process.stderr.write(prompt);
    answers.push(await typed(process.stdin));
  }
  return answers;
}

async function firstLines(from: NodeJS.ReadableStream, count: number): Promise<readonly string[]> {
  const lines = createInterface({ input: from });
  const read: string[] = [];
  for await (const line of lines) {
    read.push(line);
    if (read.length < count) continue;
    lines.close();
    return read;
  }
  const wanted = count === 1 ? "one line" : `${count} lines`;
  throw new Sentence(
    `--password-stdin was given, which takes ${wanted} of stdin; there are not so many.`,
  );
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
