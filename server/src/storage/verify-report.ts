/** What was found on a disk, in sentences for people, and whether a node may go on with it. */

export interface Finding {
  /** `note`: worth knowing, and nobody loses anything by it. */
  readonly level: "sound" | "note" | "unsound";
  /** A file or folder, as short as it can be told. */
  readonly about: string;
  readonly sentence: string;
}

/** Where the log of a member ends, and what it promised. */
export interface LogFacts {
  readonly baseIndex: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly term: number;
  readonly vote: string | null;
  readonly isRecovering: boolean;
}

export interface StateFacts {
  readonly appliedIndex: number;
  /** Log time of that index, ms since 1970. */
  readonly time: number;
  readonly hash: string;
  readonly messages: number;
  readonly accounts: number;
}

/** As the chat inspects it; `flaws` end "the state …:". */
export interface InspectedState extends StateFacts {
  readonly flaws: readonly string[];
}

/** Looks at a database that nobody has open, and reads every row. */
export type InspectState = (path: string) => InspectedState;

export interface MemberFacts {
  readonly name: string;
  readonly clusterId: string | null;
  readonly log: LogFacts | null;
  readonly state: StateFacts | null;
}

export interface VerifyReport {
  readonly what: "data folder" | "member" | "backup";
  readonly path: string;
  readonly isSound: boolean;
  readonly findings: readonly Finding[];
  readonly members: readonly MemberFacts[];
}

export class Findings {
  readonly #list: Finding[] = [];
  readonly #about: string;

  /** `about`: what is in front of every name. */
  constructor(about = "") {
    this.#about = about;
  }

  get list(): readonly Finding[] {
    return this.#list;
  }

  get isSound(): boolean {
    return this.#list.every(({ level }) => level !== "unsound");
  }

  sound(about: string, sentence: string): void {
    this.add({ level: "sound", about, sentence });
  }

  note(about: string, sentence: string): void {
    this.add({ level: "note", about, sentence });
  }

  unsound(about: string, sentence: string): void {
    this.add({ level: "unsound", about, sentence });
  }

  add({ level, about, sentence }: Finding): void {
    const name = [this.#about, about].filter((part) => part !== "").join("/");
    this.#list.push({ level, about: name, sentence });
  }
}
