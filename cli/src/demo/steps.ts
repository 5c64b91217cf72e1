/**
 * The original demonstration, step by step: accounts and messages, a follower killed, the leader killed, two dead, a
 * third, all brought back, all stopped and started. Nothing is only told: each step checks what it says.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { ChatError } from "@parley/client/connect.ts";
import { Company, TALK_MS } from "./company.ts";
import { check, type Check, type StepDone } from "./report.ts";
import { Talker } from "./talker.ts";

/** A longer silence is a failed check. The promise is 2 s at the 99th percentile; this is for one death on a busy machine. */
const GAP_MAX_MS = 8_000;
/** An attempt's budget is 15 s: by then at the latest a message that waits says so. */
const QUEUED_MAX_MS = 20_000;

export interface Step {
  readonly name: string;
  run(): Promise<StepDone>;
}

export class Demonstration extends Company {
  private readonly password = randomBytes(12).toString("base64url");
  private queued: ReturnType<Talker["begin"]> | null = null;

  readonly steps: readonly Step[] = [
    { name: "start", run: () => this.start() },
    { name: "accounts", run: () => this.accounts() },
    { name: "messages", run: () => this.messages() },
    { name: "followerKilled", run: () => this.followerKilled() },
    { name: "leaderKilled", run: () => this.leaderKilled() },
    { name: "twoDead", run: () => this.twoDead() },
    { name: "thirdKilled", run: () => this.thirdKilled() },
    { name: "broughtBack", run: () => this.broughtBack() },
    { name: "stoppedAndStarted", run: () => this.stoppedAndStarted() },
  ];

  private async start(): Promise<StepDone> {
    await this.stage.start();
    await this.newLeader();
    const { nodes } = this.stage.cluster;
    const checks = [check("five nodes run", nodes.length === 5, nodes.length)];
    const words = `Five nodes run and agree: ${this.leader} leads in term ${this.term}.`;
    return { words, checks, gapMs: null };
  }

  private async accounts(): Promise<StepDone> {
    const ways = [
      ["ada", "edge"],
      ["bob", "nodes"],
      ["carol", "edge"],
    ] as const;
    for (const [name, way] of ways) {
      const talker = new Talker(name, await this.stage.chat(way), this.books);
      this.token = (await talker.signUp(this.password)).token;
      this.people.push(talker);
    }
    const stranger = await this.stage.chat("nodes");
    const taken = await codeOf(stranger.createAccount("ADA", `another ${this.password}`));
    const wrong = await codeOf(stranger.logIn("ada", `not ${this.password}`));
    const found = await this.person(0).chat.listAccounts({ pattern: "*" });
    const names = found.accounts.map(({ name }) => name).join(", ");
    return {
      words:
        "Ada, Bob and Carol have accounts; a second Ada is refused, and so is a wrong password.",
      checks: [
        check("a taken name is refused", taken === "TAKEN", taken),
        check("a wrong password is refused", wrong === "BAD_CREDENTIALS", wrong),
        check("the directory lists all three", names === "ada, bob, carol", names),
      ],
      gapMs: null,
    };
  }

  private async messages(): Promise<StepDone> {
    const [ada, bob, carol] = [this.person(0), this.person(1), this.person(2)];
    const made = await ada.chat.createRoom("garden").outcome;
    if (made.kind !== "conversationChanged") throw new Error(`no room: ${JSON.stringify(made)}`);
    this.conversationId = made.conversation.id;
    for (const other of [bob, carol]) await other.chat.joinRoom(this.conversationId).outcome;
    await Promise.all(this.people.map((one) => one.enter(this.conversationId)));
    const before = performance.now();
    await this.talk(() => pause(0));
    const checks = await this.audit();
    const words = `Ada and Bob write ${this.books.count} messages; every node holds each of them once, in order.`;
    return {
      words,
      checks: [...checks, await this.unread()],
      gapMs: this.books.longestGapMs(before),
    };
  }

  private async followerKilled(): Promise<StepDone> {
    const victim = this.living().find(({ id }) => id !== this.leader);
    const killedMs = await this.talk(() => Promise.resolve(this.kill(victim)));
    const checks = await this.audit();
    const gapMs = this.books.longestGapMs(killedMs);
    const words = `${victim?.id ?? ""}, a follower, is killed while they write. Nobody notices.`;
    return { words, checks: [...checks, gapCheck(gapMs)], gapMs };
  }

