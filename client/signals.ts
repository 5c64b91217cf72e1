/** The port to what a browser tells about its network and its visibility. Twin of browser-signals.ts: nothing ever happens. */

export type Signal = "online" | "offline" | "visible" | "hidden" | "resume";

export interface Signals {
  readonly isVisible: boolean;
  /** False proves little, true proves nothing. */
  readonly isOnline: boolean;
  /** Returns the way to stop. */
  listen(heard: (signal: Signal) => void): () => void;
}

/** For programs. */
export const quietSignals: Signals = {
  isVisible: true,
  isOnline: true,
  listen: () => () => {},
};
