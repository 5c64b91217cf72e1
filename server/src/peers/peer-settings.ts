/** The numbers of the peer port (edge.md 6.2), each with its reason. */
import type { ChannelOptions } from "@grpc/grpc-js";
import { LIMITS } from "../limits.ts";

/** A side that has not proved itself by then is cut, ms. */
export const PROOF_MS = 1_000;
/** Streams that have not proved themselves, over all of the port; more are refused at once. */
export const UNPROVEN_STREAMS = 64;
/** First and longest wait before dialling again, ms: a restarted peer must not be shunned. */
export const REDIAL_FIRST_MS = 100;
export const REDIAL_MAX_MS = 1_000;
/** Bytes (give or take one message) and messages waiting for one peer. Beyond, the newest is dropped. */
export const QUEUE_BYTES = 4 * 1024 * 1024;
export const QUEUE_MESSAGES = 2_048;
/** With more than this waiting for a peer, gossip is dropped: Raft goes first. */
export const GOSSIP_QUEUE_BYTES = 64 * 1024;
/** Peers at once that the log does not name: contacts of a node that joins, and leaders it has not heard of. */
export const NEWCOMERS = 16;
/** Ids of removed members that are remembered, to tell them why they are refused. */
export const REMOVED = 256;
/** A stream for parts of snapshots over which none was sent for this long is closed, ms. */
export const PARTS_IDLE_MS = 30_000;
/** A goodbye must leave within this, ms. */
export const GOODBYE_MS = 300;

const both: ChannelOptions = {
  // The only thing that finds a frozen peer or a silent network: two seconds at most.
  "grpc.keepalive_time_ms": 1_000,
  "grpc.keepalive_timeout_ms": 1_000,
  "grpc.max_receive_message_length": LIMITS.peerMessageBytes,
  "grpc.max_send_message_length": LIMITS.peerMessageBytes,
  // Grows for ever (grpc/grpc-node #2068).
  "grpc.enable_channelz": 0,
};

export const dialOptions: ChannelOptions = {
  ...both,
  // A channel serves one attempt; these only bound what happens before its first failure.
  "grpc.initial_reconnect_backoff_ms": REDIAL_FIRST_MS,
  "grpc.max_reconnect_backoff_ms": REDIAL_MAX_MS,
  // Retries of bidi calls leaked (grpc/grpc-node #2371).
  "grpc.enable_retries": 0,
  "grpc.use_local_subchannel_pool": 1,
  // Members talk to each other directly, whatever proxy the environment names.
  "grpc.enable_http_proxy": 0,
};

export const doorOptions: ChannelOptions = {
  ...both,
  "grpc.max_concurrent_streams": 16,
  "grpc.max_connection_idle_ms": 60_000,
};
