/** The state of one machine, over the starts of its processes: its file, the harm done to it, and who watches it. */
import type { StateDiverged } from "../src/chat/state-diverged.ts";
import type { Clock, Entry, Index } from "../src/ports.ts";
import { appliedIndexOf, harm, isHarmed } from "./harm.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { openChat } from "./sim-chat.ts";
import type { SimChat } from "./sim-chat.ts";
import { StateCopies } from "./state-copies.ts";
import { StateGuard } from "./state-guard.ts";
import { WatchedMachine } from "./watched-machine.ts";
import type { World } from "./world.ts";

export interface StateHandlers {
  readonly onOpen: (appliedIndex: Index) => void;
  readonly onApply: (entries: readonly Entry[]) => void;
  readonly onDiverged: (error: StateDiverged) => void;
  readonly onError: (error: unknown) => void;
}

export interface OpenedState {
  readonly chat: SimChat;
  readonly machine: WatchedMachine;
}

export class SimState {
  readonly guard: StateGuard;
  readonly #name: string;
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #copies = new StateCopies();

  constructor(world: World, name: string, random: SeededRandom) {
    this.#name = name;
    this.#world = world;
    this.#random = random;
    this.guard = new StateGuard(name, world.dials.noteEvery);
  }

  open(clock: Clock, handlers: StateHandlers): OpenedState {
    const { chat: kind, noteEvery } = this.#world.dials;
    const copy = this.#copies.forStart(this.#random, this.#world.tally);
    this.guard.finds(copy !== null && isHarmed(copy));
    const chat = openChat({ kind, clock, copy, noteEvery });
    const machine = new WatchedMachine({
      ...handlers,
      chat,
      copies: this.#copies,
      random: this.#random,
      clock,
      onApplied: (entries) => this.guard.applied(entries),
    });
    return { chat, machine };
  }

  /** From here on it is not that of the others. False: it cannot be harmed any more. */
  harm({ chat, machine }: OpenedState): boolean {
    if (!machine.isOpen) return false;
    const { chat: kind } = this.#world.dials;
    const copy = chat.serialize();
    chat.restore(harm(kind, copy, this.#name));
    this.guard.harmed(appliedIndexOf(kind, copy));
    return true;
  }

  /** Nothing of it is used again: the next start begins with nothing. */
  putAside(): void {
    this.#copies.clear();
  }

  get newest(): Uint8Array | null {
    return this.#copies.newest;
  }

  putBack(copy: Uint8Array | null): void {
    this.#copies.putBack(copy);
  }

  powerCut(): void {
    if (this.#copies.powerCut(this.#random)) this.#world.tally.add("state older");
  }
}
