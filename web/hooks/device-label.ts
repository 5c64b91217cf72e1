/** What the list of sessions calls this browser: "Firefox on Linux". Names of products need no translation. */
const BROWSERS = [
  [/Edg\//u, "Edge"],
  [/OPR\//u, "Opera"],
  [/Firefox\//u, "Firefox"],
  [/Chrom(?:e|ium)\//u, "Chrome"],
  [/Safari\//u, "Safari"],
] as const;
const SYSTEMS = [
  [/Android/u, "Android"],
  [/iPhone|iPad/u, "iOS"],
  [/Windows/u, "Windows"],
  [/Mac OS/u, "macOS"],
  [/CrOS/u, "ChromeOS"],
  [/Linux/u, "Linux"],
] as const;

/** Empty for a browser that says neither. */
export function deviceLabel(userAgent = navigator.userAgent): string {
  const among = (known: readonly (readonly [RegExp, string])[]): readonly string[] =>
    known.filter(([pattern]) => pattern.test(userAgent)).map(([, name]) => name);
  return [...among(BROWSERS).slice(0, 1), ...among(SYSTEMS).slice(0, 1)].join(" · ");
}
