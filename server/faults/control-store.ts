/**
 * The store of the negative control: the same rows in the same file by the same code, on a database that the test has
 * opened itself and told to sync too little. If the fault tests find nothing wrong with it, they prove nothing.
 */
import type { LogWrite } from "../src/ports.ts";
import { LogFile } from "../src/storage/log-file.ts";
import { packWrites } from "../src/storage/log-packing.ts";
import { openLogDatabase } from "../src/storage/log-schema.ts";
import type { Control } from "./storage-order.ts";

export function openControl(path: string, control: Control) {
  const database = openLogDatabase(path, false);
  database.pragma(`synchronous = ${control}`);
  const file = new LogFile(database, path);
  file.load(0);
  return {
    incarnation: 0,
    write(writes: readonly LogWrite[]): Promise<void> {
      const { sent, buffer } = packWrites(writes);
      file.write(
        sent.map((write) => ({
          ...write,
          rows: write.rows.map((row) => ({
            ...row,
            entries: Buffer.from(buffer, row.offset, row.length),
          })),
        })),
      );
      return Promise.resolve();
    },
    close(): Promise<void> {
      database.close();
      return Promise.resolve();
    },
  };
}
