/** What the edge polls: whether this node can serve, and whether it leads. */
import type { Server } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import type { Log } from "../ports.ts";

export const READY = "parley.ready";
export const LEADER = "parley.leader";

export class Health {
  private readonly services = new HealthImplementation({
    "": "NOT_SERVING",
    [READY]: "NOT_SERVING",
    [LEADER]: "NOT_SERVING",
  });
  private readonly log: Log;
  private isServing = false;

  constructor(log: Log) {
    this.log = log;
    log.onLeaderChange(() => this.show(this.isServing));
  }

  addTo(server: Server): void {
    this.services.addToServer(server);
  }

  serving(): void {
    this.show(true);
  }

  /** Before a stop, so that the edge looks elsewhere. */
  notServing(): void {
    this.show(false);
  }

  /** A node that is being refilled lives, but nobody can read there. */
  private show(isServing: boolean): void {
    this.isServing = isServing;
    const { role, isRecovering } = this.log.status();
    this.set("", isServing);
    this.set(READY, isServing && !isRecovering);
    this.set(LEADER, isServing && role === "leader");
  }

  private set(service: string, isServing: boolean): void {
    this.services.setStatus(service, isServing ? "SERVING" : "NOT_SERVING");
  }
}
