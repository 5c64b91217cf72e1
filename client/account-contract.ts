/**
 * What becomes of accounts, sessions, invites and bots. A cluster in memory and real nodes run this same suite, as with
 * chat-contract.ts.
 */
import { describe, expect, test } from "vitest";
import { AccountClient } from "./account-client.ts";
import { type ChatClient, createChatClient } from "./chat-client.ts";
import type { ExportPage } from "./account-calls.ts";
import type { Message, Session } from "./model.ts";
import type { Transport } from "./transport.ts";
import type { Clock } from "./clock.ts";

export interface Workspace {
  readonly transport: Transport;
  readonly clock?: Clock;
  /** A session of an owner. */
  readonly owner: string;
  /** Another name for each call: workspaces of real nodes are one. */
  name(word: string): string;
  /** Lets the cluster's time pass until it settles. */
  until<Value>(promise: Promise<Value>): Promise<Value>;
}

export const PASSWORD = "correct horse battery staple";
const OTHER = "another horse, another staple";

export function testAccounts(name: string, open: () => Promise<Workspace>): void {
  describe(`the accounts of ${name}`, () => {
    test.each(BEHAVIOURS)("$title", async ({ check }) => check(new Scene(await open())));
  });
}

/** The same in few words. */
class Scene {
  readonly owner: AccountClient;
  readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.owner = this.as(workspace.owner);
  }

  as(token: string): AccountClient {
    const { transport, clock } = this.workspace;
    return new AccountClient({ transport, token, ...(clock === undefined ? {} : { clock }) });
  }

  chat(token = ""): ChatClient {
    const { transport, clock } = this.workspace;
    return createChatClient({ transport, token, ...(clock === undefined ? {} : { clock }) });
  }

  until<Value>(promise: Promise<Value>): Promise<Value> {
    return this.workspace.until(promise);
  }

  async refused(promise: Promise<unknown>, code: string, field?: string): Promise<void> {
    const end = await this.until(promise.then(String, (error: unknown) => error));
    expect(end).toMatchObject(field === undefined ? { code } : { code, field });
  }

  signUp(name: string, invite = ""): Promise<Session> {
    return this.until(this.chat().createAccount(name, PASSWORD, { invite, label: "first" }));
  }

  logIn(name: string, password = PASSWORD): Promise<Session> {
    return this.until(this.chat().logIn(name, password, { label: "second" }));
  }

  isIn(token: string): Promise<boolean> {
    return this.until(this.chat(token).session()).then((session) => session !== null);
  }
}

interface Behaviour {
  readonly title: string;
  readonly check: (scene: Scene) => Promise<void>;
}

