import { expect, test } from "vitest";
import { RefusalLog } from "./refusal-log.ts";

function newLog(linesAtOnce: number) {
  const said: string[] = [];
  const time = { now: 0 };
  const log = new RefusalLog<"late" | "wrong">({ now: () => time.now, linesAtOnce });
  const add = (line: string): void =>
    log.add("late", line, (times) => void said.push(`${line} ${times}`));
  return { log, said, time, add };
}

test("a line is said at once, and again after a minute, with what was counted meanwhile", () => {
  const { log, said, time, add } = newLog(10);
  add("a");
  time.now = 59_999;
  add("a");
  time.now = 60_000;
  add("a");
  expect(said).toEqual(["a 1", "a 3"]);
  expect([log.count("late"), log.count("wrong")]).toEqual([3, 0]);
});

test("more lines than there is room for are only counted, until older ones have had their minute", () => {
  const { log, said, time, add } = newLog(2);
  for (const line of ["a", "b", "c"]) add(line);
  time.now = 60_000;
  for (const line of ["a", "c"]) add(line);
  expect(said).toEqual(["a 1", "b 2", "a 4", "c 5"]);
  expect(log.count("late")).toBe(5);
});
