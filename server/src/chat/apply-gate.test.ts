import { expect, test } from "vitest";
import { ApplyGate } from "./apply-gate.ts";

test("an apply waits only while a copy is made and the log is at its bound, and then runs once", () => {
  let isAtBound = false;
  const applied: number[] = [];
  const gate = new ApplyGate(() => isAtBound);
  const pass = (job: number): void => gate.pass(() => void applied.push(job));
  isAtBound = true;
  pass(1);
  gate.copying(true);
  isAtBound = false;
  pass(2);
  isAtBound = true;
  pass(3);
  expect(applied).toEqual([1, 2]);
  gate.copying(false);
  gate.copying(false);
  pass(4);
  expect(applied).toEqual([1, 2, 3, 4]);
});
