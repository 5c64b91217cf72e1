/**
 * One person's program, with the habits of the real client: one write at a time, keyed; the same bytes again
 * on every unknown outcome, at other nodes too; the leader's name followed by redirects; reads at any node.
 */
import * as words from "./chat-words.ts";
import type { Operation } from "./chat-words.ts";
import type { ClientHistories } from "./client-histories.ts";
import type { HistoryBook } from "./history-book.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { must } from "./violation.ts";
import { US_PER_MS, wallOf } from "./virtual-clock.ts";
import type { World } from "./world.ts";
import { callNode } from "./node-call.ts";
import type { Reply } from "./node-call.ts";
import type { SimProcess } from "./sim-process.ts";
import type { Witness } from "./witness.ts";

const ATTEMPT_MS = 1_000;
const NODE_DEADLINE_MS = 1_500;
const BACK_OFF_MAX_MS = 60;
const PAGE_ROWS = 20;

/** What the clients of one world share. */
export interface Society {
  readonly world: World;
  readonly processes: readonly SimProcess[];
  readonly book: HistoryBook;
  readonly histories: ClientHistories;
  readonly witness: Witness;
  /** Ids of rooms that exist. */
  readonly rooms: string[];
  readonly onError: (error: unknown) => void;
}

interface Write {
  readonly bytes: Uint8Array;
  readonly label: string;
  readonly settle: (result: Uint8Array) => void;
}

export class SimClient {
  readonly name: string;
  readonly #society: Society;
  readonly #random: SeededRandom;
  readonly #clientId: string;
  readonly #bornMs: number;
  readonly #tokenSha256: Uint8Array;
  /** Rooms that it is in, with the newest sequence number anybody knew when it was. */
  readonly #joined = new Map<string, number>();
  readonly #makesRoom: boolean;
  #nextSeq = 1;
  #isSignedUp = false;
  #leader: SimProcess;
  /** Counts the attempts: a timer or answer of an earlier one may still come. */
  #attempt = 0;
  #isStopped = false;
  #current: string | null = null;
  #done: (() => void) | null = null;
  /** Called once, when the account exists. */
  onSignedUp: () => void = () => undefined;

  constructor(society: Society, number: number) {
    this.#society = society;
    this.name = `client${number}`;
    this.#random = society.world.random(this.name);
    this.#clientId = `c${number}`;
    this.#bornMs = wallOf(society.world.time);
    this.#tokenSha256 = this.#random.bytes(32);
    this.#makesRoom = number <= 2;
    this.#leader = this.#random.pick(society.processes);
  }

  /** What it waits for, if anything. */
  get pending(): string | null {
    return this.#current;
  }

  get tokenSha256(): Uint8Array {
    return this.#tokenSha256;
  }

  /** Rooms that it is a member of, with the newest sequence number anybody knew when it became one. */
  get joined(): ReadonlyMap<string, number> {
    return this.#joined;
  }

  start(): void {
    this.#later(this.#random.below(300), () => this.#next());
  }

  /** Finishes what it has begun, then rests. */
  stop(): void {
    this.#isStopped = true;
  }

