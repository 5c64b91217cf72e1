/**
 * Who is there and who is typing, told to the subscribers of this node and to the other nodes. Nothing of it is in the log
 * or on a disk. Whoever may hear of something is asked anew for each telling, on this node's own state.
 *
 * All of it may be lost, and under load it is the first that is: what is beyond a limit here is dropped, not queued.
 */
import type { Gossip, GossipNews, PresenceNote, TypingNote, Wish } from "../gossip-port.ts";
import { LIMITS } from "../limits.ts";
import type { Clock } from "../ports.ts";
import { PresenceTable } from "./presence-table.ts";
import type { PersonPresence } from "./presence-table.ts";

/** News of one moment leave together, ms. */
const GATHER_MS = 50;
/** Between two looks at what is over, ms. */
const LOOK_MS = 500;
/** Notes of one frame to a peer: about 16 KiB. */
const FRAME_NOTES = 512;
/** Between two frames of those who are here, at least, ms: 20,480 people are said within `presenceBeatMs`. */
const FRAME_MS = 50;

/** Who types on this node, among the names of those that tell. */
const HERE = "";

/** Who may know, by the state of the chat. */
export interface Company {
  /** Those who share a conversation with it, and itself. */
  of(accountId: string): Promise<readonly string[]>;
  /** Those who may hear that it types there; nobody when this node's state is older than `index`, or when it may not write there. */
  hearing(note: TypingNote): Promise<readonly string[]>;
}

/** The subscribers of this node. */
export interface Crowd {
  readonly isEmpty: boolean;
  tellTyping(accountIds: readonly string[], note: TypingNote): void;
  tellPresence(accountIds: readonly string[], people: readonly PersonPresence[]): void;
}

export interface PeopleOptions {
  readonly clock: Clock;
  readonly gossip: Gossip;
  readonly company: Company;
  readonly crowd: Crowd;
}

export class People {
  readonly #options: PeopleOptions;
  readonly #table = new PresenceTable();
  #presence: PresenceNote[] = [];
  #typing: TypingNote[] = [];
  /** Whom this round of tellings has still to say. */
  #unsaid: readonly string[] = [];
  #frameMs: number = LIMITS.presenceBeatMs;
  #isGathering = false;
  #isClosed = false;
  /** Questions of `company` that are under way. */
  #asking = 0;
  /** Those about typing, by the name of the node that told it. */
  readonly #askingFor = new Map<string, number>();

