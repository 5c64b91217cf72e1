/** Everything a person's pages did that nobody should see: collected from the first page on, judged at the end. */
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { type Sighting, TELL, watchPage } from "./page-watch.ts";

/** What Chromium itself says of a call whose node died under it: the edge's 503, a stream cut short. */
export const NODE_DIED =
  /^\/parley\.v1\.\w+\/\w+ Failed to load resource: (the server responded with a status of 50[34] |net::ERR_INCOMPLETE_CHUNKED_ENCODING)/;
/** The same, and of any request while the edge or the network is away. */
export const NETWORK_GONE = new RegExp(
  `${NODE_DIED.source}|^/\\S* Failed to load resource: net::ERR_`,
);
/** Nothing is allowed: no offence is empty. */
export const NO_ERROR = /^$/;

export class PageGuard {
  readonly sightings: Sighting[] = [];
  /** Console errors, uncaught exceptions, requests to elsewhere. */
  readonly offences: string[] = [];
  /** The node that answered the newest live stream; empty before the first. */
  streamNode = "";
  readonly streamNodes: string[] = [];
  private readonly origin: string;

  private constructor(origin: string) {
    this.origin = origin;
  }

  static async over(context: BrowserContext, url: string): Promise<PageGuard> {
    const guard = new PageGuard(new URL(url).origin);
    await context.exposeBinding(TELL, (_source, sighting: Sighting) => {
      guard.sightings.push(sighting);
    });
    await context.addInitScript(watchPage, TELL);
    context.on("page", (page) => guard.watch(page));
    return guard;
  }

  /** Neither error nor line nor banner, no row in trouble, nothing twice or out of order, not even for a moment. */
  noticedNothing(): void {
    const bad = this.sightings.filter((sighting) => {
      switch (sighting.kind) {
        case "row":
          return sighting.state !== "sent" && sighting.state !== "sending";
        case "spoken":
          return sighting.text === "Connected again";
        case "line":
        case "lineGone":
        case "alert":
        case "doubled":
        case "disordered":
        case "violation":
          return true;
      }
    });
    expect(bad, "what was on the screen that should not have been").toEqual([]);
  }

  /** No policy violation, no error on the console, no request to anybody else, nothing twice or out of order. */
  isClean(allowed: RegExp): void {
    const offences = this.offences.filter((text) => !allowed.test(text));
    const wrong = this.sightings.filter(({ kind }) =>
      ["doubled", "disordered", "violation"].includes(kind),
    );
    expect(offences, "console errors, exceptions and foreign requests").toEqual([]);
    expect(wrong, "violations of the policy, messages doubled or out of order").toEqual([]);
  }

  /** How long after this wall clock the first connection line was shown; null when none was. */
  lineAfterMs(sinceMs: number): number | null {
    const line = this.sightings.find(({ kind, atMs }) => kind === "line" && atMs >= sinceMs);
    return line === undefined ? null : line.atMs - sinceMs;
  }

  /** Every text that the connection line ever had. */
  lines(): readonly string[] {
    return this.sightings.flatMap((one) => (one.kind === "line" ? [one.text] : []));
  }

  /** Own messages that the page showed as sent: acknowledged by the cluster. */
  acknowledged(author: string): readonly string[] {
    const sent = this.sightings.filter(
      (sighting) =>
        sighting.kind === "row" && sighting.state === "sent" && sighting.author === author,
    );
    return [...new Set(sent.map((sighting) => ("text" in sighting ? sighting.text : "")))];
  }

  private watch(page: Page): void {
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      const { pathname } = new URL(message.location().url || this.origin);
      this.offences.push(`${pathname} ${message.text()}`);
    });
    page.on("pageerror", (error) => this.offences.push(error.stack ?? error.message));
    page.on("request", (request) => {
      const url = new URL(request.url());
      const isOurs = url.origin === this.origin || ["data:", "blob:"].includes(url.protocol);
      if (!isOurs) this.offences.push(`a request to ${url.origin}`);
    });
    page.on("response", (response) => {
      if (!response.url().endsWith("/parley.v1.EventService/Subscribe")) return;
      const node = response.headers()["parley-node"] ?? "";
      if (node === "") return;
      this.streamNode = node;
      this.streamNodes.push(node);
    });
  }
}
