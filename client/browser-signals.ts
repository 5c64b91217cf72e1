import type { Signal, Signals } from "./signals.ts";

/** The page's own events. Timers of a hidden page fire once a minute (web.md 6): these are what wakes the client. */
export const browserSignals: Signals = {
  get isVisible() {
    return document.visibilityState === "visible";
  },
  get isOnline() {
    return navigator.onLine;
  },
  listen(heard: (signal: Signal) => void) {
    const stop = new AbortController();
    const { signal } = stop;
    const visibility = (): void =>
      heard(document.visibilityState === "visible" ? "visible" : "hidden");
    window.addEventListener("online", () => heard("online"), { signal });
    window.addEventListener("offline", () => heard("offline"), { signal });
    window.addEventListener("pageshow", () => heard("resume"), { signal });
    document.addEventListener("visibilitychange", visibility, { signal });
    document.addEventListener("resume", () => heard("resume"), { signal });
    return () => stop.abort();
  },
};
