/**
 * What goes between the main thread and the state thread. Bytes are copied once into a buffer of exactly
 * their size, which is transferred: a view would drag its whole backing buffer along.
 */
import type { Entry, Index } from "../ports.ts";
import type { Divergence, StateNotes } from "../state-notes.ts";
import type { ChatEntry } from "./apply.ts";
import type { QueryName, SubscribeFrom } from "./chat-port.ts";
import type { FeedOutput } from "./feed/feed.ts";
import type { RefusalReason } from "./refusal.ts";
import type { FoundState } from "./state-file.ts";

export interface PackedBytes {
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface PackedEntries extends PackedBytes {
  readonly first: Index;
  readonly times: Float64Array<ArrayBuffer>;
  /** Positions in KINDS. */
  readonly kinds: Uint8Array<ArrayBuffer>;
}

export type ToWorker =
  | { readonly kind: "apply"; readonly entries: PackedEntries; readonly wantResults: boolean }
  | {
      readonly kind: "query";
      readonly id: number;
      readonly name: QueryName;
      readonly request: unknown;
    }
  | { readonly kind: "subscribe"; readonly id: number; readonly from: SubscribeFrom }
  | { readonly kind: "pull"; readonly id: number }
  | { readonly kind: "unsubscribe"; readonly id: number }
  /** A copy is being made from now on, or no longer. */
  | { readonly kind: "copying"; readonly isCopied: boolean }
  /** The file takes the place of the state; no apply is out. */
  | { readonly kind: "replace"; readonly by: string }
  | { readonly kind: "close" };

export interface WireRefusal {
  readonly reason: RefusalReason;
  readonly message: string;
  readonly field: string;
}

export type FromWorker =
  | {
      readonly kind: "opened";
      readonly appliedIndex: Index;
      readonly found: FoundState;
      readonly notes: StateNotes;
      readonly level: number;
    }
  | {
      readonly kind: "replaced";
      readonly appliedIndex: Index;
      readonly notes: StateNotes;
      readonly level: number;
    }
  | {
      readonly kind: "applied";
      readonly index: Index;
      readonly results: PackedBytes;
      readonly outputs: readonly FeedOutput[];
      /** Null: as before. */
      readonly notes: StateNotes | null;
      readonly level: number;
    }
  | { readonly kind: "reply"; readonly id: number; readonly reply: unknown }
  | { readonly kind: "refused"; readonly id: number; readonly refusal: WireRefusal }
  | { readonly kind: "feed"; readonly outputs: readonly FeedOutput[] }
  | { readonly kind: "diverged"; readonly divergence: Divergence }
  | { readonly kind: "failed"; readonly message: string; readonly stack: string };

const KINDS: readonly Entry["kind"][] = ["noop", "command", "configuration"];

export function packBytes(items: readonly Uint8Array[]): PackedBytes {
  const lengths = Uint32Array.from(items, (item) => item.length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const item of items) {
    bytes.set(item, at);
    at += item.length;
  }
  return { lengths, bytes };
}

/** Views of the packed bytes. */
export function unpackBytes({ lengths, bytes }: PackedBytes): Uint8Array[] {
  let at = 0;
  return Array.from(lengths, (length) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
}

/** Entries must be contiguous. */
export function packEntries(entries: readonly Entry[]): PackedEntries {
  return {
    ...packBytes(entries.map((entry) => entry.data)),
    first: entries[0]?.index ?? 0,
    times: Float64Array.from(entries, (entry) => entry.time),
    kinds: Uint8Array.from(entries, (entry) => KINDS.indexOf(entry.kind)),
  };
}

export function unpackEntries(packed: PackedEntries): ChatEntry[] {
  return unpackBytes(packed).map((data, at) => ({
    index: packed.first + at,
    time: packed.times[at] ?? 0,
    kind: KINDS[packed.kinds[at] ?? 0] ?? "noop",
    data,
  }));
}

/** The buffers to hand over with a message; those that are only part of a larger one are left to be copied. */
export function buffersOf(message: ToWorker | FromWorker): ArrayBuffer[] {
  switch (message.kind) {
    case "apply": {
      const { lengths, bytes, times, kinds } = message.entries;
      return [lengths.buffer, bytes.buffer, times.buffer, kinds.buffer];
    }
    case "applied":
      return [
        message.results.lengths.buffer,
        message.results.bytes.buffer,
        ...buffersOfFeed(message.outputs),
      ];
    case "feed":
      return buffersOfFeed(message.outputs);
    case "reply":
      return message.reply instanceof Uint8Array ? wholeBuffer(message.reply) : [];
    default:
      return [];
  }
}

function buffersOfFeed(outputs: readonly FeedOutput[]): ArrayBuffer[] {
  return outputs.flatMap((output) => {
    const hasEvents = output.kind === "page" || output.kind === "live";
    return hasEvents ? output.events.flatMap((event) => wholeBuffer(event.bytes)) : [];
  });
}

function wholeBuffer({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
