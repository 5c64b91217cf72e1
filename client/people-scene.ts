/** What the suites over several people share. For tests. */
import type { PendingWrite } from "./chat.ts";
import type { People } from "./chat-contract.ts";

export class PeopleScene {
  readonly people: People;

  constructor(people: People) {
    this.people = people;
  }

  async room(write: PendingWrite): Promise<string> {
    const end = await this.people.until(write.outcome);
    if (end.kind !== "conversationChanged") throw new Error(`it ended ${end.kind}`);
    return end.conversation.id;
  }
}
