import { describe, expect, test } from "vitest";
import { peerTransportContract } from "../src/peers/peer-transport-contract.ts";
import type { PeerNetwork } from "../src/peers/peer-transport-contract.ts";
import type { PeerHandlers } from "../src/ports.ts";
import type { HeartbeatRequest } from "../src/raft/messages.ts";
import type { RaftId } from "../src/raft/types.ts";
import { HEALED_NETWORK, turnDials } from "./dials.ts";
import { PromiseHops } from "./promise-hops.ts";
import { SeededRandom } from "./seeded-random.ts";
import { Tally } from "./tally.ts";
import { Trace } from "./trace.ts";
import { US_PER_MS } from "./virtual-clock.ts";
import { VirtualNetwork } from "./virtual-network.ts";
import { VirtualPeers } from "./virtual-peers.ts";
import { Lifeline, VirtualTime } from "./virtual-time.ts";
import type { World } from "./world.ts";

const UNTIL_MS = 10_000;

class TestNetwork implements PeerNetwork {
  readonly ids: readonly RaftId[];
  readonly time = new VirtualTime();
  readonly network: VirtualNetwork;
  readonly #running = new Map<number, VirtualPeers>();

  constructor(size: number) {
    // Sixteen digits, as every raft id has.
    this.ids = Array.from({ length: size }, (_, at) => String(at + 1).padStart(16, "0") as RaftId);
    const world: World = {
      seed: 1,
      time: this.time,
      dials: turnDials(new SeededRandom(1, "dials")),
      trace: new Trace(null),
      tally: new Tally(),
      phase: { isHealed: false, sparing: 1 },
      hops: new PromiseHops(),
      spec: null,
      random: (stream) => new SeededRandom(1, stream),
    };
    this.network = new VirtualNetwork(world, this.ids);
    this.network.dials = HEALED_NETWORK;
  }

  id(at: number): RaftId {
    const id = this.ids[at];
    if (id === undefined) throw new Error("no such member");
    return id;
  }

  async start(at: number, handlers: PeerHandlers): Promise<VirtualPeers> {
    const { time, network } = this;
    const options = { id: this.id(at), network, time, onSend: () => undefined };
    const peers = new VirtualPeers({ ...options, lifeline: new Lifeline() });
    this.#running.set(at, peers);
    await peers.start(handlers);
    return peers;
  }

  async kill(at: number): Promise<void> {
    const peers = this.#running.get(at);
    if (peers === undefined) return;
    peers.lifeline.isDead = true;
    this.network.leave(peers, false);
    await Promise.resolve();
  }

  async until(what: string, condition: () => boolean): Promise<void> {
    const endUs = this.time.nowUs + UNTIL_MS * US_PER_MS;
    while (!condition()) {
      if (!this.time.runNext() || this.time.nowUs > endUs) throw new Error(`never: ${what}`);
      await Promise.resolve();
    }
  }

  async dispose(): Promise<void> {
    await Promise.resolve();
  }

  pass(ms: number): void {
    const endUs = this.time.nowUs + ms * US_PER_MS;
    this.time.schedule(ms * US_PER_MS, null, () => undefined);
    while (this.time.nowUs < endUs && this.time.runNext());
  }
}

peerTransportContract("the virtual network", (size) => Promise.resolve(new TestNetwork(size)));