const BEHAVIOURS: readonly Behaviour[] = [
  {
    title: "a display name is seen by others, and empty it is the name again",
    check: async (scene) => {
      const { account, token } = await scene.signUp(scene.workspace.name("ada"));
      const ada = scene.as(token);
      const named = await scene.until(ada.setProfile("Ada Lovelace"));
      expect(named).toMatchObject({ id: account.id, displayName: "Ada Lovelace" });
      const others = scene.chat(scene.workspace.owner);
      const seen = await scene.until(others.getAccount({ id: account.id }));
      expect(seen).toMatchObject({ displayName: "Ada Lovelace", role: "member", bot: false });
      expect(await scene.until(ada.setProfile(""))).toMatchObject({ displayName: "" });
    },
  },
  {
    title: "a new password needs the old one, ends the other sessions and none of one's own",
    check: async (scene) => {
      const name = scene.workspace.name("bob");
      const first = await scene.signUp(name);
      const second = await scene.logIn(name);
      const bob = scene.as(second.token);
      await scene.refused(bob.changePassword("not the old one", OTHER), "BAD_CREDENTIALS");
      await scene.refused(bob.changePassword(PASSWORD, "short"), "INVALID");
      expect(await scene.until(bob.changePassword(PASSWORD, OTHER))).toBe(1);
      expect([await scene.isIn(first.token), await scene.isIn(second.token)]).toEqual([
        false,
        true,
      ]);
      await scene.refused(scene.chat().logIn(name, PASSWORD), "BAD_CREDENTIALS");
      await scene.logIn(name, OTHER);
    },
  },
  {
    title: "sessions are listed with their labels and ended one by one, or all others at once",
    check: async (scene) => {
      const name = scene.workspace.name("cy");
      const first = await scene.signUp(name);
      const [second, third] = [await scene.logIn(name), await scene.logIn(name)];
      const cy = scene.as(third.token);
      const listed = await scene.until(cy.listSessions());
      expect(listed.map(({ label, current }) => [label, current])).toEqual([
        ["second", true],
        ["second", false],
        ["first", false],
      ]);
      const [, , oldest] = listed;
      await scene.until(cy.endSession(oldest?.id ?? ""));
      expect([await scene.isIn(first.token), await scene.isIn(second.token)]).toEqual([
        false,
        true,
      ]);
      await scene.refused(cy.endSession(oldest?.id ?? ""), "NOT_FOUND");
      expect(await scene.until(cy.endOtherSessions())).toBe(1);
      expect([await scene.isIn(second.token), await scene.isIn(third.token)]).toEqual([
        false,
        true,
      ]);
    },
  },
  {
    title: "an account is closed with its password; nobody is it again, and the last owner stays",
    check: async (scene) => {
      const name = scene.workspace.name("dot");
      const { account, token } = await scene.signUp(name);
      const dot = scene.as(token);
      await scene.refused(dot.deleteAccount("a wrong password"), "BAD_CREDENTIALS");
      await scene.until(dot.deleteAccount(PASSWORD));
      expect(await scene.isIn(token)).toBe(false);
      await scene.refused(scene.chat().logIn(name, PASSWORD), "BAD_CREDENTIALS");
      const others = scene.chat(scene.workspace.owner);
      const seen = await scene.until(others.getAccount({ id: account.id }));
      expect(seen).toMatchObject({ deleted: true });
      await scene.refused(scene.owner.deleteAccount(PASSWORD), "FORBIDDEN");
    },
  },
  {
    title: "a reset link gives a new password and a session, once, and ends the sessions before",
    check: async (scene) => {
      const { name } = scene.workspace;
      const { account, token } = await scene.signUp(name("eve"));
      const stranger = await scene.signUp(name("stranger"));
      await scene.refused(scene.as(stranger.token).issueReset(account.id), "FORBIDDEN");
      const void_ = await scene.until(scene.owner.issueReset(account.id));
      const { reset } = await scene.until(scene.owner.issueReset(account.id));
      const nobody = scene.as("");
      await scene.refused(nobody.resetPassword(void_.reset, OTHER), "NOT_FOUND");
      const again = await scene.until(nobody.resetPassword(reset, OTHER));
      expect(again.account.id).toBe(account.id);
      expect([await scene.isIn(token), await scene.isIn(again.token)]).toEqual([false, true]);
      await scene.refused(nobody.resetPassword(reset, OTHER), "NOT_FOUND");
    },
  },
  {
    title: "by invite only, a sign-up needs one that holds: it is used up, or revoked",
    check: async (scene) => {
      const { name } = scene.workspace;
      await scene.until(scene.owner.setSignUp(true));
      try {
        await scene.refused(scene.chat().createAccount(name("fay"), PASSWORD), "FORBIDDEN");
        const made = await scene.until(scene.owner.createInvite({ uses: 1 }));
        const rules = await scene.until(scene.as("").getSignUp(made.secret));
        expect(rules).toMatchObject({ isByInvite: true, isInviteValid: true });
        const listed = await scene.until(scene.owner.listInvites());
        expect(listed).toContainEqual(made.invite);
        const fay = await scene.signUp(name("fay"), made.secret);
        await scene.refused(
          scene.chat().createAccount(name("gil"), PASSWORD, { invite: made.secret }),
          "NOT_FOUND",
        );
        const other = await scene.until(scene.owner.createInvite({ uses: 5 }));
        await scene.until(scene.owner.revokeInvite(other.invite.id));
        await scene.refused(
          scene.chat().createAccount(name("gil"), PASSWORD, { invite: other.secret }),
          "NOT_FOUND",
        );
        await scene.refused(scene.as(fay.token).createInvite(), "FORBIDDEN");
        await scene.refused(scene.as(fay.token).listInvites(), "FORBIDDEN");
      } finally {
        await scene.until(scene.owner.setSignUp(false));
      }
    },
  },
  {
    title:
      "owners give roles; administrators suspend members, whose sessions end until they are let in",
    check: async (scene) => {
      const name = scene.workspace.name("hal");
      const hal = await scene.signUp(name);
      const ivy = await scene.signUp(scene.workspace.name("ivy"));
      const admin = scene.as(ivy.token);
      await scene.refused(admin.suspend(hal.account.id, true), "FORBIDDEN");
      await scene.refused(admin.setRole(ivy.account.id, "admin"), "FORBIDDEN");
      const raised = await scene.until(scene.owner.setRole(ivy.account.id, "admin"));
      expect(raised).toMatchObject({ role: "admin" });
      const out = await scene.until(admin.suspend(hal.account.id, true));
      expect(out).toMatchObject({ suspended: true });
      expect(await scene.isIn(hal.token)).toBe(false);
      await scene.refused(scene.chat().logIn(name, PASSWORD), "SUSPENDED");
      await scene.until(admin.suspend(hal.account.id, false));
      await scene.logIn(name);
      await scene.refused(admin.setRole(hal.account.id, "admin"), "FORBIDDEN");
      await scene.until(scene.owner.setRole(ivy.account.id, "member"));
    },
  },
  {
    title: "a bot speaks with its token until that is revoked",
    check: async (scene) => {
      const { name } = scene.workspace;
      const botName = name("bot");
      const bot = await scene.until(scene.owner.createBot(botName));
      expect(bot).toMatchObject({ bot: true, name: botName });
      await scene.refused(scene.owner.createBot(botName), "TAKEN", "name");
      const issued = await scene.until(scene.owner.issueBotToken(bot.id, { label: "deploys" }));
      const program = scene.chat(issued.token);
      expect((await scene.until(program.session()))?.account.id).toBe(bot.id);
      const made = await scene.until(program.createRoom(name("bots")).outcome);
      expect(made.kind).toBe("conversationChanged");
      const tokens = await scene.until(scene.owner.listBotTokens(bot.id));
      expect(tokens).toMatchObject([{ id: issued.session.id, label: "deploys" }]);
      await scene.until(scene.owner.revokeBotToken(bot.id, issued.session.id));
      expect(await scene.isIn(issued.token)).toBe(false);
      const { token } = await scene.signUp(name("jo"));
      await scene.refused(scene.as(token).issueBotToken(bot.id), "FORBIDDEN");
    },
  },
  {
    title:
      "an administrator exports every conversation and message, others' private ones too, each once; nobody else does",
    check: async (scene) => {
      const { name } = scene.workspace;
      const kay = await scene.signUp(name("kay"));
      const program = scene.chat(kay.token);
      await scene.until(program.session());
      const made = await scene.until(
        program.createRoom(name("vault"), { isPrivate: true }).outcome,
      );
      const id = made.kind === "conversationChanged" ? made.conversation.id : "";
      const texts = Array.from({ length: 5 }, (_, at) => `secret ${at}`);
      for (const text of texts) await scene.until(program.send(id, text).outcome);
      await scene.refused(scene.as(kay.token).exportAll(), "FORBIDDEN");
      const pages: ExportPage[] = [];
      do {
        const cursor = pages.at(-1)?.nextCursor ?? "";
        pages.push(await scene.until(scene.owner.exportAll({ pageSize: 2, cursor })));
      } while (pages.at(-1)?.nextCursor !== "");
      const known = new Set<string>();
      const read: Message[] = [];
      for (const page of pages) {
        for (const conversation of page.conversations) known.add(conversation.id);
        expect(page.messages.filter((one) => !known.has(one.conversationId))).toEqual([]);
        read.push(...page.messages.filter(({ conversationId }) => conversationId === id));
      }
      expect(read.map(({ seq, text }) => [seq, text])).toEqual(
        texts.map((text, at) => [at + 1, text]),
      );
    },
  },
];
