/** For tests: a sink that writes down what it is told. */
import type { FeedEvent, FeedSink } from "./chat-port.ts";
import { decodeEvents } from "./scenario.ts";

/** Calls in the order in which they came. */
export class FeedRecorder implements FeedSink {
  readonly calls: string[] = [];
  readonly events: FeedEvent[] = [];
  #wake: () => void = () => {};

  page(events: readonly FeedEvent[]): void {
    this.events.push(...events);
    this.#note("page");
  }
  caughtUp(index: number): void {
    this.#note(`caughtUp ${index}`);
  }
  live(event: FeedEvent): void {
    this.events.push(event);
    this.#note(`live ${event.index}`);
  }
  ended(): void {
    this.#note("ended");
  }
  interrupted(): void {
    this.#note("interrupted");
  }

  /** Resolves when a call has been noted; at once when it was before. */
  async until(call: string): Promise<void> {
    while (!this.calls.includes(call)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  texts(): string[] {
    return decodeEvents(this.events).flatMap(({ changes }) =>
      changes.flatMap(({ row }) => (row.case === "message" ? [row.value.text] : [])),
    );
  }

  #note(call: string): void {
    this.calls.push(call);
    this.#wake();
  }
}
