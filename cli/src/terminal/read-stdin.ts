/** All of stdin as text, up to a limit: a message, not a film. */
import { Sentence } from "../sentence.ts";

export async function readStdin(limitBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of process.stdin) {
    const bytes = Buffer.from(part);
    sizeBytes += bytes.length;
    if (sizeBytes > limitBytes)
      throw new Sentence(`stdin holds more than ${limitBytes / 1024} KiB; send it in parts.`);
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString("utf8");
}
