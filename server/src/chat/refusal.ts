/** Why the chat says no. Each has its row in foundations' table of errors; rpc maps it to a status. */
export type RefusalReason =
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "TAKEN"
  | "TOO_LARGE"
  | "INVALID"
  | "OVERLOADED"
  | "NEVER_APPLIED"
  | "ALREADY_ANSWERED"
  | "KEY_EXPIRED"
  | "BAD_SESSION"
  | "BAD_CREDENTIALS"
  | "SUSPENDED";

/** An expected no, of a command or of a query. `message` is a sentence for people. */
export class ChatRefusal extends Error {
  override readonly name = "ChatRefusal";
  readonly reason: RefusalReason;
  /** The field at fault with INVALID, TOO_LARGE and TAKEN; else empty. */
  readonly field: string;
  constructor(reason: RefusalReason, message: string, field = "") {
    super(message);
    this.reason = reason;
    this.field = field;
  }
}