describe("the faults of the virtual network", () => {
  interface Member {
    readonly peers: VirtualPeers;
    readonly rounds: number[];
    readonly news: string[];
  }

  async function member(net: TestNetwork, at: number): Promise<Member> {
    const rounds: number[] = [];
    const news: string[] = [];
    const peers = await net.start(at, {
      message: (message) => rounds.push(message.type === "heartbeatRequest" ? message.round : -1),
      up: () => news.push("up"),
      down: () => news.push("down"),
      report: () => undefined,
    });
    return { peers, rounds, news };
  }

  async function pairUp() {
    const net = new TestNetwork(2);
    const one = await member(net, 0);
    const other = await member(net, 1);
    net.pass(500);
    expect([...one.news, ...other.news]).toEqual(["up", "up"]);
    let round = 0;
    const say = (from: Member, to: Member): void => {
      round += 1;
      const ends = { from: from.peers.id, to: to.peers.id };
      const message: HeartbeatRequest = {
        type: "heartbeatRequest",
        ...ends,
        term: 1,
        commit: 0,
        round,
      };
      from.peers.send(message);
    };
    return { net, one, other, say };
  }

  test("a one-way cut swallows one direction, silently, until it is mended", async () => {
    const { net, one, other, say } = await pairUp();
    net.network.cut(net.id(0), net.id(1), false);
    say(one, other);
    say(other, one);
    net.pass(100);
    expect([one.rounds, other.rounds]).toEqual([[2], []]);
    net.network.mend(net.id(0), net.id(1));
    say(one, other);
    net.pass(100);
    expect(other.rounds).toEqual([3]);
    expect([...one.news, ...other.news]).toEqual(["up", "up"]);
  });

  test("who was killed before it joined never does, and its successor meets everybody", async () => {
    const { net, one } = await pairUp();
    await net.kill(1);
    const options = {
      id: net.id(1),
      network: net.network,
      time: net.time,
      onSend: () => undefined,
    };
    const stillborn = new VirtualPeers({ ...options, lifeline: new Lifeline() });
    stillborn.lifeline.isDead = true;
    const heard: string[] = [];
    const deaf = { message: () => undefined, report: () => undefined, down: () => undefined };
    void stillborn.start({ ...deaf, up: () => void heard.push("up") }); // never resolves
    net.pass(500);
    expect(heard).toEqual([]);
    expect(one.news).toEqual(["up", "down"]);
  });

  test("a cut with a reset is heard, and no new connection comes before it is mended", async () => {
    const { net, one, other, say } = await pairUp();
    net.network.cut(net.id(0), net.id(1), true);
    net.network.cut(net.id(1), net.id(0), true);
    net.pass(5_000);
    expect([one.news.at(-1), other.news.at(-1)]).toEqual(["down", "down"]);
    net.network.healAll();
    net.pass(500);
    expect([one.news.at(-1), other.news.at(-1)]).toEqual(["up", "up"]);
    say(one, other);
    net.pass(100);
    expect(other.rounds).toEqual([1]);
  });

  test("a clogged direction holds its messages and lets them go in order", async () => {
    const { net, one, other, say } = await pairUp();
    net.network.clog(net.id(0), net.id(1), net.time.nowUs + 1_000 * US_PER_MS);
    for (let count = 0; count < 5; count += 1) say(one, other);
    net.pass(900);
    expect(other.rounds).toEqual([]);
    net.pass(200);
    expect(other.rounds).toEqual([1, 2, 3, 4, 5]);
  });

  test("a reset loses what is on its way, and both ends come up again", async () => {
    const { net, one, other, say } = await pairUp();
    say(one, other);
    net.network.reset(net.id(0), net.id(1), false);
    net.pass(1_000);
    expect(other.rounds).toEqual([]);
    expect(one.news).toEqual(["up", "down", "up"]);
    expect(other.news).toEqual(["up", "down", "up"]);
  });

  test("with every message doubled and unordered all arrive twice, not all in order", async () => {
    const { net, one, other, say } = await pairUp();
    net.network.dials = { ...HEALED_NETWORK, duplicatePerMille: 1000, isUnordered: true };
    for (let count = 0; count < 50; count += 1) say(one, other);
    net.pass(1_000);
    const sorted = other.rounds.toSorted((a, b) => a - b);
    expect(sorted).toEqual(Array.from({ length: 100 }, (_, at) => Math.trunc(at / 2) + 1));
    expect(other.rounds).not.toEqual(sorted);
  });

  test("with every message lost none arrives", async () => {
    const { net, one, other, say } = await pairUp();
    net.network.dials = { ...HEALED_NETWORK, lossPerMille: 1000 };
    for (let count = 0; count < 50; count += 1) say(one, other);
    net.pass(1_000);
    expect(other.rounds).toEqual([]);
  });
});
