/** Somebody with a browser. Every verb waits until what it says has happened. */
import { type BrowserContext, expect, type Locator, type Page } from "@playwright/test";
import type { PageGuard } from "./page-guard.ts";
import { readTranscript, type TranscriptLine } from "./transcript.ts";

export interface PersonOptions {
  readonly name: string;
  readonly url: string;
  readonly context: BrowserContext;
  readonly guard: PageGuard;
  readonly page: Page;
  /** Under a finger Enter is a new line, and the button sends. */
  readonly isTouch: boolean;
}

export class Person {
  readonly name: string;
  readonly password: string;
  readonly page: Page;
  readonly context: BrowserContext;
  readonly guard: PageGuard;
  private readonly url: string;
  private readonly isTouch: boolean;

  constructor({ name, url, context, guard, page, isTouch }: PersonOptions) {
    this.name = name;
    this.password = `the password of ${name}`;
    this.url = url;
    this.context = context;
    this.guard = guard;
    this.page = page;
    this.isTouch = isTouch;
  }

  // ------------------------------------------------------------------------------------- coming and going

  async arrives(path = "/"): Promise<void> {
    await this.page.goto(new URL(path, this.url).href);
  }

  async signsUp(): Promise<void> {
    await this.arrives();
    await this.page.getByRole("button", { name: "Create an account" }).click();
    await this.fillsIn(this.name, this.password);
    await this.page.getByRole("button", { name: "Create account", exact: true }).click();
    await this.isIn();
  }

  async signsIn(password = this.password): Promise<void> {
    await this.triesToSignIn(this.name, password);
    await this.isIn();
  }

  async triesToSignIn(name: string, password: string): Promise<void> {
    await this.fillsIn(name, password);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  async fillsIn(name: string, password: string): Promise<void> {
    await this.page.getByLabel("Name", { exact: true }).fill(name);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
  }

  async signsOut(): Promise<void> {
    await this.page.getByRole("button", { name: "Sign out" }).click();
    await expect(this.page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  }

  async isIn(): Promise<void> {
    await expect(this.page.getByRole("navigation", { name: "Conversations" })).toBeVisible();
  }

  /** The settings, at this part of them. Whatever the language is now, `name` is in it. */
  async opensSettings(part: string, name = "Settings"): Promise<Locator> {
    await this.page.getByRole("button", { name, exact: true }).click();
    const dialog = this.page.getByRole("dialog", { name, exact: true });
    await dialog.getByRole("tab", { name: part, exact: true }).click();
    await expect(dialog.getByRole("tabpanel", { name: part, exact: true })).toBeVisible();
    return dialog;
  }

  /** A second tab of the same browser, on the same conversation. */
  async opensTab(): Promise<Person> {
    const { name, url, context, guard, isTouch } = this;
    const page = await context.newPage();
    const tab = new Person({ name, url, context, guard, page, isTouch });
    await page.goto(this.page.url());
    await tab.isIn();
    return tab;
  }

  /** The same person in a browser of another device, on the conversation list. */
  async onAnotherDevice(newcomer: (firstName: string) => Promise<Person>): Promise<Person> {
    const elsewhere = await newcomer(this.name);
    await elsewhere.arrives();
    await elsewhere.triesToSignIn(this.name, this.password);
    await elsewhere.isIn();
    return elsewhere;
  }

  async reloads(): Promise<void> {
    await this.page.reload();
  }

  // ---------------------------------------------------------------------------------------- conversations

  async writesTo(other: Person): Promise<void> {
    await this.page.getByRole("button", { name: "New message" }).click();
    const dialog = this.page.getByRole("dialog", { name: "New message" });
    await dialog.getByRole("searchbox", { name: "Find people" }).fill(other.name);
    // Only then does the list stand still.
    await expect(dialog.getByRole("list", { name: "People" }).getByRole("listitem")).toHaveCount(1);
    await dialog.getByRole("button", { name: other.name, exact: true }).click();
    await this.isReading(other.name);
  }

  async startsGroup(others: readonly Person[]): Promise<void> {
    await this.page.getByRole("button", { name: "New message" }).click();
    const dialog = this.page.getByRole("dialog", { name: "New message" });
    for (const { name } of others) {
      await dialog.getByRole("searchbox", { name: "Find people" }).fill(name);
      await dialog.getByRole("button", { name: `Add ${name} to a group`, exact: true }).click();
    }
    await dialog
      .getByRole("button", { name: `Start a group of ${String(others.length + 1)}` })
      .click();
    const byName = others.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b));
    await this.isReading(byName.join(", "));
  }

