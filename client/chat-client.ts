/**
 * The one thing programs and pages talk to: every verb of the chat, the outbox and the live feed, over any
 * Transport. Writes are executed exactly once however often nodes die; reads are tried on other nodes.
 */
import type {
  ChatClient,
  LiveUpdate,
  PendingRow,
  PendingWrite,
  ReadTo,
  SignUpExtras,
} from "./chat.ts";
import { ClientCore } from "./client-core.ts";
import type { Chance, Clock } from "./clock.ts";
import type { ConnectionReport } from "./connection-line.ts";
import { type CallLine, LoggedTransport } from "./call-log.ts";
import { chatError } from "./errors.ts";
import { MemoryOutboxStore } from "./memory-outbox-store.ts";
import { MemoryTabs } from "./memory-tabs.ts";
import type {
  Account,
  AccountPage,
  ClusterStatus,
  ConversationSnapshot,
  MessagePage,
  RoomPage,
  Session,
} from "./model.ts";
import type { OutboxStore } from "./outbox-store.ts";
import { quietSignals, type Signals } from "./signals.ts";
import type { NotificationLevel } from "./small-rows.ts";
import type { FoundPage } from "./search-calls.ts";
import { systemChance, systemClock } from "./system-clock.ts";
import type { Tabs } from "./tabs.ts";
import { TypingTeller } from "./typing-teller.ts";
import type { Wish } from "./people-model.ts";
import type {
  AsOf,
  Calls,
  ListMessagesRequest,
  MessageInfo,
  PageRequest,
  StaleVerb,
  Transport,
} from "./transport.ts";

export type { ChatClient, LiveUpdate, PendingRow, PendingWrite, WriteOutcome } from "./chat.ts";

export interface ChatClientOptions {
  readonly transport: Transport;
  /** Default: memory. In browsers IndexedDbOutboxStore. */
  readonly outbox?: OutboxStore;
  /** Default: this is the only tab. In browsers BrowserTabs. */
  readonly tabs?: Tabs;
  /** Default: none. In browsers browserSignals. */
  readonly signals?: Signals;
  /** A program's session of before; pages have their cookie. Call `session()` to use it. */
  readonly token?: string;
  readonly clock?: Clock;
  readonly chance?: Chance;
  /** Hears one line for each attempt, under the id that the logs of the edge and of the nodes have. */
  readonly log?: (line: CallLine) => void;
}

export function createChatClient(options: ChatClientOptions): ChatClient {
  const {
    transport: bare,
    log,
    outbox = new MemoryOutboxStore(),
    tabs = new MemoryTabs(),
    signals = quietSignals,
  } = options;
  const { token = "", clock = systemClock, chance = systemChance } = options;
  const transport = log === undefined ? bare : new LoggedTransport({ transport: bare, clock, log });
  const fallback = (firstOrder: number): OutboxStore => new MemoryOutboxStore(firstOrder);
  const core = { transport, outbox, fallback, tabs, signals, token, clock, chance };
  return new ParleyClient(new ClientCore(core), clock);
}

/** News of typing that no node took by then are old. */
const SIGNAL_BUDGET_MS = 1_500;

/** The verbs by name; what is behind them is ClientCore's. */
class ParleyClient implements ChatClient {
  private readonly core: ClientCore;
  private readonly teller: TypingTeller;

  constructor(core: ClientCore, clock: Clock) {
    this.core = core;
    const once = { budgetMs: SIGNAL_BUDGET_MS };
    this.teller = new TypingTeller({
      clock,
      tell: (request) => core.run("setTyping", request, once),
    });
  }

  createAccount(name: string, password: string, given: SignUpExtras = {}): Promise<Session> {
    return this.core.enter("createAccount", { name, password, ...given });
  }

  logIn(name: string, password: string, given: Pick<SignUpExtras, "label"> = {}): Promise<Session> {
    return this.core.enter("logIn", { name, password, ...given });
  }

  logOut(): Promise<void> {
    return this.core.logOut();
  }

  session(): Promise<Session | null> {
    return this.core.session();
  }

  // ------------------------------------------------------------------------------------------- Reads

  listAccounts(request: PageRequest & { readonly pattern?: string } = {}): Promise<AccountPage> {
    return this.core.call("listAccounts", request);
  }

  getAccount(by: { readonly id: string } | { readonly name: string }): Promise<Account> {
    return this.core.call("getAccount", by);
  }

  listConversations(): Promise<ConversationSnapshot> {
    return this.core.call("listConversations", {});
  }

  browseRooms(request: PageRequest = {}): Promise<RoomPage> {
    return this.core.call("browseRooms", request);
  }

  listMessages(request: ListMessagesRequest): Promise<MessagePage> {
    return this.core.call("listMessages", request);
  }

