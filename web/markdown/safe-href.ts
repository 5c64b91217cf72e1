const PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/** The address as the browser will read it; null for any that is not of the web or of mail, or is relative. */
export function safeHref(address: string): string | null {
  const url = URL.parse(address);
  return url !== null && PROTOCOLS.has(url.protocol) ? url.href : null;
}
