/** For tests: small worlds of feature level 2 in which something can happen. */
import { fromBinary } from "@bufbuild/protobuf";
import {
  GetUnreadResponseSchema,
  ListMessagesResponseSchema,
} from "@parley/proto/es/parley/v1/message_pb.js";
import { Scenario, START_MS, type Person } from "./scenario.ts";

/** Ann, who made a room, and Bob, who is in it; one message of each. */
export function inRoom() {
  const scenario = new Scenario(":memory:", 2);
  const owner = scenario.signUp("Olga");
  const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
  const room = scenario.room(ann, "Garden");
  scenario.join(bob, room);
  const send = (by: typeof ann, text: string): string => {
    const outcome = scenario.send(by, room, text);
    return outcome.case === "messageSent" ? outcome.value.messageId : "";
  };
  const row = (id: string) =>
    scenario.core.query("history", { afterId: "", limit: 100 }).find((one) => one.id === id);
  return { scenario, owner, ann, bob, room, row, ofAnn: send(ann, "one"), ofBob: send(bob, "two") };
}

/** Ann writes to Bob in two conversations by turns. */
export function twoPlaces(messages: number, text = "text") {
  const scenario = new Scenario(":memory:", 2);
  const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
  const room = scenario.room(ann, "Garden");
  scenario.join(bob, room);
  const direct = scenario.direct(ann, bob);
  for (let at = 1; at <= messages; at += 1)
    scenario.send(ann, at % 2 === 1 ? room : direct, `${text} ${at}`);
  const caller = { tokenSha256: bob.token, time: START_MS };
  const unread = (conversationId = "") => {
    const request = { caller, conversationId, pageSize: 0 };
    return fromBinary(GetUnreadResponseSchema, scenario.core.query("getUnread", request));
  };
  const read = (count: number, conversationId = "") => {
    const value = { conversationId, count };
    const outcome = scenario.write(bob, { case: "readMessages", value });
    return outcome.case === "messagesRead" ? outcome.value.messages.map((one) => one.text) : [];
  };
  return { scenario, ann, bob, room, direct, unread, read, caller };
}

/** Ann's private room with one message in it, and Bob, who is not in it. */
export function den() {
  const scenario = new Scenario(":memory:", 2);
  const owner = scenario.signUp("Olga");
  const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
  const made = scenario.write(ann, {
    case: "createRoom",
    value: { name: "Den", foldedName: "den", isPrivate: true },
  });
  const room = made.case === "conversationChanged" ? (made.value.conversation?.id ?? "") : "";
  scenario.send(ann, room, "before");
  const invite = (by: Person, shareHistory = false) =>
    scenario.write(by, {
      case: "inviteToRoom",
      value: { conversationId: room, accountId: bob.id, shareHistory },
    });
  const texts = (by: Person) => {
    const caller = { tokenSha256: by.token, time: START_MS };
    const bounds = { conversationId: room, beforeSeq: 0, afterSeq: 0, pageSize: 0 };
    const page = scenario.core.query("listMessages", { caller, ...bounds });
    return fromBinary(ListMessagesResponseSchema, page).messages.map(({ text }) => text);
  };
  return { scenario, owner, ann, bob, room, invite, texts };
}
