/** Test support: a private room whose every word is a canary, whoever is in it and around it, and all that they can ask. */
import type { QueryName, Queries } from "./chat-port.ts";
import { ChatRefusal } from "./refusal.ts";
import { Scenario, START_MS, type Operation, type Person } from "./scenario.ts";

/** In the name, the topic, the texts and the reactions of the room, and nowhere else. */
export const CANARY = "canary";
/** An id that nothing has, as long as those that something has. */
const NO_ID = "9007199254740000";

export interface Deed {
  readonly kind: "send" | "edit" | "delete" | "react" | "topic" | "archive" | "invite" | "remove";
  readonly pick?: number;
  readonly who?: number;
  readonly share?: boolean;
}

/** Every query, or this does not compile: whether somebody outside can ask it in their own name. */
export const ASKED: Readonly<Record<QueryName, boolean>> = {
  sessionByToken: false,
  getSession: true,
  accountForLogIn: false,
  listAccounts: true,
  getAccount: true,
  listConversations: true,
  browseRooms: true,
  listMembers: true,
  listMessages: true,
  getMessage: true,
  getUnread: true,
  searchMessages: true,
  ownAccount: false,
  accountById: false,
  answerOf: false,
  listSessions: true,
  listBotTokens: true,
  listInvites: true,
  exportAll: true,
  signUpRules: false,
  isResetValid: false,
  typist: true,
  typingHearers: false,
  companyOf: false,
  unreadTotal: false,
  history: false,
  stateHash: false,
};
/** By any world, so far. */
export const asked = new Set<QueryName>();

/** Ann and Bob are inside. Eve never is; Ron is, until he is removed. */
export class World {
  readonly scenario = new Scenario(":memory:", 2);
  readonly owner = this.scenario.signUp("Olga");
  readonly ann = this.scenario.signUp("Ann");
  readonly bob = this.scenario.signUp("Bob");
  readonly eve = this.scenario.signUp("Eve");
  readonly ron = this.scenario.signUp("Ron");
  readonly square = this.scenario.room(this.eve, "Square");
  runs = 0;
  #room = "";
  #messages: string[] = [];
  #isRonIn = false;

  constructor() {
    for (const [at, { token }] of this.outside().entries())
      this.scenario.core.feed.subscribe(at + 1, { tokenSha256: token, afterIndex: 0 });
    this.drain();
  }

  /** The owner of the workspace is no member either. */
  outside(): Person[] {
    return [this.eve, this.owner, ...(this.#isRonIn ? [] : [this.ron])];
  }

  open(): void {
    this.runs += 1;
    this.#messages = [];
    const name = `${CANARY} ${this.runs}`;
    const made = this.scenario.write(this.ann, {
      case: "createRoom",
      value: { name, foldedName: name, isPrivate: true },
    });
    this.#room = made.case === "conversationChanged" ? (made.value.conversation?.id ?? "") : "";
    this.within(this.ann, { kind: "invite", who: 1, share: true });
    this.drain();
  }

  within(by: Person, deed: Deed): void {
    const conversationId = this.#room;
    const messageId = this.#messages.at(deed.pick ?? 0) ?? NO_ID;
    const text = `${CANARY} @Eve @Ron`;
    const names = ["eve", "ron"].map((name) => ({ foldedNames: [name] }));
    switch (deed.kind) {
      case "send": {
        const replyToId = messageId === NO_ID ? "" : messageId;
        const value = { conversationId, text, names, namesRoom: true, replyToId };
        const sent = this.scenario.write(by, { case: "sendMessage", value });
        if (sent.case === "messageSent") this.#messages.push(sent.value.messageId);
        return;
      }
      case "edit":
        this.scenario.write(by, {
          case: "editMessage",
          value: { messageId, text: `${text}!`, names },
        });
        return;
      case "delete":
        this.scenario.write(by, { case: "deleteMessage", value: { messageId } });
        return;
      case "react":
        this.scenario.write(by, { case: "react", value: { messageId, emoji: `:${CANARY}:` } });
        return;
      case "topic":
        this.scenario.write(by, { case: "setTopic", value: { conversationId, topic: CANARY } });
        return;
      case "archive": {
        const archived = deed.share === true;
        this.scenario.write(this.ann, { case: "archiveRoom", value: { conversationId, archived } });
        return;
      }
      case "invite": {
        const accountId = deed.who === 1 ? this.bob.id : this.ron.id;
        const value = { conversationId, accountId, shareHistory: deed.share === true };
        const done = this.scenario.write(by, { case: "inviteToRoom", value });
        if (deed.who !== 1 && done.case === "conversationChanged") this.#isRonIn = true;
        return;
      }
      case "remove": {
        const value = { conversationId, accountId: this.ron.id };
        this.scenario.write(this.ann, { case: "removeFromRoom", value });
        this.#isRonIn = false;
      }
    }
  }

  /** All that the live feed says to those outside, as text. */
  drain(): string {
    const ids = this.outside().map(({ id }) => this.#subscriptions().indexOf(id) + 1);
    return this.scenario
      .takeOutputs()
      .filter((output) => {
        const heard = output.kind === "live" ? output.ids : [output.id];
        return heard.some((id) => ids.includes(id));
      })
      .flatMap((output) => (output.kind === "page" || output.kind === "live" ? output.events : []))
      .map(({ bytes }) => Buffer.from(bytes).toString("latin1"))
      .join();
  }

  #subscriptions(): string[] {
    return [this.eve.id, this.owner.id, this.ron.id];
  }

  /** Every question and every write that names the room or a message of it; and, word for word, of what is not there. */
  probe(by: Person, which: number): { readonly answer: string; readonly ofNothing: string } {
    const messageId = this.#messages.at(which) ?? NO_ID;
    return {
      answer: this.#ask(by, which, this.#room, messageId),
      ofNothing: this.#ask(by, which, NO_ID, NO_ID),
    };
  }

  #ask(by: Person, which: number, conversationId: string, messageId: string): string {
    const writes = writesOn(conversationId, messageId, { own: by.id, square: this.square });
    const write = writes[which % (writes.length + 6)];
    if (write !== undefined) {
      const outcome = this.scenario.write(by, write);
      return JSON.stringify(outcome, (_, value: unknown) =>
        typeof value === "bigint" ? String(value) : value,
      );
    }
    const caller = { tokenSha256: by.token, time: START_MS };
    const page = { caller, conversationId, pageSize: 0, cursor: "" };
    const bounds = { beforeSeq: 0, afterSeq: 0, aroundSeq: which % 2 };
    return [
      this.#query("listMessages", { ...page, ...bounds }),
      this.#query("listMembers", page),
      this.#query("getUnread", page),
      this.#query("getMessage", { caller, messageId }),
      this.#query("typist", { caller, conversationId }),
      this.#query("searchMessages", { ...page, query: `in:${conversationId}` }).replaceAll(
        conversationId,
        "",
      ),
    ].join();
  }

