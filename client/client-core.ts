/** Joins the parts of a client: the runner of calls, the outbox of the signed-in user, and the live feed. */
import { type CallEnd, CallRunner, newCaller } from "./call-runner.ts";
import type { LiveUpdate, PendingRow, PendingWrite, WriteOutcome } from "./chat.ts";
import type { Chance, Clock } from "./clock.ts";
import type { ConnectionReport } from "./connection-line.ts";
import { connectionReport, ConnectionTeller } from "./connection-teller.ts";
import { chatError, ChatError } from "./errors.ts";
import { operationProblem } from "./input-rules.ts";
import { LiveFeed } from "./live-feed.ts";
import type { Session } from "./model.ts";
import type { Operation } from "./operations.ts";
import { OutboxSender } from "./outbox-sender.ts";
import type { OutboxStore } from "./outbox-store.ts";
import { changesOf, refusedWrite } from "./pending-rows.ts";
import { QuorumWatch } from "./quorum-watch.ts";
import { SignIn } from "./sign-in.ts";
import type { Signal, Signals } from "./signals.ts";
import type { TabNote, Tabs, TabSeat } from "./tabs.ts";
import type { Calls, Credentials, Transport, Verb } from "./transport.ts";

export interface ClientCoreOptions {
  readonly transport: Transport;
  readonly outbox: OutboxStore;
  /** Where rows go when the outbox fails: memory, with orders from here on. */
  fallback(firstOrder: number): OutboxStore;
  readonly tabs: Tabs;
  readonly signals: Signals;
  readonly token: string;
  readonly clock: Clock;
  readonly chance: Chance;
}

export class ClientCore {
  private readonly options: ClientCoreOptions;
  private readonly calls: CallRunner;
  private readonly caller = newCaller();
  private readonly signIn: SignIn;
  private readonly feed: LiveFeed;
  private readonly quorum: QuorumWatch;
  private readonly closed = new AbortController();
  private readonly sessions: TabSeat;
  private readonly stopSignals: () => void;
  private sender: OutboxSender | null = null;
  private userId = "";
  private token: string;
  private isSignedOut = false;
  /** Sessions that have begun: what a call of an earlier one was answered says nothing about this one. */
  private sessionCount = 0;
  private logTimeMs = 0;
  private readonly teller = new ConnectionTeller((report) =>
    this.listener?.({ kind: "connection", report }),
  );
  private listener: ((update: LiveUpdate) => void) | null = null;

  constructor(options: ClientCoreOptions) {
    const { transport, clock, chance, signals } = options;
    this.options = options;
    this.token = options.token;
    this.calls = new CallRunner({
      transport,
      clock,
      chance,
      answered: () => this.feed.callAnswered(),
      roomChanged: () => this.tellConnection(),
    });
    this.signIn = new SignIn({ calls: this.calls, chance });
    this.quorum = new QuorumWatch({
      clock,
      ask: () => this.call("getCluster", {}),
      changed: () => this.tellConnection(),
    });
    this.feed = this.makeFeed();
    this.sessions = options.tabs.join("parley-session", {
      holding: () => {},
      heard: (note) => this.heardTab(note),
    });
    this.stopSignals = signals.listen((signal) => this.heard(signal));
    if (!signals.isOnline) this.calls.setOnline(false);
  }

  // ---------------------------------------------------------------------------------------- Sessions

  async enter(
    verb: "createAccount" | "logIn",
    credentials: Omit<Credentials, "key">,
  ): Promise<Session> {
    return this.adopt(await this.signIn.run(verb, credentials));
  }

  async logOut(): Promise<void> {
    const end = await this.run("logOut", {});
    if (!end.ok && end.problem.class !== "AUTH") throw chatError(end.problem); // AUTH: it is over already
    this.feed.forget();
    this.sender?.close();
    this.sender = null;
    this.userId = "";
    this.token = "";
    this.isSignedOut = false;
    this.tellConnection();
  }

  async session(): Promise<Session | null> {
    const end = await this.run("getSession", {});
    if (end.ok) return this.adopt(end.value);
    if (end.problem.class === "AUTH") return null;
    throw chatError(end.problem);
  }

  // ------------------------------------------------------------------------------------------ Outbox

  outbox(): readonly PendingRow[] {
    return this.sender?.list() ?? [];
  }

  retry(id: string): void {
    this.sender?.retry(id);
  }

  discard(id: string): boolean {
    return this.sender?.discard(id) ?? false;
  }

  // -------------------------------------------------------------------------------------------- Live

  start(listener: (update: LiveUpdate) => void): void {
    this.listener = listener;
    this.teller.forget();
    if (this.sender === null) return; // begins with the next session
    listener({ kind: "outbox", rows: this.outbox() });
    this.feed.start();
  }

  stop(): void {
    this.listener = null;
    this.feed.forget(); // the next listener begins with a snapshot
  }

  tryNow(): void {
    this.calls.wake();
    this.sender?.wake();
    this.feed.tryNow();
  }

  connection(): ConnectionReport {
    const { feed, quorum, calls, isSignedOut, sender: outbox } = this;
    return connectionReport({ connection: feed.state, quorum, calls, isSignedOut, outbox });
  }

