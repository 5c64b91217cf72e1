/** Ctrl-C and its relatives: the first asks for an orderly end, a second one hurries it. */

/** One Ctrl-C may arrive twice: from the terminal, and passed on by whatever started us. */
const SAME_PRESS_MS = 500;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface StopSignal {
  /** Aborted at the first ask. */
  readonly signal: AbortSignal;
  readonly asked: Promise<void>;
  onHurry(hurry: () => void): void;
  close(): void;
}

export function listenForStop(
  source: NodeJS.EventEmitter = process,
  now: () => number = () => performance.now(),
): StopSignal {
  const controller = new AbortController();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  let firstAt: number | null = null;
  let hurry: () => void = () => {};
  const receive = (): void => {
    if (firstAt === null) {
      firstAt = now();
      controller.abort();
      resolve();
    } else if (now() - firstAt > SAME_PRESS_MS) hurry();
  };
  for (const name of SIGNALS) source.on(name, receive);
  return {
    signal: controller.signal,
    asked,
    onHurry(run) {
      hurry = run;
    },
    close() {
      for (const name of SIGNALS) source.off(name, receive);
    },
  };
}
