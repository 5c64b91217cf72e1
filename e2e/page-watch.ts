/**
 * What a page showed, however shortly: runs inside the page from its first moment and tells the test of every
 * appearance. A banner that came and went between two looks of the test would otherwise never be known.
 */

/** `atMs`: the page's wall clock. */
export type Sighting = { readonly atMs: number } & (
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "lineGone" }
  | { readonly kind: "alert"; readonly text: string }
  | { readonly kind: "spoken"; readonly text: string }
  | { readonly kind: "row"; readonly text: string; readonly state: string; readonly author: string }
  /** One text on the screen twice, or a sender's numbers out of order. */
  | { readonly kind: "doubled" | "disordered"; readonly text: string }
  | { readonly kind: "violation"; readonly text: string }
);

/** The name of the function by which the page tells the test. */
export const TELL = "parleyTellTest";

/** Installed with addInitScript: self-contained, for it is sent to the page as text. */
export function watchPage(tellName: string): void {
  // The test exposes it before the page begins.
  const tell = (sighting: Record<string, unknown>): void => {
    const binding = Reflect.get(globalThis, tellName) as (sighting: unknown) => Promise<void>;
    void binding({ ...sighting, atMs: performance.timeOrigin + performance.now() });
  };
  /** A numbered message of a talk: "alice-007". */
  const NUMBERED = /^(.+)-(\d{3,})$/u;
  const states = new Map<string, string>();
  const told = new Set<string>();
  const alerts = new Map<Element, string>();
  let line = "";

  const lookAtLine = (): void => {
    const now = document.querySelector('[data-testid="connection-line"] > span')?.textContent ?? "";
    if (now === line) return;
    line = now;
    tell(now === "" ? { kind: "lineGone" } : { kind: "line", text: now });
  };
  const lookAtAlerts = (): void => {
    for (const element of document.querySelectorAll('[role="alert"], output')) {
      const text = element.textContent.trim();
      if ((alerts.get(element) ?? "") === text) continue;
      alerts.set(element, text);
      if (text === "") continue;
      tell({ kind: element.getAttribute("role") === "alert" ? "alert" : "spoken", text });
    }
  };
  const tellOnce = (kind: string, text: string): void => {
    if (told.has(`${kind} ${text}`)) return;
    told.add(`${kind} ${text}`);
    tell({ kind, text });
  };
  const lookAtRows = (): void => {
    const rows = [...document.querySelectorAll<HTMLElement>('[role="log"] [data-index]')]
      .toSorted((a, b) => Number(a.dataset["index"]) - Number(b.dataset["index"]))
      .map((element) => element.querySelector<HTMLElement>("article"))
      .filter((article) => article !== null);
    const seen = new Set<string>();
    const newest = new Map<string, number>();
    for (const row of rows) {
      const text = row.querySelector('[dir="auto"]')?.textContent ?? "";
      const { state = "", author = "" } = row.dataset;
      const key = `${author} ${text}`;
      if (states.get(key) !== state) tell({ kind: "row", text, state, author });
      states.set(key, state);
      const [, sender = "", number = ""] = NUMBERED.exec(text) ?? [];
      if (sender === "") continue;
      if (seen.has(text)) tellOnce("doubled", text);
      seen.add(text);
      if (Number(number) < (newest.get(sender) ?? 0)) tellOnce("disordered", text);
      newest.set(sender, Number(number));
    }
  };
  const look = (): void => {
    lookAtLine();
    lookAtAlerts();
    lookAtRows();
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["data-state", "data-index", "data-kind"],
  });
  document.addEventListener("securitypolicyviolation", (event) => {
    tell({ kind: "violation", text: `${event.violatedDirective}: ${event.blockedURI}` });
  });
}
