/** Shows steps with what they are at and how long they take: a live line on a terminal, plain lines elsewhere. */

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;
/** Without a terminal a long step says that it is still alive this often. */
const PLAIN_LINE_MS = 10_000;

/**
 * @typedef {(note: string) => void} Note tells what the step is at
 * @typedef {{ step<Result>(title: string, run: (note: Note) => Promise<Result>): Promise<Result> }} Progress
 */

/** @param {NodeJS.WriteStream} stream @returns {Progress} */
export function showProgress(stream) {
  return stream.isTTY ? liveProgress(stream) : plainProgress(stream);
}

/** @param {NodeJS.WriteStream} stream @returns {Progress} */
function liveProgress(stream) {
  return {
    async step(title, run) {
      const begun = performance.now();
      let note = "";
      let frame = 0;
      const draw = () => {
        const mark = FRAMES[frame++ % FRAMES.length];
        const line = `  ${mark} ${title}  ${seconds(begun)}${note === "" ? "" : `  ${note}`}`;
        stream.write(`\r\x1b[2K${line.slice(0, Math.max(20, stream.columns - 1))}`);
      };
      const timer = setInterval(draw, FRAME_MS);
      const end = (/** @type {string} */ mark) => {
        clearInterval(timer);
        stream.write(`\r\x1b[2K  ${mark} ${title}  ${seconds(begun)}\n`);
      };
      draw();
      return settle(() => run((text) => (note = text)), end);
    },
  };
}

/** @param {NodeJS.WriteStream} stream @returns {Progress} */
function plainProgress(stream) {
  return {
    async step(title, run) {
      const begun = performance.now();
      let note = "";
      stream.write(`  … ${title}\n`);
      const timer = setInterval(
        () => stream.write(`  … ${title}  ${seconds(begun)}  ${note}\n`),
        PLAIN_LINE_MS,
      );
      const end = (/** @type {string} */ mark) => {
        clearInterval(timer);
        stream.write(`  ${mark} ${title}  ${seconds(begun)}\n`);
      };
      return settle(() => run((text) => (note = text)), end);
    },
  };
}

/** @template Result @param {() => Promise<Result>} run @param {(mark: string) => void} end */
async function settle(run, end) {
  try {
    const result = await run();
    end("✓");
    return result;
  } catch (error) {
    end("✗");
    throw error;
  }
}

/** @param {number} begun */
function seconds(begun) {
  return `${((performance.now() - begun) / 1000).toFixed(1)} s`;
}
