/** What goes between the main thread and the thread of the snapshot files. Each request is answered once, by its number. */
import type { LogBase, SnapshotMeta, SnapshotPart } from "../raft/types.ts";

export interface SnapshotWorkerData {
  readonly folder: string;
  readonly clusterId: string;
}

/** Each with the answer that it gets; null or false for what could not be done, and why is told apart. */
export interface SnapshotJobs {
  /** `isStart`: what is unfinished was left by an earlier process. */
  load: { request: { readonly isStart: boolean }; answer: readonly SnapshotMeta[] };
  /** The copy that is to become this snapshot is made durable bit by bit until `seal` or `forget`. */
  begin: { request: { readonly id: string }; answer: true };
  seal: {
    request: { readonly id: string; readonly base: LogBase; readonly stateHash: string };
    answer: SnapshotMeta;
  };
  read: {
    request: { readonly id: string; readonly offset: number; readonly maxBytes: number };
    answer: SnapshotPart | null;
  };
  write: {
    request: {
      readonly snapshot: SnapshotMeta;
      readonly offset: number;
      readonly part: SnapshotPart;
    };
    answer: true;
  };
  received: { request: { readonly snapshot: SnapshotMeta }; answer: string };
  finish: {
    request: { readonly snapshot: SnapshotMeta; readonly stateHash: string };
    answer: true;
  };
  stage: { request: { readonly id: string }; answer: string };
  drop: { request: { readonly ids: readonly string[] }; answer: true };
  forget: { request: { readonly id: string }; answer: true };
  /** Ends the thread; whatever it still works on is given up. */
  close: { request: Record<never, never>; answer: never };
}

export type SnapshotJobName = keyof SnapshotJobs;

export type SnapshotRequest = {
  [Name in SnapshotJobName]: {
    readonly job: Name;
    readonly number: number;
    readonly request: SnapshotJobs[Name]["request"];
  };
}[SnapshotJobName];

export type SnapshotReply =
  | { readonly kind: "done"; readonly number: number; readonly answer: unknown }
  | {
      readonly kind: "failed";
      readonly number: number;
      readonly sentence: string;
      /** A FolderRefusal: people have to do something first. */
      readonly isRefusal: boolean;
    }
  | { readonly kind: "warning"; readonly sentence: string };
