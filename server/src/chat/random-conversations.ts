/** For tests: three people in conversations of each kind, who do everything of feature level 2 at random, often in vain. */
import fc from "fast-check";
import { foldText } from "./fold-name.ts";
import { makeId } from "./ids.ts";
import { FIRST_STEP, PEOPLE } from "./random-log.ts";
import { keyOf, tokenOf, type CommandKind, type Operation } from "./scenario.ts";

const idOf = (step: number, ordinal = 0): string => String(makeId(FIRST_STEP + step, ordinal));
const accountIdOf = (person: string): string => String(makeId(PEOPLE.indexOf(person) + 1, 0));
const [ANN = "", BOB = "", EVE = ""] = PEOPLE.map(accountIdOf);

const PUBLIC = idOf(0);
const PRIVATE = idOf(1);
const GROUP = idOf(2);
const DIRECT = idOf(3);

/** A conversation of each kind, with a message in it: their ids follow from where the steps of a log begin. */
export const PRELUDE: readonly CommandKind[] = [
  ...(
    [
      ["Ann", { case: "createRoom", value: { name: "Shed", foldedName: "shed" } }],
      ["Ann", { case: "createRoom", value: { name: "Den", foldedName: "den", isPrivate: true } }],
      ["Eve", { case: "openGroup", value: { accountIds: [ANN, BOB] } }],
      ["Ann", { case: "openDirect", value: { accountId: BOB } }],
    ] satisfies [string, Operation][]
  ).map(([person, operation], at) => write(person, operation, `place ${at}`)),
  ...[PUBLIC, PRIVATE, GROUP, DIRECT].map((place, at) =>
    write(
      "Ann",
      { case: "sendMessage", value: { conversationId: place, text: "hello" } },
      `hello ${at}`,
    ),
  ),
  // From here on only, so that history can be shared with her later.
  write(
    "Ann",
    { case: "inviteToRoom", value: { conversationId: PRIVATE, accountId: EVE } },
    "invitation",
  ),
];

/** Of Bob, into the private room and out of it, before he can have heard of the first. */
export const IN_AND_OUT: readonly CommandKind[] = [
  write(
    "Ann",
    { case: "inviteToRoom", value: { conversationId: PRIVATE, accountId: BOB } },
    "invitation of Bob",
  ),
  write("Bob", { case: "leaveRoom", value: { conversationId: PRIVATE } }, "leave of Bob"),
];

/** One row under a key of its own. */
function write(person: string, operation: Operation, client: string): CommandKind {
  const key = keyOf(client, 1);
  return { case: "write", value: { tokenSha256: tokenOf(person), rows: [{ key, operation }] } };
}

const conversationId = fc.constantFrom(PUBLIC, PRIVATE, PRIVATE, GROUP, DIRECT, "no id");
const accountId = fc.constantFrom(ANN, BOB, EVE);
/** Those of the prelude, and what the first steps behind it may send. */
const messageId = fc.oneof(
  fc.integer({ min: 4, max: 17 }).map((step) => idOf(step)),
  fc.constant("no id"),
);
const smallSeq = fc.nat(6).map(BigInt);
const epoch = fc.nat(3).map(BigInt);
const names = fc.constantFrom<{ foldedNames: string[] }[]>(
  [],
  [{ foldedNames: ["bob x", "bob"] }, { foldedNames: ["eve"] }],
);

const onMessages: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(conversationId, fc.string(), names, fc.boolean(), fc.option(messageId))
      .map(([id, text, named, namesRoom, replied]): Operation => ({
        case: "sendMessage",
        value: {
          conversationId: id,
          text: text || "text",
          names: named,
          namesRoom,
          replyToId: replied ?? "",
        },
      })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(messageId, fc.nat(2), fc.string({ minLength: 1 }), names)
      .map(([id, version, text, named]): Operation => ({
        case: "editMessage",
        value: { messageId: id, version, text, names: named },
      })),
  },
  messageId.map((id): Operation => ({ case: "deleteMessage", value: { messageId: id } })),
  fc
    .tuple(messageId, fc.constantFrom("👍", ":tada:"), fc.boolean())
    .map(([id, emoji, removed]): Operation => ({
      case: "react",
      value: { messageId: id, emoji, removed },
    })),
);

const onReading: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(conversationId, epoch, smallSeq).map(([id, at, seq]): Operation => ({
    case: "markRead",
    value: { conversationId: id, epoch: at, seq },
  })),
  fc.tuple(conversationId, epoch, smallSeq).map(([id, at, seq]): Operation => ({
    case: "markUnread",
    value: { conversationId: id, epoch: at, seq },
  })),
  fc.tuple(fc.oneof(conversationId, fc.constant("")), fc.nat(5)).map(([id, count]): Operation => ({
    case: "readMessages",
    value: { conversationId: id, count },
  })),
  fc.tuple(conversationId, fc.nat(5)).map(([id, level]): Operation => ({
    case: "setNotificationLevel",
    value: { conversationId: id, level },
  })),
);

const onRooms: fc.Arbitrary<Operation> = fc.oneof(
  conversationId.map((id): Operation => ({ case: "joinRoom", value: { conversationId: id } })),
  conversationId.map((id): Operation => ({ case: "leaveRoom", value: { conversationId: id } })),
  {
    weight: 3,
    arbitrary: fc
      .tuple(conversationId, accountId, fc.boolean())
      .map(([id, who, shareHistory]): Operation => ({
        case: "inviteToRoom",
        value: { conversationId: id, accountId: who, shareHistory },
      })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(conversationId, accountId).map(([id, who]): Operation => ({
      case: "removeFromRoom",
      value: { conversationId: id, accountId: who },
    })),
  },
  fc.tuple(conversationId, fc.constantFrom("", "Tools")).map(([id, topic]): Operation => ({
    case: "setTopic",
    value: { conversationId: id, topic },
  })),
  fc.tuple(conversationId, fc.constantFrom("Barn", "Shed")).map(([id, name]): Operation => ({
    case: "renameRoom",
    value: { conversationId: id, name, foldedName: foldText(name) },
  })),
  fc.tuple(conversationId, fc.boolean()).map(([id, archived]): Operation => ({
    case: "archiveRoom",
    value: { conversationId: id, archived },
  })),
  fc.array(accountId, { maxLength: 3 }).map((accountIds): Operation => ({
    case: "openGroup",
    value: { accountIds },
  })),
);

/** One row of one person. */
export const anyConversationCommand: fc.Arbitrary<CommandKind> = fc
  .tuple(
    fc.constantFrom(...PEOPLE),
    fc.oneof(onMessages, onReading, onRooms),
    fc.integer({ min: 1, max: 1_000_000 }),
  )
  .map(([person, operation, client]) => write(person, operation, `page ${client}`));
