/** What rooms may ask of a logger; main.ts gives them pino. */
export interface Logger {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** For tests and the simulation. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
