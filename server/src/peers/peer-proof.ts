/** Proof of membership: each side answers the other's random challenge with the cluster key, which never travels. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Version of the peer protocol. A receiver refuses what it does not know. */
export const PEER_VERSION = 1;
export const NONCE_BYTES = 32;

/** Distinct words for the two sides, so that an answer of one is worthless as an answer of the other. */
export type ProofSide = "parley peer dials" | "parley peer answers";

export interface PeerPair {
  readonly clusterId: string;
  /** Raft id of the side that dialled, and of the side that answers. */
  readonly from: string;
  readonly to: string;
}

export function freshNonce(): Uint8Array {
  return randomBytes(NONCE_BYTES);
}

export function proofOf(
  clusterKey: Uint8Array,
  side: ProofSide,
  pair: PeerPair,
  challenge: Uint8Array,
): Uint8Array {
  const mac = createHmac("sha256", clusterKey);
  for (const part of [side, pair.clusterId, pair.from, pair.to]) mac.update(part).update("\0");
  return mac.update(challenge).digest();
}

/** In constant time. */
export function isProof(expected: Uint8Array, given: Uint8Array): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}
