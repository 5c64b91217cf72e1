/** What happens to children whose supervisor was killed without warning. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { openLifeline } from "./lifeline.ts";
import { startMark } from "./process-identity.ts";

const LIFELINE = fileURLToPath(new URL("./lifeline.ts", import.meta.url));
const LIVES = "setInterval(() => {}, 1000)";

/** A supervisor with one child, which it may keep on its lifeline. */
const supervisor = (hold: boolean): string => `
  import { spawn } from "node:child_process";
  import { openLifeline } from ${JSON.stringify(LIFELINE)};
  const child = spawn(process.execPath, ["-e", ${JSON.stringify(LIVES)}], { stdio: "ignore", detached: true });
  const lifeline = openLifeline();
  lifeline.add(child.pid);
  ${hold ? "" : "lifeline.remove(child.pid);"}
  console.log(child.pid, lifeline.pid);
`;

async function killedSupervisor(
  hold: boolean,
): Promise<{ readonly child: number; readonly lifeline: number }> {
  const parent = spawn(
    process.execPath,
    ["--input-type=module-typescript", "-e", supervisor(hold)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
  const [child = 0, lifeline = 0] = line.split(" ").map(Number);
  parent.kill("SIGKILL");
  await once(parent, "exit");
  return { child, lifeline };
}

const gone = async (pid: number): Promise<void> => {
  await vi.waitUntil(() => startMark(pid) === null, { timeout: 5_000, interval: 10 });
};

test("a supervisor killed with kill -9 takes its children with it", async () => {
  const { child, lifeline } = await killedSupervisor(true);
  await gone(child);
  await gone(lifeline);
});

test("a child taken off the list is left alone", async () => {
  const { child, lifeline } = await killedSupervisor(false);
  await gone(lifeline);
  expect(startMark(child)).not.toBeNull();
  process.kill(child, "SIGKILL");
});

test("a lifeline that was killed itself is replaced, and still ends whom it held", async () => {
  const child = spawn(process.execPath, ["-e", LIVES], { stdio: "ignore", detached: true });
  const lifeline = openLifeline();
  lifeline.add(child.pid ?? 0);
  const first = lifeline.pid ?? 0;
  process.kill(first, "SIGKILL");
  await vi.waitUntil(() => lifeline.pid !== undefined && lifeline.pid !== first, {
    timeout: 5_000,
    interval: 5,
  });
  const ended = once(child, "exit");
  // Closing with a child still on the list is what the death of the supervisor looks like.
  await lifeline.close();
  await ended;
  expect(child.signalCode).toBe("SIGTERM");
});