  /** The whole export, or word for word why there is none. */
  exported(by: Person): string {
    const caller = { tokenSha256: by.token, time: START_MS };
    const page = { caller, clusterId: "c", pageSize: 200 };
    const conversations = this.#query("exportAll", { ...page, cursor: "" });
    const cursor = Buffer.from("export:messages 0").toString("base64url");
    return conversations + this.#query("exportAll", { ...page, cursor });
  }

  /** Who would hear that somebody types there. */
  hearersOf(by: Person): readonly string[] {
    const request = { conversationId: this.#room, accountId: by.id };
    return this.scenario.core.query("typingHearers", request);
  }

  /** What is asked without naming anything. */
  look(by: Person): string {
    const caller = { tokenSha256: by.token, time: START_MS };
    const page = { caller, pageSize: 0, cursor: "" };
    const square = { conversationId: this.square, beforeSeq: 0, afterSeq: 0 };
    const told = [
      // The owner's holds it, by right: the one way in, and it leaves a line in the log.
      ...(by === this.owner ? [] : [this.exported(by)]),
      this.#query("listConversations", { caller, clusterId: "c" }),
      this.#query("browseRooms", page),
      this.#query("listAccounts", { ...page, pattern: "*" }),
      this.#query("getUnread", { ...page, conversationId: "" }),
      this.#query("getSession", { caller }),
      this.#query("getAccount", { caller, by: { id: this.ann.id } }),
      this.#query("listSessions", { caller }),
      this.#query("listInvites", { caller }),
      this.#query("listBotTokens", { caller, accountId: this.ann.id }),
      this.#query("listMessages", { ...page, ...square }),
      ...[CANARY, `${CANARY}*`, "has:reaction", "has:mention from:Ann", "after:2020-01-01"].map(
        (query) => this.#query("searchMessages", { ...page, query }),
      ),
    ];
    const id = 100;
    this.scenario.takeOutputs();
    this.scenario.core.feed.subscribe(id, { tokenSha256: by.token, afterIndex: 0 });
    for (let hasMore = true; hasMore; this.scenario.core.feed.pull(id)) {
      const outputs = this.scenario.takeOutputs();
      for (const output of outputs)
        if (output.kind === "page")
          told.push(...output.events.map(({ bytes }) => Buffer.from(bytes).toString("latin1")));
      hasMore = outputs.some(({ kind }) => kind === "page");
    }
    this.scenario.core.feed.unsubscribe(id);
    return told.join();
  }

  #query<Name extends QueryName>(name: Name, request: Queries[Name]["request"]): string {
    asked.add(name);
    try {
      const reply: unknown = this.scenario.core.query(name, request);
      return reply instanceof Uint8Array ? Buffer.from(reply).toString("latin1") : String(reply);
    } catch (error) {
      if (!(error instanceof ChatRefusal)) throw error;
      return `${name} ${error.reason} ${error.field} ${error.message}`;
    }
  }
}

function writesOn(
  conversationId: string,
  messageId: string,
  { own, square }: { readonly own: string; readonly square: string },
): Operation[] {
  const place = { conversationId };
  const name = { name: "Mine", foldedName: "mine" };
  return [
    { case: "sendMessage", value: { ...place, text: "hello" } },
    { case: "sendMessage", value: { conversationId: square, text: "look", replyToId: messageId } },
    { case: "editMessage", value: { messageId, text: "mine" } },
    { case: "deleteMessage", value: { messageId } },
    { case: "react", value: { messageId, emoji: "👍" } },
    { case: "markRead", value: { ...place, seq: 1n } },
    { case: "markUnread", value: { ...place, seq: 1n } },
    { case: "readMessages", value: { ...place, count: 5 } },
    { case: "joinRoom", value: place },
    { case: "leaveRoom", value: place },
    { case: "inviteToRoom", value: { ...place, accountId: own, shareHistory: true } },
    { case: "removeFromRoom", value: { ...place, accountId: "128" } },
    { case: "setTopic", value: { ...place, topic: "mine" } },
    { case: "renameRoom", value: { ...place, ...name } },
    { case: "archiveRoom", value: place },
    { case: "setNotificationLevel", value: { ...place, level: 1 } },
  ];
}
