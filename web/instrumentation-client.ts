/**
 * Runs before hydration. Turbopack's loader assigns chunk addresses as strings, which Trusted Types
 * refuses without a default policy. This one lets our own chunks through and nothing else: no HTML and no
 * script text can be made from a string anywhere in the page.
 */

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

function ownChunk(address: string): string {
  const url = new URL(address, location.href);
  if (url.origin === location.origin && url.pathname.startsWith("/_next/static/")) return address;
  throw new TypeError(`Refused to load a script from ${url.href}`);
}

const trustedTypes = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
trustedTypes?.createPolicy("default", { createScriptURL: ownChunk });
