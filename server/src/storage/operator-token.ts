/** The operator's token in the data folder: whoever can read it there may change the cluster (foundations 1). */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export function operatorTokenPath(dataDir: string): string {
  return join(dataDir, "operator-token");
}

/** sha256 of the token; null when this machine has none, and then nobody is the operator here. */
export function operatorTokenSha256(dataDir: string): Uint8Array | null {
  try {
    const token = readFileSync(operatorTokenPath(dataDir), "utf8").trim();
    return token === "" ? null : createHash("sha256").update(token).digest();
  } catch {
    // Not there or not readable for this process: the caller is told, in the words of a refusal.
    return null;
  }
}
