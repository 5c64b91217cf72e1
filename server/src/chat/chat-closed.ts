/** A query met a chat that was closed, or has failed, before it was answered. */
export class ChatClosed extends Error {
  override readonly name = "ChatClosed";
  readonly code = "CHAT_CLOSED";
  constructor() {
    super("The chat of this node is closed.");
  }
}
