/** What goes between the main thread and the search thread. */
import type { Queries } from "../chat-port.ts";
import type { WireRefusal } from "../thread-protocol.ts";

export interface SearchFiles {
  /** Read only. */
  readonly state: string;
  readonly index: string;
}

export type ToSearch =
  | {
      readonly kind: "search";
      readonly id: number;
      readonly request: Queries["searchMessages"]["request"];
    }
  /** The state has grown by a good deal. */
  | { readonly kind: "fill" }
  /** The file of the state is about to be another one: to be opened by nobody before the next message. */
  | { readonly kind: "release" }
  | { readonly kind: "close" };

export type FromSearch =
  | { readonly kind: "reply"; readonly id: number; readonly reply: Uint8Array }
  | { readonly kind: "refused"; readonly id: number; readonly refusal: WireRefusal }
  | { readonly kind: "released" }
  /** Something is wrong with the index; for people. */
  | { readonly kind: "told"; readonly sentence: string };
