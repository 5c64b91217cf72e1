import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test, vi } from "vitest";
import { openLifeline, type Lifeline } from "./lifeline.ts";
import { startMark } from "./process-identity.ts";
import type { RestartPolicy } from "./restart-policy.ts";
import { SupervisedProcess, type ProcessPlan } from "./supervised-process.ts";

const AT_ONCE: RestartPolicy = {
  firstDelayMs: 0,
  secondDelayMs: 1,
  delayMaxMs: 1,
  settledMs: 60_000,
  quickDeathsMax: 2,
};
const LIVES = "process.stdout.write('up'); setInterval(() => {}, 1000)";
const DEAF = `process.on('SIGTERM', () => {}); ${LIVES}`;

let lifeline: Lifeline | undefined;
let supervised: SupervisedProcess | undefined;
afterEach(async () => {
  supervised?.hurry();
  await supervised?.stop();
  await lifeline?.close();
});

function supervise(program: string, more: Partial<ProcessPlan> = {}) {
  lifeline = openLifeline();
  const lines: string[] = [];
  const children: ChildProcess[] = [];
  const plan: ProcessPlan = {
    name: "n1",
    command: process.execPath,
    args: ["-e", program],
    stdio: ["ignore", "pipe", "pipe"],
    restart: AT_ONCE,
    hopelessExitCode: 2,
    patienceMs: 10_000,
    ...more,
  };
  const process_ = new SupervisedProcess(plan, lifeline, {
    started: (child) => void children.push(child),
    say: (line) => void lines.push(line),
    lastWords: () => "its last words",
  });
  supervised = process_;
  /** The n-th start, once it printed. */
  const up = async (n: number): Promise<ChildProcess> => {
    await vi.waitUntil(() => children.length > n, { timeout: 5_000, interval: 5 });
    const child = children[n];
    const out = child?.stdout ?? null;
    if (child === undefined || out === null) throw new Error(`start ${n} has no output`);
    await once(out, "data");
    return child;
  };
  return { process_, lines, up };
}

test("a process that dies is started again, with one line that says how it ended", async () => {
  const { lines, up } = supervise(LIVES);
  (await up(0)).kill("SIGKILL");
  await up(1);
  expect(lines).toEqual(["n1 was ended by SIGKILL: its last words; starting it again"]);
});

test("one that dies over and over is left down", async () => {
  const { process_, lines } = supervise("process.exit(7)");
  await vi.waitUntil(() => process_.down, { timeout: 5_000, interval: 5 });
  expect(lines.at(-1)).toBe(
    "n1 ended with code 7: its last words; died 3 times in a row, left down",
  );
  expect(process_.pid).toBeUndefined();
});

test.each([
  ["an exit code that no restart would change", "process.exit(2)", {}],
  ["no wish for restarts", "process.exit(7)", { restart: null }],
  ["a command that does not exist", "", { command: "/nowhere/node" }],
])("with %s it is left down at the first death", async (_why, program, more) => {
  const { process_, lines } = supervise(program, more);
  await vi.waitUntil(() => process_.down, { timeout: 5_000, interval: 5 });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/left down$/);
});

test("one that waits for something outside is started again for ever, and people are told once", async () => {
  const { process_, lines, up } = supervise("process.stdout.write('up'); process.exit(3)", {
    waitingExitCode: 3,
  });
  for (const start of [0, 1, 2, 3, 4]) await up(start);
  expect(process_.down).toBe(false);
  expect(lines).toEqual(["n1 ended with code 3: its last words; trying again every 1 ms"]);
});

test.each([
  ["process.exit(4)", "ended with code 4"],
  ["process.kill(process.pid, 'SIGUSR2')", "was ended by SIGUSR2"],
])(
  "one that could not note something itself has it told to the next start, until one has lived: %s",
  async (dies, how) => {
    const program = `
      process.stdout.write('up');
      if (process.env.NOTE === undefined) setTimeout(() => ${dies}, 5);
      if (process.env.NOTE === '1') setTimeout(() => process.exit(7), 5);`;
    const tellAfter = { exitCode: 4, signal: "SIGUSR2", env: { NOTE: "1" } } as const;
    const { lines, up } = supervise(program, { tellAfter });
    for (const start of [0, 1, 2]) await up(start);
    expect(lines.slice(0, 2).map((line) => line.replace(/; .*/, ""))).toEqual([
      `n1 ${how}: its last words`,
      "n1 ended with code 7: its last words",
    ]);
  },
);

test("stop asks, waits for the end, and nothing starts again", async () => {
  const { process_, lines, up } = supervise(
    `process.on('SIGTERM', () => process.exit(0)); ${LIVES}`,
  );
  const child = await up(0);
  await process_.stop();
  expect(child.exitCode).toBe(0);
  expect(lines).toEqual([]);
});

test("one that does not listen is killed when its patience is over", async () => {
  const { process_, up } = supervise(DEAF, { patienceMs: 50 });
  const child = await up(0);
  await process_.stop();
  expect(child.signalCode).toBe("SIGKILL");
});

test("hurry kills at once, while stop still waits", async () => {
  const { process_, up } = supervise(DEAF);
  const child = await up(0);
  const stopped = process_.stop();
  process_.hurry();
  await stopped;
  expect(child.signalCode).toBe("SIGKILL");
});

test("one that a drill has stopped with SIGSTOP ends in order too", async () => {
  const { process_, up } = supervise(`process.on('SIGTERM', () => process.exit(0)); ${LIVES}`);
  const child = await up(0);
  child.kill("SIGSTOP");
  await process_.stop();
  expect(child.exitCode).toBe(0);
});

test("it has a process group of its own, so a Ctrl-C at the terminal does not reach it", async () => {
  const { up } = supervise(LIVES);
  const { pid } = await up(0);
  expect(() => process.kill(-(pid ?? 0), 0)).not.toThrow();
  expect(startMark(pid ?? 0)).not.toBeNull();
});
