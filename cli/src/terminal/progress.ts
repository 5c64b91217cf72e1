/** Shows each step of a start with its time: to people on stdout, or on stderr when stdout carries JSON. */

export interface Progress {
  /** Runs one step and prints its line: what it was, what `work` answered, how long it took. */
  step<T>(name: string, work: () => Promise<T>, outcome: (result: T) => string): Promise<T>;
  line(text: string): void;
}

const NAME_WIDTH = 10;

export function openProgress(out: NodeJS.WriteStream): Progress {
  const pending = (text: string): void => {
    if (out.isTTY) out.write(text);
  };
  return {
    async step(name, work, outcome) {
      const startedAt = performance.now();
      pending(`  · ${name} …`);
      try {
        const result = await work();
        pending("\r\u001b[K");
        out.write(
          `  ✓ ${name.padEnd(NAME_WIDTH)} ${outcome(result)}  ${seconds(performance.now() - startedAt)}\n`,
        );
        return result;
      } catch (error) {
        pending("\r\u001b[K");
        throw error;
      }
    },
    line(text) {
      out.write(`${text}\n`);
    },
  };
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;
