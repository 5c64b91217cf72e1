/** Breaks the network between members: connections that reset or clog, and partitions of every shape, mended after a while. */
import type { FaultKind } from "./dials.ts";
import * as SPANS from "./nemesis-spans.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { SimProcess } from "./sim-process.ts";
import { US_PER_MS } from "./virtual-clock.ts";
import type { VirtualNetwork } from "./virtual-network.ts";
import type { World } from "./world.ts";

export type NetworkFaultKind = Extract<
  FaultKind,
  "reset" | "clog" | "isolate" | "split" | "oneWay" | "bridge"
>;

export interface NetworkNemesisOptions {
  readonly world: World;
  readonly network: VirtualNetwork;
  readonly random: SeededRandom;
  /** Runs `end` when the fault has lasted long enough. */
  readonly outage: (end: () => void) => void;
}

export class NetworkNemesis {
  readonly #world: World;
  readonly #network: VirtualNetwork;
  readonly #random: SeededRandom;
  readonly #outage: (end: () => void) => void;

  constructor({ world, network, random, outage }: NetworkNemesisOptions) {
    this.#world = world;
    this.#network = network;
    this.#random = random;
    this.#outage = outage;
  }

  /** Among `all`, and around `victim` where it is about one. */
  strike(kind: NetworkFaultKind, victim: SimProcess, all: readonly SimProcess[]): void {
    const shuffled = this.#random.sample(all, all.length);
    const others = shuffled.filter((one) => one !== victim);
    const [first, second] = [victim, this.#random.pick(others)];
    const half = shuffled.slice(0, this.#random.between(1, shuffled.length - 1));
    const rest = shuffled.filter((one) => !half.includes(one));
    switch (kind) {
      case "reset":
        return this.#network.reset(
          first.id,
          second.id,
          this.#random.chance(SPANS.IN_ORDER_PER_MILLE),
        );
      case "clog": {
        const untilUs =
          this.#world.time.nowUs +
          this.#random.between(50, this.#world.dials.outageMaxMs) * US_PER_MS;
        return this.#network.clog(first.id, second.id, untilUs);
      }
      case "isolate":
        return this.separate([victim], others, "both");
      case "split":
        return this.separate(half, rest, "both");
      case "oneWay":
        // Either it can send but not hear, or hear but not send.
        return this.#random.chance(500)
          ? this.separate([victim], others, "out")
          : this.separate(others, [victim], "out");
      case "bridge":
        // Two halves that see each other only through one member.
        return this.separate(
          half.filter((one) => one !== victim),
          rest.filter((one) => one !== victim),
          "both",
        );
    }
  }

  separate(
    side: readonly SimProcess[],
    other: readonly SimProcess[],
    direction: "both" | "out",
  ): void {
    const breaks = this.#random.chance(this.#world.dials.partitionResetsPerMille);
    const cuts: (() => void)[] = [];
    const cut = (from: SimProcess, to: SimProcess): void => {
      if (this.#network.isCut(from.id, to.id)) return;
      this.#network.cut(from.id, to.id, breaks);
      cuts.push(() => this.#network.mend(from.id, to.id));
    };
    for (const one of side) {
      for (const two of other) {
        cut(one, two);
        if (direction === "both") cut(two, one);
      }
    }
    this.#outage(() => {
      for (const mend of cuts) mend();
    });
  }
}
