/** Compressed twins beside each file worth it; sirv serves them as they are. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const COMPRESSIBLE = /\.(html|js|css|svg|txt|json|webmanifest)$/u;
/** Below this the header costs more than the twin saves. */
const MIN_BYTES = 512;

export function compressExport(out: string): void {
  for (const path of readdirSync(out, { recursive: true, encoding: "utf8" })) {
    if (!COMPRESSIBLE.test(path)) continue;
    const file = join(out, path);
    const bytes = readFileSync(file);
    if (bytes.length < MIN_BYTES) continue;
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  }
}
