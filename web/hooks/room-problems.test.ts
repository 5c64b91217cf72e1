import { ChatError } from "@parley/client/errors.ts";
import { expect, test } from "vitest";

import { signText } from "../messages/sign-text.ts";
import { text } from "../messages/text.ts";
import { roomProblemAfter, roomProblemBefore } from "./room-problems.ts";

const { errors } = text.rooms;

test.each([
  { name: "", problem: errors.missing },
  { name: "general", problem: "" },
  { name: "😀".repeat(32), problem: "" },
  { name: "n".repeat(33), problem: errors.long },
])("a room called '$name' is answered by '$problem'", ({ name, problem }) => {
  expect(roomProblemBefore(name)).toBe(problem);
});

test.each([
  { error: new ChatError("TAKEN", "x"), problem: errors.taken },
  { error: new ChatError("INVALID", "No tabs."), problem: "No tabs." },
  { error: new TypeError("x"), problem: signText().errors.other },
])("$error is told as '$problem'", ({ error, problem }) => {
  expect(roomProblemAfter(error)).toBe(problem);
});
