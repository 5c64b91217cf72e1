/** Test support: the part of the golden scene that is about conversations and messages. */
import { makeId } from "./ids.ts";
import type { Operation, Person, Scenario } from "./scenario.ts";

interface People {
  readonly ann: Person;
  readonly bob: Person;
  readonly eve: Person;
}

/** Every row does what it is for, and most are refused once. */
export function playConversations(scenario: Scenario, { ann, bob, eve }: People): void {
  const write = (by: Person, operation: Operation): string => {
    scenario.write(by, operation);
    return String(makeId(scenario.index, 0));
  };
  const conversationId = write(ann, {
    case: "createRoom",
    value: { name: "Den", foldedName: "den", isPrivate: true },
  });
  const messageId = write(ann, {
    case: "sendMessage",
    value: { conversationId, text: "@room", namesRoom: true },
  });
  for (const shareHistory of [false, true])
    for (const by of [eve, ann])
      write(by, {
        case: "inviteToRoom",
        value: { conversationId, accountId: bob.id, shareHistory },
      });
  const names = [{ foldedNames: ["ann bee", "ann"] }, { foldedNames: ["eve"] }];
  const answer = { conversationId, text: "@Ann bee, @Eve", names, replyToId: messageId };
  write(bob, { case: "sendMessage", value: answer });
  for (const by of [ann, bob, eve]) {
    const edited = { messageId, version: 0, text: "quiet", names };
    write(by, { case: "editMessage", value: edited });
    for (const removed of [false, true, false])
      write(by, { case: "react", value: { messageId, emoji: "👍", removed } });
    write(by, { case: "setTopic", value: { conversationId, topic: `of ${by.name}` } });
  }
  write(bob, { case: "markRead", value: { conversationId, epoch: 0n, seq: 2n } });
  write(bob, { case: "markUnread", value: { conversationId, epoch: 0n, seq: 1n } });
  for (const id of [conversationId, ""])
    write(bob, { case: "readMessages", value: { conversationId: id, count: 1 } });
  write(bob, { case: "setNotificationLevel", value: { conversationId, level: 2 } });
  for (const by of [bob, ann]) {
    write(by, { case: "renameRoom", value: { conversationId, name: "Cave", foldedName: "cave" } });
    write(by, { case: "archiveRoom", value: { conversationId, archived: true } });
    write(by, { case: "sendMessage", value: { conversationId, text: "too late" } });
    write(by, { case: "deleteMessage", value: { messageId } });
    write(by, { case: "removeFromRoom", value: { conversationId, accountId: bob.id } });
  }
  for (const accountIds of [[ann.id], [ann.id, bob.id], [bob.id, ann.id, eve.id]])
    write(eve, { case: "openGroup", value: { accountIds } });
}
