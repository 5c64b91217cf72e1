/** Headers of every page and file (web.md 2): each page's own policy, and how long a browser may keep it. */
import type { ServerResponse } from "node:http";

/** Page path to Content-Security-Policy, made when the web app was built. */
export type Policies = Readonly<Record<string, string>>;

/** For whatever has no page of its own: nothing may run. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
const YEAR_S = 365 * 24 * 3600;
const ICON_S = 24 * 3600;

export function setSecurityHeaders(response: ServerResponse, policy = CLOSED_POLICY): void {
  response.setHeader("Content-Security-Policy", policy);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  // Ignored on plain http; where the edge speaks TLS it holds for a year.
  response.setHeader("Strict-Transport-Security", `max-age=${YEAR_S}`);
}

/** `path` as asked for, without query, e.g. "/cluster" or "/_next/static/chunks/a.js". */
export function setFileHeaders(response: ServerResponse, path: string, policies: Policies): void {
  setSecurityHeaders(response, policies[pageOf(path)]);
  response.setHeader("Cache-Control", cacheControl(path));
}

/** The exported file behind a path: "/" is index.html, "/cluster" is cluster.html. */
export function pageOf(path: string): string {
  const bare = path.replace(/^\/+|\/+$/g, "");
  if (bare === "") return "index.html";
  return bare.endsWith(".html") ? bare : `${bare}.html`;
}

function cacheControl(path: string): string {
  // Names of chunks carry their content's hash.
  if (path.startsWith("/_next/static/")) return `public, max-age=${YEAR_S}, immutable`;
  // Or a browser asks for the icon at every change of the title.
  if (/\.(ico|png|svg|webmanifest)$/.test(path)) return `public, max-age=${ICON_S}`;
  return "no-cache";
}