  close(): void {
    this.stop();
    this.closed.abort();
    this.stopSignals();
    this.sessions.leave();
    this.quorum.close();
    this.sender?.close();
    this.options.transport.close();
  }

  // ------------------------------------------------------------------------------------------- Parts

  private makeFeed(): LiveFeed {
    const { transport, clock, chance, signals } = this.options;
    return new LiveFeed({
      transport,
      calls: this.calls,
      caller: this.caller,
      clock,
      chance,
      token: () => this.token,
      accountId: () => this.userId,
      isOnline: () => signals.isOnline,
      update: (update) => this.heardLive(update),
      changed: ({ name, noQuorumSinceMs }) => {
        this.quorum.note(noQuorumSinceMs);
        this.sender?.tick();
        this.sender?.noteWay(name === "OFFLINE", noQuorumSinceMs);
        this.tellConnection();
      },
      logTime: (timeMs) => {
        this.logTimeMs = timeMs;
        this.sender?.logTime(timeMs);
        this.sender?.wake(); // a fresh stream: the way is open
      },
    });
  }

  /** Changes first, then the outbox: a message is never missing from the screen between the two. */
  private heardLive(update: Exclude<LiveUpdate, { kind: "outbox" | "connection" }>): void {
    if (update.kind === "signedOut") return this.ended();
    this.listener?.(update);
    if (update.kind !== "changes") return;
    for (const change of update.changes)
      if (change.kind === "message") this.sender?.observe(change.message);
  }

  private adopt(session: Session): Session {
    if (session.token !== "") this.token = session.token;
    this.isSignedOut = false;
    this.sessionCount += 1;
    this.sessions.announce({ kind: "signedIn", userId: session.account.id });
    if (this.userId === session.account.id) {
      this.feed.stop(); // its stream, or snapshot, belongs to the session before
      this.sender?.signedIn();
    } else {
      this.feed.forget();
      this.sender?.close();
      this.userId = session.account.id;
      this.sender = this.makeSender(session.account.id);
      if (this.logTimeMs > 0) this.sender.logTime(this.logTimeMs);
    }
    if (this.listener !== null) this.start(this.listener);
    this.tellConnection();
    return session;
  }

  private makeSender(userId: string): OutboxSender {
    const { clock, chance, outbox, tabs, signals } = this.options;
    return new OutboxSender({
      userId,
      calls: this.calls,
      clock,
      chance,
      store: outbox,
      fallback: (firstOrder) => this.options.fallback(firstOrder),
      tabs,
      token: () => this.token,
      isVisible: () => signals.isVisible,
      changed: () => {
        this.listener?.({ kind: "outbox", rows: this.outbox() });
        this.tellConnection();
      },
      settled: (outcome) => this.settled(outcome),
      signedOut: () => this.ended(),
    });
  }

  private settled(outcome: WriteOutcome): void {
    const changes = changesOf(outcome);
    if ("index" in outcome && changes.length > 0)
      this.listener?.({ kind: "changes", index: outcome.index, changes });
  }

  /** The session is over, whoever noticed. Rows are kept for the next one. */
  private ended(): void {
    if (this.isSignedOut) return;
    this.isSignedOut = true;
    this.sender?.pause();
    this.feed.forget();
    this.listener?.({ kind: "signedOut" });
    this.tellConnection();
  }

  write(operation: Operation): PendingWrite {
    if (this.sender === null) throw new ChatError("BAD_SESSION", "Sign in first.");
    const problem = operationProblem(operation);
    return problem === null ? this.sender.write(operation) : refusedWrite(operation, problem);
  }

  /** Another tab signed in as somebody else: this page's cookie is theirs now, so nothing of ours may go out. */
  private heardTab(note: TabNote): void {
    if (note.kind === "signedIn" && this.sender !== null && note.userId !== this.userId)
      this.ended();
  }

  private heard(signal: Signal): void {
    if (signal === "online" || signal === "offline") this.calls.setOnline(signal === "online");
    this.feed.heard(signal);
    if (signal === "offline" || signal === "hidden") return;
    this.calls.wake();
    this.sender?.wake();
  }

  private tellConnection(): void {
    this.teller.look(this.connection());
  }

  run<V extends Verb>(
    verb: V,
    request: Calls[V]["request"],
    given: { readonly allowStale?: boolean; readonly budgetMs?: number } = {},
  ): Promise<CallEnd<Calls[V]["answer"]>> {
    const { caller, token, closed } = this;
    return this.calls.run(verb, request, { caller, token, signal: closed.signal, ...given });
  }

  async call<V extends Verb>(verb: V, request: Calls[V]["request"]): Promise<Calls[V]["answer"]> {
    const { sessionCount, userId } = this;
    const end = await this.run(verb, request);
    if (end.ok) return end.value;
    if (end.problem.class === "AUTH" && this.sender !== null) {
      if (sessionCount === this.sessionCount) this.ended();
      else if (userId === this.userId) return this.call(verb, request);
    }
    throw chatError(end.problem);
  }
}
