import { expect, test } from "vitest";

import { dayName, shortTime, span } from "./dates.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { speak } from "./text.ts";

const NOW = new Date(2026, 2, 10, 0, 30);

function at(year: number, month: number, day: number, hour = 12): number {
  return new Date(year, month, day, hour, 5).getTime();
}

test.each([
  { ms: at(2026, 2, 10, 0), said: "Today" },
  { ms: at(2026, 2, 9, 23), said: "Yesterday" },
  { ms: at(2026, 2, 8), said: "Sunday 8 March" },
  { ms: at(2025, 11, 31), said: "Wednesday 31 December 2025" },
])("a day is called '$said'", ({ ms, said }) => {
  expect(dayName(ms, NOW.getTime()).replaceAll(",", "")).toBe(said);
});

test("in a list the hour stands for today, then the day", () => {
  const now = NOW.getTime();
  expect(shortTime(at(2026, 2, 10, 0), now)).toBe("00:05");
  expect(shortTime(at(2026, 2, 9), now)).toBe("Yesterday");
  expect(shortTime(at(2026, 2, 1), now)).toBe("1 Mar");
});

test.each([
  { ms: 0, said: "0 seconds" },
  { ms: 1_400, said: "1 second" },
  { ms: 59_000, said: "59 seconds" },
  { ms: 3 * 3_600_000 + 5, said: "3 hours" },
  { ms: 50 * 3_600_000, said: "2 days" },
])("$ms ms is '$said'", ({ ms, said }) => {
  expect(span(ms)).toBe(said);
});

test("days and spans follow the language, whatever was said before", () => {
  expect(dayName(at(2026, 2, 8), NOW.getTime()).replaceAll(",", "")).toBe("Sunday 8 March");
  speak("de", de);
  expect(dayName(at(2026, 2, 8), NOW.getTime())).toBe("Sonntag, 8. März");
  expect(dayName(at(2026, 2, 10, 0), NOW.getTime())).toBe("Heute");
  expect(span(50 * 3_600_000)).toBe("2 Tage");
  speak("en", en);
  expect(span(50 * 3_600_000)).toBe("2 days");
});
