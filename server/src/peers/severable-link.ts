/** Test support: a TCP relay in front of a port, which can be cut like a cable or frozen like a stopped process. */
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

export interface SeverableLink {
  /** Where to dial instead of the target. */
  readonly address: string;
  /** Resets every connection and refuses new ones until `mend`. */
  sever(): void;
  mend(): void;
  /** Nothing passes any more, and nobody is told. */
  freeze(): void;
  /** The same for the connection that was opened last. */
  freezeNewest(): void;
  close(): Promise<void>;
}

export async function createSeverableLink(target: () => string): Promise<SeverableLink> {
  const sockets = new Set<Socket>();
  let isSevered = false;
  const server = createServer((near) => {
    if (isSevered || target() === "") return void near.resetAndDestroy();
    const { hostname, port } = new URL(`tcp://${target()}`);
    join(sockets, near, connect(Number(port), hostname));
  });
  await listen(server);
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    sever: () => {
      isSevered = true;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    mend: () => {
      isSevered = false;
    },
    freeze: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    freezeNewest: () => {
      for (const socket of [...sockets].slice(-2)) socket.unpipe().pause();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function join(sockets: Set<Socket>, near: Socket, far: Socket): void {
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    sockets.add(one);
    one.setNoDelay(true);
    one.pipe(other);
    one.on("error", () => other.resetAndDestroy());
    one.on("close", () => {
      sockets.delete(one);
      other.destroy();
    });
  }
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}