  /** One more message, at the end of the world; `done` when it is acknowledged. */
  sendLast(done: () => void): void {
    must(this.#current === null, "a client at rest has nothing pending");
    this.#isStopped = false;
    this.#done = done;
    this.#next();
    this.#isStopped = true;
  }

  #next(): void {
    if (this.#isStopped) return;
    if (!this.#isSignedUp) return this.#signUp();
    if (this.#makesRoom && this.#joined.size === 0) return this.#createRoom();
    const unknown = this.#society.rooms.find((room) => !this.#joined.has(room));
    const isLast = this.#done !== null && this.#joined.size > 0;
    if (unknown !== undefined && !isLast && (this.#joined.size === 0 || this.#random.chance(300)))
      return this.#join(unknown);
    if (this.#joined.size === 0) return this.#rest();
    const room = this.#random.pick([...this.#joined.keys()]);
    const dice = this.#random.below(100);
    if (dice < 60 || isLast) return this.#send(room);
    if (dice < 68) return this.#markRead(room);
    this.#read(room);
  }

  #isIn(room: string): void {
    this.#joined.set(room, this.#society.book.floor(room).seq);
  }

  #rest(): void {
    this.#current = null;
    const done = this.#done;
    this.#done = null;
    if (done !== null) return done();
    this.#later(this.#random.below(this.#society.world.dials.thinkMaxMs), () => this.#next());
  }

  // ---------------------------------------------------------------------------------------- verbs

  #signUp(): void {
    const bytes = words.signUp(this.#key(), this.name, this.#tokenSha256);
    this.#write({ bytes, label: "sign up", settle: () => this.#signedUp() });
  }

  #signedUp(): void {
    this.#isSignedUp = true;
    this.onSignedUp();
  }

  #createRoom(): void {
    const name = `room of ${this.name}`;
    const operation = { case: "createRoom", value: { name, foldedName: name } } as const;
    this.#writeRows("create room", [operation], ([answer]) => {
      must(answer?.outcome.case === "conversationChanged", "a room is created");
      const id = answer.outcome.value.conversation?.id ?? "";
      this.#isIn(id);
      if (!this.#society.rooms.includes(id)) this.#society.rooms.push(id);
    });
  }

  #join(conversationId: string): void {
    const operation = { case: "joinRoom", value: { conversationId } } as const;
    this.#writeRows("join", [operation], ([answer]) => {
      must(answer?.outcome.case === "conversationChanged", "a room that exists can be joined");
      this.#isIn(conversationId);
    });
  }

  #send(conversationId: string): void {
    const { book, histories } = this.#society;
    const count = this.#random.pick([1, 1, 1, 2, 4]);
    const keys = Array.from({ length: count }, (_, offset) =>
      words.messageKey(this.#clientId, this.#nextSeq + offset),
    );
    book.beginSend(keys);
    const floor = book.floor(conversationId);
    const told = histories.begin(conversationId, { kind: "send", keys });
    const operations = keys.map((text) => {
      return { case: "sendMessage", value: { conversationId, text } } as const;
    });
    this.#writeRows(`send ${keys.join(" ")}`, operations, (answers) => {
      for (const [offset, { outcome }] of answers.entries()) {
        must(outcome.case === "messageSent", "a member may send");
        const seq = Number(outcome.value.seq);
        book.acknowledged(floor, keys[offset] ?? "", seq);
        if (offset === 0) told(seq);
      }
      this.#society.world.tally.add("sends", count);
    });
  }

  #markRead(conversationId: string): void {
    const seq = BigInt(this.#society.book.floor(conversationId).seq);
    const operation = { case: "markRead", value: { conversationId, epoch: 0n, seq } } as const;
    this.#writeRows("mark read", [operation], ([answer]) => {
      must(answer?.outcome.case === "readMarked", "a member may mark as read");
    });
  }

  #read(conversationId: string): void {
    const { book, world, histories } = this.#society;
    const floor = book.floor(conversationId);
    const told = histories.begin(conversationId, { kind: "read" });
    this.#current = `read ${conversationId}`;
    const attempt = (): void => {
      const process = this.#random.pick(this.#society.processes);
      this.#call(process, `read ${conversationId} at ${process.name}`, {
        start: async (node, chat) => {
          const { time } = await node.readIndex(NODE_DEADLINE_MS);
          const caller = { tokenSha256: this.#tokenSha256, time };
          const bounds = { conversationId, beforeSeq: 0, afterSeq: 0, pageSize: PAGE_ROWS };
          return chat.query("listMessages", { caller, ...bounds });
        },
        settle: (reply) => {
          if (reply.kind !== "value") return this.#backOff(attempt);
          const page = words.readPage(reply.value);
          book.hasRead(floor, page);
          told(page.at(-1)?.seq ?? 0);
          world.tally.add("reads");
          this.#rest();
        },
      });
    };
    attempt();
  }

  // --------------------------------------------------------------------------------------- writes

  #writeRows(
    label: string,
    operations: readonly Operation[],
    settle: (answers: ReturnType<typeof words.readAnswers>) => void,
  ): void {
    const bytes = words.write(this.#key(), this.#tokenSha256, operations);
    this.#nextSeq += operations.length;
    this.#write({ bytes, label, settle: (result) => settle(words.readAnswers(result)) });
  }

  /** One write at a time: everything before it is settled. */
  #key(): words.Key {
    const seq = this.#nextSeq;
    return { clientId: this.#clientId, seq, bornMs: this.#bornMs, ackUpto: seq - 1 };
  }

  #write(write: Write): void {
    const { world, witness } = this.#society;
    this.#current = write.label;
    world.trace.note(world.time.nowUs, this.name, "write", () => write.label);
    const attempt = (): void => {
      const process = this.#leader;
      this.#call(process, `${write.label} at ${process.name}`, {
        start: async (node) => {
          const done = await witness.fence.propose(node, write.bytes, NODE_DEADLINE_MS);
          witness.acknowledged(done.index);
          return done.result;
        },
        settle: (reply) => {
          if (reply.kind !== "value") return this.#tryElsewhere(reply, attempt);
          world.trace.note(world.time.nowUs, this.name, "settled", () => write.label);
          write.settle(reply.value);
          this.#rest();
        },
      });
    };
    attempt();
  }

  /** The same bytes, at the leader that was named or anywhere. */
  #tryElsewhere(reply: Reply, attempt: () => void): void {
    const refusal = reply.kind === "refused" ? reply.refusal : null;
    const named = this.#society.processes.find(({ name }) => name === refusal?.leader);
    this.#leader = named ?? this.#random.pick(this.#society.processes);
    if (refusal?.reason === "NOT_LEADER" && named !== undefined) return this.#later(0, attempt);
    this.#backOff(attempt);
  }

  #backOff(attempt: () => void): void {
    this.#later(this.#random.below(BACK_OFF_MAX_MS), attempt);
  }

  /** One attempt: settles once, by its answer or by its timeout. */
  #call(process: SimProcess, label: string, call: Parameters<typeof callNode>[2]): void {
    this.#attempt += 1;
    const attempt = this.#attempt;
    const settle = (reply: Reply): void => {
      if (this.#attempt !== attempt) return;
      this.#attempt += 1;
      const { world } = this.#society;
      if (reply.kind !== "value") {
        const reason = reply.kind === "refused" ? reply.refusal.reason : reply.kind;
        world.tally.add(`client ${reason}`);
        world.trace.note(world.time.nowUs, this.name, reason, () => label);
      }
      call.settle(reply);
    };
    callNode(this.#society, process, { start: call.start, settle }, this.#random);
    this.#later(ATTEMPT_MS, () => settle({ kind: "timeout" }));
  }

  #later(delayMs: number, run: () => void): void {
    this.#society.world.time.schedule(delayMs * US_PER_MS, null, run);
  }
}
