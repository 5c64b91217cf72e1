/** strace on a running node, which only looks. */
import { AttachedStrace } from "./attached-strace.ts";
import { MEMORY_HOME } from "./memory-folder.ts";
import { readCalls, type SystemCall } from "./system-calls.ts";

/** Whole pages of the log and whole batches on the wire. */
const STRING_BYTES = 1024 * 1024;

export class NodeTrace {
  readonly #strace: AttachedStrace;

  private constructor(strace: AttachedStrace) {
    this.#strace = strace;
  }

  /** Resolves when every thread is watched. `calls`: as strace has them. */
  static async start(pid: number, calls: string): Promise<NodeTrace> {
    const args = [
      "-e",
      `trace=${calls}`,
      "-e",
      "signal=none",
      "-yy",
      "-xx",
      "-s",
      String(STRING_BYTES),
    ];
    return new NodeTrace(await AttachedStrace.start(pid, args, MEMORY_HOME));
  }

  /** The process goes on unwatched. */
  async stop(): Promise<readonly SystemCall[]> {
    return readCalls((await this.#strace.stop()).split("\n"));
  }
}
