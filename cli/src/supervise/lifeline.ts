/**
 * Children must not outlive a supervisor that was killed without warning. A tiny process holds the other end of a pipe:
 * when the pipe closes, whatever is still on its list is ended (lifeline-process.ts). It covers nodes and Envoy alike and
 * needs nothing of them.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startMark } from "./process-identity.ts";

const PROGRAM = fileURLToPath(new URL("./lifeline-process.ts", import.meta.url));

export interface Lifeline {
  readonly pid: number | undefined;
  add(pid: number): void;
  remove(pid: number): void;
  close(): Promise<void>;
}

export function openLifeline(): Lifeline {
  const held = new Map<number, string>();
  let closing = false;
  let child = start();

  function start(): ChildProcess {
    // Own process group: a Ctrl-C at the terminal is the supervisor's alone.
    const process_ = spawn(process.execPath, [PROGRAM], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
    // Writing to one that just died: its exit is handled below.
    process_.stdin?.on("error", () => {});
    process_.on("exit", () => {
      if (closing) return;
      child = start();
      for (const [pid, mark] of held) tell(`+ ${pid} ${mark}`);
    });
    return process_;
  }
  function tell(line: string): void {
    child.stdin?.write(`${line}\n`);
  }
  return {
    get pid() {
      return child.pid;
    },
    add(pid) {
      const mark = startMark(pid);
      if (mark === null) return;
      held.set(pid, mark);
      tell(`+ ${pid} ${mark}`);
    },
    remove(pid) {
      if (held.delete(pid)) tell(`- ${pid}`);
    },
    async close() {
      closing = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.stdin?.end();
      await ended;
    },
  };
}