  constructor(options: PeopleOptions) {
    this.#options = options;
    options.gossip.onGossip((from, news) => this.#heard(from, news));
    this.#every(LOOK_MS, () => this.#look());
    options.clock.after(LIMITS.presenceBeatMs, () => this.#beat());
  }

  opened(accountId: string): void {
    const note = this.#table.opened(accountId, this.#now);
    if (note !== null) this.#gossip([note], []);
  }

  closed(accountId: string): void {
    this.#table.closed(accountId, this.#now);
  }

  ask(accountId: string, wish: Wish): void {
    const wallMs = this.#options.clock.wall();
    const note = this.#table.ask(accountId, wish, { nowMs: this.#now, wallMs });
    if (note !== null) this.#gossip([note], []);
  }

  typing(note: TypingNote): void {
    this.#gossip([], [note]);
    this.#tellTyping(HERE, note);
  }

  /** Everybody not offline whom this account may know of, itself included. */
  async around(accountId: string): Promise<PersonPresence[]> {
    const company = await this.#options.company.of(accountId);
    const nowMs = this.#now;
    return company
      .map((one) => ({ accountId: one, presence: this.#table.of(one, nowMs) }))
      .filter(({ presence }) => presence !== "offline");
  }

  close(): void {
    this.#isClosed = true;
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  #every(delayMs: number, run: () => void): void {
    this.#options.clock.after(delayMs, () => {
      if (this.#isClosed) return;
      run();
      this.#every(delayMs, run);
    });
  }

  #heard(from: string, { presence, typing }: GossipNews): void {
    if (this.#isClosed) return;
    const at = { nowMs: this.#now, wallMs: this.#options.clock.wall() };
    const better = this.#table.heard(from, presence, at);
    if (better.length > 0) this.#gossip(better, []);
    else this.#gather();
    for (const note of typing) this.#tellTyping(from, note);
  }

  #look(): void {
    const left = this.#table.expire(this.#now);
    if (left.length > 0) this.#gossip(left, []);
    if (this.#table.hasDoubts) this.#gather();
  }

  /**
   * Frame by frame, evenly over the time of a round: all at once would fill what may wait for a peer, and of a fixed order it
   * would always be the same people who are dropped.
   */
  #beat(): void {
    if (this.#isClosed) return;
    const { clock, gossip } = this.#options;
    if (this.#unsaid.length === 0) {
      this.#unsaid = this.#table.hereNow(this.#now);
      this.#frameMs = pauseBetween(Math.ceil(this.#unsaid.length / FRAME_NOTES));
    }
    const presence = this.#table.here(this.#now, this.#unsaid.slice(0, FRAME_NOTES));
    this.#unsaid = this.#unsaid.slice(FRAME_NOTES);
    if (presence.length > 0) gossip.tell({ presence, typing: [] });
    clock.after(this.#frameMs, () => this.#beat());
  }

  #gossip(presence: readonly PresenceNote[], typing: readonly TypingNote[]): void {
    this.#presence.push(...presence.slice(0, FRAME_NOTES - this.#presence.length));
    this.#typing.push(...typing.slice(0, FRAME_NOTES - this.#typing.length));
    this.#gather();
  }

  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#options.clock.after(GATHER_MS, () => {
      this.#isGathering = false;
      if (!this.#isClosed) this.#flush();
    });
  }

  #flush(): void {
    const [presence, typing] = [this.#presence, this.#typing];
    this.#presence = [];
    this.#typing = [];
    if (presence.length > 0 || typing.length > 0) this.#options.gossip.tell({ presence, typing });
    const room = LIMITS.presenceQuestions - this.#asking;
    for (const change of this.#table.changes(this.#now, Math.max(0, room)))
      this.#tellPresence(change);
    if (this.#table.hasDoubts) this.#gather();
  }

  #tellPresence(change: PersonPresence): void {
    const { company, crowd } = this.#options;
    if (crowd.isEmpty) return;
    void this.#asked(company.of(change.accountId), (ids) => crowd.tellPresence(ids, [change]));
  }

  /** A question waits for a state as new as the note: no member that is ill, or far ahead, may hold all of them. */
  #tellTyping(from: string, note: TypingNote): void {
    const { company, crowd } = this.#options;
    if (crowd.isEmpty || this.#asking >= LIMITS.presenceQuestions) return;
    const asking = this.#askingFor.get(from) ?? 0;
    if (from !== HERE && asking >= LIMITS.presenceTellerQuestions) return;
    this.#askingFor.set(from, asking + 1);
    const answer = this.#asked(company.hearing(note), (ids) => crowd.tellTyping(ids, note));
    void answer.then(() => {
      const left = (this.#askingFor.get(from) ?? 1) - 1;
      if (left > 0) this.#askingFor.set(from, left);
      else this.#askingFor.delete(from);
    });
  }

  /** Never rejects. */
  #asked(
    answer: Promise<readonly string[]>,
    then: (ids: readonly string[]) => void,
  ): Promise<void> {
    this.#asking += 1;
    return (
      answer
        .then(then)
        // A chat that is closing knows nobody any more; what is worse than that, it tells by itself.
        .catch(() => undefined)
        .finally(() => {
          this.#asking -= 1;
        })
    );
  }
}

function pauseBetween(frames: number): number {
  return Math.max(FRAME_MS, Math.floor(LIMITS.presenceBeatMs / Math.max(1, frames)));
}
