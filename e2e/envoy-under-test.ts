/** The one Envoy of a cluster under test: killed without a goodbye, started again with the same file. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { isEnvoyReady } from "../cli/src/edge/envoy-admin.ts";
import { findEnvoy } from "../cli/src/edge/envoy-binary.ts";

const READY_MS = 15_000;

export class EnvoyUnderTest {
  private readonly data: string;
  private readonly admin: string;
  private pid: number | null;
  /** The one that this test started; the first is the supervisor's to end. */
  private own: ChildProcess | null = null;

  constructor(data: string, pid: number, admin: string) {
    this.data = data;
    this.pid = pid;
    this.admin = admin;
  }

  /** SIGKILL. */
  kill(): void {
    if (this.pid === null) throw new Error("Envoy is down already");
    process.kill(this.pid, "SIGKILL");
    this.pid = null;
  }

  /** Resolves when it is ready; at once when it runs. */
  async start(): Promise<void> {
    if (this.pid !== null) return;
    const file = join(this.data, "edge", "envoy.yaml");
    const args = ["-c", file, "--concurrency", "1", "--disable-hot-restart"];
    this.own = spawn(await findEnvoy(), [...args, "--log-level", "warning"], { stdio: "ignore" });
    this.pid = this.own.pid ?? null;
    await expect
      .poll(() => isEnvoyReady(this.admin), { timeout: READY_MS, intervals: [50] })
      .toBe(true);
  }

  async end(): Promise<void> {
    const { own } = this;
    if (own === null || own.exitCode !== null || own.signalCode !== null) return;
    own.kill("SIGKILL");
    await once(own, "exit");
  }
}
