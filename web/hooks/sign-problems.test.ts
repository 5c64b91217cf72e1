import { ChatError } from "@parley/client/errors.ts";
import { expect, test } from "vitest";

import { signText } from "../messages/sign-text.ts";
import { NO_PROBLEMS, problemsAfter, problemsBefore } from "./sign-problems.ts";

const { errors } = signText();

test.each([
  {
    mode: "in",
    name: "",
    password: "",
    problem: { name: errors.nameMissing, password: errors.passwordMissing },
  },
  { mode: "in", name: "Ada", password: "x", problem: {} },
  { mode: "up", name: "   ", password: "long enough", problem: { name: errors.nameMissing } },
  { mode: "up", name: "n".repeat(33), password: "long enough", problem: { name: errors.nameLong } },
  { mode: "up", name: "😀".repeat(32), password: "long enough", problem: {} },
  { mode: "up", name: "a\u0007b", password: "long enough", problem: { name: errors.nameControl } },
  { mode: "up", name: "Ada", password: "1234567", problem: { password: errors.passwordShort(1) } },
  { mode: "up", name: "Ada", password: "p".repeat(256), problem: {} },
  {
    mode: "up",
    name: "Ada",
    password: "p".repeat(257),
    problem: { password: errors.passwordLong },
  },
] as const)("signing $mode as '$name' with '$password' says $problem", (given) => {
  expect(problemsBefore(given.mode, given.name, given.password)).toEqual({
    ...NO_PROBLEMS,
    ...given.problem,
  });
});

test.each([
  { error: new ChatError("BAD_CREDENTIALS", "x"), problem: { form: errors.credentials } },
  { error: new ChatError("TAKEN", "x", { field: "name" }), problem: { name: errors.nameTaken } },
  { error: new ChatError("INVALID", "No tabs.", { field: "name" }), problem: { name: "No tabs." } },
  {
    error: new ChatError("INVALID", "Longer.", { field: "password" }),
    problem: { password: "Longer." },
  },
  {
    error: new ChatError("RATE_LIMITED", "x", { retryMs: 2100 }),
    problem: { form: errors.limited(3) },
  },
  { error: new ChatError("TIMED_OUT", "x"), problem: { form: errors.unreachable } },
  { error: new ChatError("DISK_FULL", "x"), problem: { form: errors.full } },
  { error: new ChatError("UNEXPECTED", "x"), problem: { form: errors.other } },
  { error: new TypeError("x"), problem: { form: errors.other } },
])("$error becomes $problem", ({ error, problem }) => {
  expect(problemsAfter(error)).toEqual({ ...NO_PROBLEMS, ...problem });
});
