/** Times and days as people read them: by the reader's own clock and the catalogue's language. */
import { locale, text } from "./text.ts";

interface Formats {
  readonly locale: string;
  readonly clock: Intl.DateTimeFormat;
  readonly full: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
  readonly dayWithYear: Intl.DateTimeFormat;
  readonly shortDay: Intl.DateTimeFormat;
}

let made: Formats | null = null;

/** Made once for each language: making one costs more than using it. */
function formats(): Formats {
  if (made?.locale === locale) return made;
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, options);
  made = {
    locale,
    clock: format({ hour: "2-digit", minute: "2-digit" }),
    full: format({ dateStyle: "full", timeStyle: "short" }),
    day: format({ weekday: "long", day: "numeric", month: "long" }),
    dayWithYear: format({ dateStyle: "full" }),
    shortDay: format({ day: "numeric", month: "short" }),
  };
  return made;
}

export function clockTime(ms: number): string {
  return formats().clock.format(ms);
}

export function fullTime(ms: number): string {
  return formats().full.format(ms);
}

/** Today, Yesterday, or the date; the year only where it is not this one. */
export function dayName(ms: number, nowMs: number): string {
  const days = daysBetween(ms, nowMs);
  if (days === 0) return text.conversation.today;
  if (days === 1) return text.conversation.yesterday;
  const isThisYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear();
  return formats()[isThisYear ? "day" : "dayWithYear"].format(ms);
}

/** For a list: the time of day if it was today, else the day. */
export function shortTime(ms: number, nowMs: number): string {
  const days = daysBetween(ms, nowMs);
  if (days === 0) return formats().clock.format(ms);
  return days === 1 ? text.conversation.yesterday : formats().shortDay.format(ms);
}

/** Calendar days, not spans of 24 hours; right across a change of summer time. */
function daysBetween(ms: number, nowMs: number): number {
  const start = (at: number): number => {
    const date = new Date(at);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((start(nowMs) - start(ms)) / 86_400_000);
}

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A span in its largest unit: "3 minutes". */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ["second", 1];
  const format = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" });
  return format.format(Math.floor(seconds / size));
}