  getMessage(messageId: string): Promise<MessageInfo> {
    return this.core.call("getMessage", { messageId });
  }

  search(query: string, page: PageRequest = {}): Promise<FoundPage> {
    return this.core.call("searchMessages", { query, ...page });
  }

  getCluster(): Promise<ClusterStatus> {
    return this.core.call("getCluster", {});
  }

  async readStale<V extends StaleVerb>(
    verb: V,
    request: Calls[V]["request"],
  ): Promise<{ readonly value: Calls[V]["answer"]; readonly asOf: AsOf | null }> {
    const end = await this.core.run(verb, request, { allowStale: true });
    if (!end.ok) throw chatError(end.problem);
    return { value: end.value, asOf: end.facts.asOf ?? null };
  }

  // ------------------------------------------------------------------------------------------ Writes

  send(
    conversationId: string,
    text: string,
    given: { readonly replyToId?: string } = {},
  ): PendingWrite {
    this.teller.sent(conversationId);
    return this.core.write({ kind: "sendMessage", conversationId, text, ...given });
  }

  typing(conversationId: string, { stopped = false }: { readonly stopped?: boolean } = {}): void {
    if (stopped) this.teller.stops(conversationId);
    else this.teller.types(conversationId);
  }

  async setPresence(presence: Wish): Promise<void> {
    await this.core.call("setPresence", { presence });
  }

  editMessage(
    { id: messageId, version }: { readonly id: string; readonly version: number },
    text: string,
  ): PendingWrite {
    return this.core.write({ kind: "editMessage", messageId, version, text });
  }

  deleteMessage(messageId: string): PendingWrite {
    return this.core.write({ kind: "deleteMessage", messageId });
  }

  react(
    messageId: string,
    emoji: string,
    { removed = false }: { readonly removed?: boolean } = {},
  ): PendingWrite {
    return this.core.write({ kind: "react", messageId, emoji, removed });
  }

  markRead(conversationId: string, { epoch, seq }: ReadTo): PendingWrite {
    return this.core.write({ kind: "markRead", conversationId, epoch, seq });
  }

  markUnread(conversationId: string, { epoch, seq }: ReadTo): PendingWrite {
    return this.core.write({ kind: "markUnread", conversationId, epoch, seq });
  }

  readMessages(count: number, conversationId = ""): PendingWrite {
    return this.core.write({ kind: "readMessages", conversationId, count });
  }

  openDirect(accountId: string): PendingWrite {
    return this.core.write({ kind: "openDirect", accountId });
  }

  openGroup(accountIds: readonly string[]): PendingWrite {
    return this.core.write({ kind: "openGroup", accountIds });
  }

  createRoom(name: string, given: { readonly isPrivate?: boolean } = {}): PendingWrite {
    return this.core.write({ kind: "createRoom", name, ...given });
  }

  joinRoom(conversationId: string): PendingWrite {
    return this.core.write({ kind: "joinRoom", conversationId });
  }

  leaveRoom(conversationId: string): PendingWrite {
    return this.core.write({ kind: "leaveRoom", conversationId });
  }

  inviteToRoom(
    conversationId: string,
    accountId: string,
    { shareHistory = false }: { readonly shareHistory?: boolean } = {},
  ): PendingWrite {
    return this.core.write({ kind: "inviteToRoom", conversationId, accountId, shareHistory });
  }

  removeFromRoom(conversationId: string, accountId: string): PendingWrite {
    return this.core.write({ kind: "removeFromRoom", conversationId, accountId });
  }

  setTopic(conversationId: string, topic: string): PendingWrite {
    return this.core.write({ kind: "setTopic", conversationId, topic });
  }

  renameRoom(conversationId: string, name: string): PendingWrite {
    return this.core.write({ kind: "renameRoom", conversationId, name });
  }

  archiveRoom(
    conversationId: string,
    { archived = true }: { readonly archived?: boolean } = {},
  ): PendingWrite {
    return this.core.write({ kind: "archiveRoom", conversationId, archived });
  }

  setNotificationLevel(conversationId: string, level: NotificationLevel): PendingWrite {
    return this.core.write({ kind: "setNotificationLevel", conversationId, level });
  }

  outbox(): readonly PendingRow[] {
    return this.core.outbox();
  }

  retry(id: string): void {
    this.core.retry(id);
  }

  discard(id: string): boolean {
    return this.core.discard(id);
  }

  start(listener: (update: LiveUpdate) => void): void {
    this.core.start(listener);
  }

  stop(): void {
    this.core.stop();
  }

  tryNow(): void {
    this.core.tryNow();
  }

  connection(): ConnectionReport {
    return this.core.connection();
  }

  close(): void {
    this.core.close();
  }
}
