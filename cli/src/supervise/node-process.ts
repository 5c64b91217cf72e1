/** One node as a supervised process, and the moment its three ports listen. */
import { createInterface } from "node:readline";
import type { Member } from "../cluster/cluster-file.ts";
import type { Lifeline } from "./lifeline.ts";
import { NODE_POLICY } from "./restart-policy.ts";
import { lastWords, serverArgs, serverEnv } from "./server-program.ts";
import { SupervisedProcess } from "./supervised-process.ts";

/** A node finishes its answers and hands over leadership first; then it is killed. */
const PATIENCE_MS = 8_000;
/** The server's code for "configuration or data say no": another start would say the same. */
const REFUSED_EXIT_CODE = 2;
/** The server's code for "the disk is full": another start will do when there is room. */
const DISK_FULL_EXIT_CODE = 3;
/** How the server says "the disk erred and could not even note it": the next start must not trust the log's pages. */
const RECOPY = { exitCode: 4, signal: "SIGUSR2", env: { PARLEY_RECOPY: "1" } } as const;
/** Of a node's stderr, for the line that says why it ended. */
const STDERR_CHARACTERS = 8_192;

export interface NodeProcess {
  readonly member: Member;
  readonly supervised: SupervisedProcess;
  /** Since the newest start. */
  readonly listening: boolean;
}

export interface NodeProcessOptions {
  readonly data: string;
  readonly member: Member;
  readonly restart: boolean;
  readonly lifeline: Lifeline;
  readonly say: (line: string) => void;
  /** Called when `listening` or `supervised.down` may have changed. */
  readonly changed: () => void;
}

export function startNodeProcess(options: NodeProcessOptions): NodeProcess {
  const { member, data } = options;
  let listening = false;
  let stderr = "";
  const plan = {
    name: member.name,
    command: process.execPath,
    args: serverArgs(data, member.name),
    env: serverEnv(),
    stdio: ["ignore", "pipe", "pipe"] as const,
    restart: options.restart ? NODE_POLICY : null,
    hopelessExitCode: REFUSED_EXIT_CODE,
    waitingExitCode: DISK_FULL_EXIT_CODE,
    tellAfter: RECOPY,
    patienceMs: PATIENCE_MS,
  };
  const supervised = new SupervisedProcess({ ...plan, stdio: [...plan.stdio] }, options.lifeline, {
    started(child) {
      listening = false;
      stderr = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        stderr = (stderr + text).slice(-STDERR_CHARACTERS);
      });
      if (child.stdout !== null)
        createInterface({ input: child.stdout }).on("line", (line) => {
          if (!isListeningLine(line)) return;
          listening = true;
          options.changed();
        });
      child.once("exit", () => {
        listening = false;
        // After the supervisor's own reaction to this exit.
        setImmediate(options.changed);
      });
    },
    say: options.say,
    lastWords: () => lastWords(stderr),
  });
  return {
    member,
    supervised,
    get listening() {
      return listening;
    },
  };
}

function isListeningLine(line: string): boolean {
  try {
    const json: unknown = JSON.parse(line);
    return (
      typeof json === "object" && json !== null && "event" in json && json.event === "listening"
    );
  } catch {
    // Something else a node prints; its log is a file.
    return false;
  }
}
