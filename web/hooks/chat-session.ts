/**
 * Owns what the page knows: feeds the client's live updates through the reducer and offers the verbs people
 * use. Outside React; components see it through use-session.tsx. It decides nothing about messages itself.
 */
import type { ChatClient, LiveUpdate, PendingWrite, SignUpExtras } from "@parley/client/chat.ts";
import { ChatError } from "@parley/client/errors.ts";
import type { Account, Change, ConversationEntry, Session } from "@parley/client/model.ts";
import { changesOf } from "@parley/client/pending-rows.ts";
import type { ListMessagesRequest } from "@parley/client/transport.ts";

import type { ChatEvent } from "../store/reduce.ts";
import { reduce } from "../store/reduce.ts";
import { isLoaded, olderPageOf } from "../store/timeline-rows.ts";
import { readPosition, unreadOf } from "../store/unread.ts";
import { CatchUp } from "./catch-up.ts";
import { HoleWatch } from "./hole-watch.ts";
import { MissingRows } from "./missing-rows.ts";
import type { SessionView } from "./session-view.ts";
import { STARTING_VIEW } from "./session-view.ts";
import { changeOf, isFinal, isOver, newestOf } from "./session-words.ts";

/** Rows of one page of history. */
const PAGE_ROWS = 40;
/** Between two tries to learn whether we are signed in, or to load a page. */
const AGAIN_AFTER_MS = 1_000;
/** A start within this needs no explanation. */
const START_SLOW_MS = 2_000;
/** Over a gap that a snapshot leaves in a loaded history; the contract's largest page. */
const BRIDGE_ROWS = 200;