  async createsRoom(name: string): Promise<void> {
    await this.page.getByRole("button", { name: "Browse rooms" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Rooms" });
    await dialog.getByRole("textbox", { name: "Room name" }).fill(name);
    await dialog.getByRole("button", { name: "Create room" }).click();
    await this.isReading(name);
  }

  async joinsRoom(name: string): Promise<void> {
    await this.page.getByRole("button", { name: "Browse rooms" }).click();
    await this.page.getByRole("button", { name: `Join ${name}`, exact: true }).click();
    await this.isReading(name);
  }

  async opens(name: string): Promise<void> {
    await this.inList(name).click();
    await this.isReading(name);
  }

  /** The entry of a conversation in the list at the side. */
  inList(name: string): Locator {
    const list = this.page.getByRole("navigation", { name: "Conversations" });
    return list.getByRole("link").filter({ hasText: name });
  }

  async hasUnread(name: string, count: number): Promise<void> {
    await expect(this.inList(name)).toHaveAttribute("data-unread", String(count));
  }

  get conversationId(): string {
    return new URL(this.page.url()).searchParams.get("c") ?? "";
  }

  // --------------------------------------------------------------------------------------------- talking

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: "Message", exact: true });
  }

  get timeline(): Locator {
    return this.page.getByRole("log");
  }

  /** Returns when the words are safe in the outbox: that is when the composer clears. */
  async says(text: string): Promise<void> {
    await this.composer.fill(text);
    if (this.isTouch) await this.page.getByRole("button", { name: "Send", exact: true }).tap();
    else await this.composer.press("Enter");
    await expect(this.composer).toHaveValue("");
  }

  async sees(text: string): Promise<void> {
    await expect(this.message(text)).toBeVisible();
  }

  message(text: string): Locator {
    // Its own words: an answer shows those of another message, too.
    const words = this.page.locator("[data-words]").filter({ hasText: text });
    return this.timeline.getByRole("article").filter({ has: words });
  }

  async seesSent(text: string): Promise<void> {
    await expect(this.message(text)).toHaveAttribute("data-state", "sent");
  }

  /** Opens the menu of a message and takes the entry of this name. */
  async does(action: string, text: string): Promise<void> {
    const row = this.message(text);
    await row.hover();
    await row.getByRole("button", { name: /^Actions for the message/ }).click();
    const menu = this.page.getByRole("dialog", { name: "Message actions" });
    await menu.getByRole("button", { name: action, exact: true }).click();
    await expect(menu).toBeHidden();
  }

  async edits(text: string, next: string): Promise<void> {
    await this.does("Edit", text);
    await expect(this.composer).toHaveValue(text);
    await this.composer.fill(next);
    await this.page.getByRole("button", { name: "Save changes" }).click();
    await expect(this.composer).toHaveValue("");
    await this.sees(next);
  }

  async deletes(text: string): Promise<void> {
    await this.does("Delete", text);
    const dialog = this.page.getByRole("dialog", { name: "Delete this message?" });
    await dialog.getByRole("button", { name: "Delete" }).click();
    await expect(this.message(text)).toHaveCount(0);
  }

  async answers(text: string, answer: string): Promise<void> {
    await this.does("Reply", text);
    await this.says(answer);
  }

  /** The switch of a reaction under a message, with its count. */
  reaction(text: string, emoji: string, count: number): Locator {
    const people = count === 1 ? "person" : "people";
    return this.message(text).getByRole("button", { name: `${emoji}, ${String(count)} ${people}` });
  }

  /** No message of the open conversation waits for its outcome. */
  async hasNothingPending(): Promise<void> {
    const pending = this.timeline.locator('article[data-state]:not([data-state="sent"])');
    await expect(pending).toHaveCount(0);
  }

  /** The whole open conversation as the screen shows it, found by scrolling. */
  transcript(newestSeq: number): Promise<readonly TranscriptLine[]> {
    return readTranscript(this.page, newestSeq);
  }

  /** Whoever talks stands at the end of the talk, however much came in between. */
  async standsAtTheEnd(): Promise<void> {
    const jump = this.page.getByRole("button", { name: /^(Jump to newest|\d+ new messages?)$/ });
    await expect(jump).toHaveCount(0);
  }

  // --------------------------------------------------------------------------------------------- finding

  get searchDialog(): Locator {
    return this.page.getByRole("dialog", { name: "Search messages" });
  }

  /** From the sidebar; the panel stays open. */
  async searches(query: string): Promise<void> {
    if (!(await this.searchDialog.isVisible()))
      await this.page.getByRole("button", { name: "Search messages" }).click();
    await this.searchDialog.getByRole("searchbox", { name: "What to look for" }).fill(query);
    await this.searchDialog.getByRole("button", { name: "Search" }).click();
  }

  /** What a search shows, newest first. */
  found(text: string | RegExp = ""): Locator {
    const list = this.searchDialog.getByRole("list", { name: "Messages found" });
    return list.getByRole("link").filter({ hasText: text });
  }

  // ------------------------------------------------------------------------------------------- connection

  get connectionLine(): Locator {
    return this.page.getByTestId("connection-line");
  }

  async readsOnTheLine(text: string): Promise<void> {
    await expect(this.connectionLine.locator("span").first()).toHaveText(text);
  }

  private async isReading(name: string): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(this.timeline).toHaveAttribute("aria-busy", "false");
  }
}
