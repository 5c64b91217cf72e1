/**
 * Where a call comes from, for counting. The edge appends the address it sees to `x-forwarded-for` (use_remote_address), so
 * only the last one there is its word, and only when the edge is near: on this machine or in a private network. Whoever
 * reaches a node from elsewhere is counted by the address of the connection, whatever it claims.
 */
import { isIP } from "node:net";
import type { Metadata } from "@grpc/grpc-js";

const NEAR =
  /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/i;

/** `peer`: of the connection, with its port: "127.0.0.1:4711", "[::1]:4711". */
export function callerAddress(peer: string, metadata: Metadata): string {
  const near = addressOf(peer);
  if (!NEAR.test(near)) return near;
  const told = metadata.get("x-forwarded-for").at(-1);
  const last = typeof told === "string" ? (told.split(",").at(-1) ?? "").trim() : "";
  return isIP(last) === 0 ? near : last;
}

function addressOf(peer: string): string {
  return peer
    .replace(/:\d+$/, "")
    .replace(/^\[|\]$/g, "")
    .replace(/^::ffff:(?=\d+\.)/i, "");
}
