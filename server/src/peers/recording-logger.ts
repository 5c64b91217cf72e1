/** Test support: a log that remembers its sentences. */
import type { Logger } from "../lib/logger.ts";

export function createRecordingLogger(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const record = (fields: object, sentence: string): void => {
    lines.push(`${sentence} ${JSON.stringify(fields)}`);
  };
  return { lines, logger: { debug: record, info: record, warn: record, error: record } };
}