export class ChatSession {
  readonly #makeClient: () => Promise<ChatClient>;
  readonly #listeners = new Set<() => void>();
  readonly #missing = new MissingRows({
    accounts: {
      isKnown: (id) => this.#view.chat.accounts.has(id),
      ask: (id) => this.client.getAccount({ id }),
      found: (account) => this.meet([account]),
    },
    messages: {
      isKnown: (id) => isLoaded(this.#view.chat, id),
      ask: async (id) => (await this.client.getMessage(id)).message,
      found: (message) => this.#apply([{ kind: "message", message }]),
    },
  });
  readonly #holes = new HoleWatch({
    state: () => this.#view.chat,
    heal: (conversationId) => void this.#loadPage(conversationId, {}),
  });
  readonly #catchUp = new CatchUp((changes) => this.#apply(changes));
  #isOpening = false;
  #answers = 0;
  #client: ChatClient | null = null;
  #view: SessionView = STARTING_VIEW;

  constructor(makeClient: () => Promise<ChatClient>) {
    this.#makeClient = makeClient;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): SessionView => this.#view;

  /** The client, for look-ups that leave no trace in the state (directory, rooms, cluster). */
  get client(): ChatClient {
    if (this.#client === null) throw new Error("The session is not open yet");
    return this.#client;
  }

  /** Finds out whether the cookie is still good, and goes live. Tries for ever; a second call does nothing. */
  async open(): Promise<void> {
    if (this.#isOpening) return;
    this.#isOpening = true;
    this.#client = await this.#makeClient();
    const slow = setTimeout(() => this.#show({ isStartSlow: true }), START_SLOW_MS);
    for (;;) {
      try {
        const session = await this.client.session();
        if (session === null) this.#show({ phase: "signedOut" });
        else this.#enter(session);
        clearTimeout(slow);
        return;
      } catch {
        // No node could say. The page shows that by now, and asks again.
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
      }
    }
  }

  async signIn(name: string, password: string, label = ""): Promise<void> {
    this.#enter(await this.client.logIn(name, password, { label }));
  }

  async signUp(name: string, password: string, given: SignUpExtras = {}): Promise<void> {
    this.#enter(await this.client.createAccount(name, password, given));
  }

  /** Rejects when no node could end the session: then the person is still signed in, and should know. */
  async signOut(): Promise<void> {
    try {
      await this.client.logOut();
    } catch (error) {
      if (!isOver(error)) throw error;
    }
    this.client.stop();
    this.#dispatch({ kind: "signedOut" });
    this.#show({ phase: "signedOut", connection: null });
  }

  /** The session ended by itself and the person wants back in: the card, with everything kept behind it. */
  askToSignIn(): void {
    this.#show({ phase: "signedOut" });
  }

  tryNow(): void {
    this.client.tryNow();
  }

  /** Any write; what it did is shown at once. `stored` tells when the composer may forget its text. */
  write(make: (client: ChatClient) => PendingWrite): PendingWrite {
    return this.#follow(make(this.client));
  }

  retry(id: string): void {
    this.client.retry(id);
  }

  /** False when it may have been sent already and cannot be taken back. */
  discard(id: string): boolean {
    const isOut = this.client.discard(id);
    if (isOut) this.#dispatch({ kind: "discarded", id });
    return isOut;
  }

  /** All that is here has been seen. */
  markRead(conversationId: string): void {
    const known = this.#view.chat.conversations.get(conversationId);
    const myId = this.#view.chat.me?.id;
    if (known === undefined || myId === undefined || unreadOf(known, myId) === 0) return;
    const position = { epoch: readPosition(known).epoch, seq: known.lastSeq };
    this.#dispatch({ kind: "readHere", conversationId, ...position });
    this.#follow(this.client.markRead(conversationId, position));
  }

  /** Of a write that opens a conversation: resolves to its id. */
  openBy(make: (client: ChatClient) => PendingWrite): Promise<string> {
    return this.#conversationOf(make(this.client));
  }

  createRoom(name: string): Promise<string> {
    return this.#conversationOf(this.client.createRoom(name));
  }

  joinRoom(conversationId: string): Promise<string> {
    return this.#conversationOf(this.client.joinRoom(conversationId));
  }

  /** People met in a look-up; their names are then known everywhere. */
  meet(accounts: readonly Account[]): void {
    this.#dispatch({ kind: "accounts", accounts });
  }

  /** Loads the next page upward, unless one is on its way or all is here. `pageSize`: at most 200. */
  async loadOlder(conversationId: string, pageSize = PAGE_ROWS): Promise<void> {
    const known = this.#view.chat.conversations.get(conversationId);
    const page = known === undefined ? null : olderPageOf(known);
    if (page !== null) await this.#loadPage(conversationId, { ...page, pageSize });
  }

  /** Never rejects; a failure takes a second, so that whoever asks again does not hammer. */
  async #loadPage(conversationId: string, page: Partial<ListMessagesRequest>): Promise<void> {
    if (this.#view.loading.has(conversationId)) return;
    this.#show({ loading: new Set([...this.#view.loading, conversationId]) });
    try {
      await this.#takePage({ pageSize: PAGE_ROWS, ...page, conversationId });
    } catch (error) {
      if (isFinal(error)) {
        this.#show({ refused: new Set([...this.#view.refused, conversationId]) });
      } else {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
      }
    } finally {
      const loading = new Set(this.#view.loading);
      loading.delete(conversationId);
      this.#show({ loading });
    }
  }

  #enter(session: Session): void {
    this.#dispatch({ kind: "signedIn", account: session.account });
    this.#show({ phase: "signedIn", connection: this.client.connection() });
    this.#catchUp.begin();
    this.client.start((update) => this.#hear(update));
  }

  #hear(update: LiveUpdate): void {
    switch (update.kind) {
      case "snapshot":
        void this.#hearSnapshot(update);
        break;
      case "changes":
        this.#catchUp.hear(update.changes);
        break;
      case "caughtUp":
        this.#catchUp.end();
        break;
      case "outbox":
        this.#dispatch({ kind: "outbox", rows: update.rows });
        break;
      case "connection":
        if (update.report.state !== "LIVE") this.#catchUp.begin();
        this.#show({ connection: update.report });
        break;
      case "signedOut":
        // The connection line says so; what is on the screen stays.
        this.#show({ connection: this.client.connection() });
        break;
      case "presence":
      case "typing":
        break;
    }
  }

  /**
   * A later snapshot may leave a gap behind what is loaded. One page closes it first, so that a reader keeps
   * the place; a wider gap lets the history begin anew at its end. Never rejects.
   */
  async #hearSnapshot(update: Extract<LiveUpdate, { kind: "snapshot" }>): Promise<void> {
    const { snapshot, newCluster } = update;
    const isBehind = ({ conversation, lastSeq }: ConversationEntry): boolean => {
      const known = this.#view.chat.conversations.get(conversation.id);
      return known !== undefined && known.messages.length > 1 && known.lastSeq < lastSeq;
    };
    const behind = newCluster ? [] : snapshot.entries.filter(isBehind);
    await Promise.allSettled(behind.map((entry) => this.#bridge(entry.conversation.id)));
    this.#dispatch({ kind: "snapshot", snapshot, newCluster });
    this.#missing.hear(snapshot.entries.flatMap(newestOf));
  }

  async #bridge(conversationId: string): Promise<void> {
    const afterSeq = this.#view.chat.conversations.get(conversationId)?.lastSeq ?? 0;
    await this.#takePage({ conversationId, afterSeq, pageSize: BRIDGE_ROWS });
  }

  async #takePage(request: ListMessagesRequest): Promise<void> {
    const { messages, quoted, accounts } = await this.client.listMessages(request);
    // What the page answers lies anywhere before it: no page of its own.
    this.#dispatch({ kind: "changes", changes: quoted.map(changeOf) });
    const { conversationId } = request;
    this.#dispatch({ kind: "page", conversationId, messages, accounts });
    this.#missing.hear([...quoted, ...messages].map(changeOf));
  }

  #apply(changes: readonly Change[]): void {
    this.#take({ kind: "changes", changes });
  }

  #take(event: Extract<ChatEvent, { changes: readonly Change[] }>): void {
    this.#dispatch(event);
    this.#missing.hear(event.changes);
    this.#holes.look();
  }

  /** What a write did is shown at once, also while a catch-up is being held. */
  #follow(write: PendingWrite): PendingWrite {
    this.#dispatch({ kind: "written", row: write.row });
    // `outcome` never rejects.
    void write.outcome.then((outcome) => {
      this.#answers += 1;
      const changes = changesOf(outcome);
      this.#take({ kind: "answered", id: write.row.id, order: this.#answers, changes });
    });
    return write;
  }

  async #conversationOf(write: PendingWrite): Promise<string> {
    const outcome = await this.#follow(write).outcome;
    if (outcome.kind === "conversationChanged") return outcome.conversation.id;
    if (outcome.kind === "rejected") {
      throw new ChatError(outcome.reason, outcome.message, { field: outcome.field });
    }
    throw new ChatError("UNEXPECTED", "The answer named no conversation.");
  }

  #dispatch(event: ChatEvent): void {
    const chat = reduce(this.#view.chat, event);
    if (chat !== this.#view.chat) this.#show({ chat });
  }

  #show(part: Partial<SessionView>): void {
    this.#view = { ...this.#view, ...part };
    for (const listener of this.#listeners) listener();
  }
}
