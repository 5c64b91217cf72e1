/** What the edge polls: whether this node can serve, and whether it leads. */
import type { Server } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import type { Log, LogStatus } from "../ports.ts";

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
    log.onLeaderChange((status) => this.showLeader(status));
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

  private show(isServing: boolean): void {
    this.isServing = isServing;
    for (const service of ["", READY]) this.set(service, isServing);
    this.showLeader(this.log.status());
  }

  private showLeader({ role }: LogStatus): void {
    this.set(LEADER, this.isServing && role === "leader");
  }

  private set(service: string, isServing: boolean): void {
    this.services.setStatus(service, isServing ? "SERVING" : "NOT_SERVING");
  }
}