  private async leaderKilled(): Promise<StepDone> {
    const { leader: old, term: oldTerm } = this;
    const killedMs = await this.talk(async () => {
      const atMs = this.kill(this.living().find(({ id }) => id === old));
      await this.newLeader(oldTerm);
      return atMs;
    });
    const gapMs = this.books.longestGapMs(killedMs);
    const words = `${old}, the leader of term ${oldTerm}, is killed. ${this.leader} is elected in term ${this.term}, and what was being sent is sent.`;
    const checks = [
      check("another one leads", this.leader !== old, this.leader),
      check("the term is higher", this.term > oldTerm, this.term),
      gapCheck(gapMs),
      ...(await this.audit()),
    ];
    return { words, checks, gapMs };
  }

  private async twoDead(): Promise<StepDone> {
    const before = performance.now();
    const countBefore = this.books.count;
    await this.talk(() => pause(TALK_MS));
    const more = this.books.count - countBefore;
    const gapMs = this.books.longestGapMs(before);
    const words = `Two of five are dead, and the chat goes on: ${more} more messages.`;
    return {
      words,
      checks: [check("people can write", more > 0, more), ...(await this.audit())],
      gapMs,
    };
  }

  private async thirdKilled(): Promise<StepDone> {
    this.kill(this.living().find(({ id }) => id !== this.leader));
    const ada = this.person(0);
    const held = this.books.count;
    this.queued = ada.begin();
    let isAcknowledged = false;
    void this.queued.write.outcome.then(() => {
      isAcknowledged = true;
    });
    const queuedMs = await queuedAfterMs(ada);
    const request = { conversationId: this.conversationId, afterSeq: Math.max(0, held - 5) };
    const fresh = await codeOf(ada.chat.listMessages(request));
    const { value, asOf } = await ada.chat.readStale("listMessages", request);
    const wrong = value.messages.filter(({ seq }, at) => seq !== request.afterSeq + 1 + at).length;
    const age =
      asOf === null ? "no age" : `log index ${asOf.index}, ${new Date(asOf.timeMs).toISOString()}`;
    return {
      words: `A third is killed: no majority. What Ada writes is queued (${queuedMs} ms); reads are refused, and answered as of ${age} when she asks for old ones.`,
      checks: [
        check("nothing is acknowledged without a majority", !isAcknowledged, "acknowledged"),
        check("the message is queued", queuedMs !== null, "not queued"),
        check("a fresh read is refused", fresh === "NO_LEADER" || fresh === "TIMED_OUT", fresh),
        check("a stale read says as of when", asOf !== null && asOf.index > 0, age),
        check(
          "a stale read shows what was sent before",
          value.messages.length > 0 && wrong === 0,
          value.messages.length,
        ),
      ],
      gapMs: null,
    };
  }

  private async broughtBack(): Promise<StepDone> {
    const backMs = performance.now();
    await Promise.all(this.dead.splice(0).map((node) => this.stage.cluster.start(node)));
    if (this.queued !== null) await this.person(0).noted(this.queued);
    const gapMs = Math.round(performance.now() - backMs);
    await this.newLeader();
    await this.talk(() => pause(0));
    const checks = await this.audit();
    const words = `All are brought back. The queued message is sent by itself, ${gapMs} ms after the first was started again, and ${this.leader} leads in term ${this.term}.`;
    const nodes = this.living().length;
    return { words, checks: [check("five nodes run", nodes === 5, nodes), ...checks], gapMs };
  }

  private async stoppedAndStarted(): Promise<StepDone> {
    const held = this.books.count;
    await this.stage.stop();
    const stoppedMs = performance.now();
    await this.stage.start();
    await this.newLeader();
    const sessions = await Promise.all(this.people.map(({ chat }) => chat.session()));
    const isIn = sessions.every((session) => session !== null);
    await this.person(1).say();
    const gapMs = Math.round(performance.now() - stoppedMs);
    const checks = await this.audit();
    const words = `All are stopped, and all are started: ${held} messages are still there, everybody is still signed in, and Bob writes the next one.`;
    return {
      words,
      checks: [
        check("everybody is still signed in", isIn, isIn ? "in" : "out"),
        ...checks,
        await this.unread(),
      ],
      gapMs,
    };
  }
}

function gapCheck(gapMs: number): Check {
  return check(`nobody waited longer than ${GAP_MAX_MS} ms`, gapMs <= GAP_MAX_MS, `${gapMs} ms`);
}

/** The reason of a refusal; "done" when there was none. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    if (error instanceof ChatError) return error.code;
    throw error;
  }
}

/** How long it took until the message was shown as waiting; null when it never was. */
async function queuedAfterMs({ chat }: Talker): Promise<number | null> {
  const startedMs = performance.now();
  for (;;) {
    const tookMs = performance.now() - startedMs;
    if (chat.outbox()[0]?.state === "queued") return Math.round(tookMs);
    if (tookMs > QUEUED_MAX_MS) return null;
    await pause(50);
  }
}
