/** What a simulated machine is given by its world. */
import type { NodeView } from "./node-view.ts";
import type { VirtualNetwork } from "./virtual-network.ts";
import type { Witness } from "./witness.ts";
import type { World } from "./world.ts";

export interface MachineOptions {
  readonly world: World;
  readonly view: NodeView;
  /** It starts when it is asked to join, not with the world. */
  readonly isOutside: boolean;
  readonly network: VirtualNetwork;
  readonly witness: Witness;
  /** A promise of the simulated program failed: the simulation ends. */
  readonly onError: (error: unknown) => void;
}
