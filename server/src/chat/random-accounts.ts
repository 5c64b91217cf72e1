/** For tests: what people and administrators do to accounts, sessions and links, at random and often in vain. */
import fc from "fast-check";
import { foldText } from "./fold-name.ts";
import { makeId } from "./ids.ts";
import { FIRST_STEP, PEOPLE } from "./random-log.ts";
import { keyOf, tokenOf, type CommandKind, type Operation } from "./scenario.ts";
import { sessionIdOf } from "./sessions.ts";

const person = fc.constantFrom(...PEOPLE);
const seq = fc.integer({ min: 1, max: 12 });
const secret = fc.constantFrom("link", "other link").map(tokenOf);
const validMs = fc.constantFrom(0n, 1_000n, BigInt(5 * 24 * 3600 * 1000));
/** The three people, and what the first steps make: a bot, perhaps, or an invite. */
const someId = fc.constantFrom(
  ...[1, 2, 3, FIRST_STEP, FIRST_STEP + 1, FIRST_STEP + 2].map((index) => String(makeId(index, 0))),
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.constantFrom("", "The Gardener").map((displayName): Operation => ({
    case: "setProfile",
    value: { displayName },
  })),
  fc.tuple(person, fc.constantFrom("", "128")).map(([name, accountId]): Operation => {
    const sessionId = sessionIdOf({ tokenSha256: tokenOf(name) });
    return { case: "endSession", value: { sessionId, accountId } };
  }),
  fc.constant<Operation>({ case: "endOtherSessions", value: {} }),
  fc.tuple(someId, fc.nat(3)).map(([accountId, role]): Operation => ({
    case: "setAccountRole",
    value: { accountId, role },
  })),
  fc.tuple(someId, fc.boolean()).map(([accountId, suspended]): Operation => ({
    case: "suspendAccount",
    value: { accountId, suspended },
  })),
  fc.constantFrom("Robot", "ROBOT").map((name): Operation => ({
    case: "createBot",
    value: { name, foldedName: foldText(name) },
  })),
  someId.map((inviteId): Operation => ({ case: "revokeInvite", value: { inviteId } })),
  fc.nat(1).map((policy): Operation => ({ case: "setSignUp", value: { policy } })),
);

const row: fc.Arbitrary<CommandKind> = fc.tuple(person, operation, seq).map(([name, one, at]) => ({
  case: "write",
  value: { tokenSha256: tokenOf(name), rows: [{ key: keyOf("page", at), operation: one }] },
}));

const ofAdmins: fc.Arbitrary<CommandKind> = fc
  .record({ name: person, at: seq, accountId: someId, secret, validMs, uses: fc.nat(2) })
  .chain(({ name, at, accountId, secret: sha256, validMs: age, uses }) => {
    const shared = { key: keyOf("admin", at), tokenSha256: tokenOf(name), validMs: age };
    return fc.constantFrom<CommandKind>(
      { case: "issueReset", value: { ...shared, accountId, resetSha256: sha256 } },
      { case: "createInvite", value: { ...shared, inviteSha256: sha256, uses } },
      {
        case: "issueBotToken",
        value: { ...shared, accountId, botTokenSha256: sha256, label: "x" },
      },
    );
  });

const ofPeople: fc.Arbitrary<CommandKind> = fc
  .record({ name: person, at: seq, secret, hash: fc.constantFrom("hash", "other hash") })
  .chain(({ name, at, secret: sha256, hash }) => {
    const key = keyOf("door", at + 20);
    const tokenSha256 = tokenOf(name);
    const fresh = {
      name: `New${at}`,
      foldedName: `new${at}`,
      passwordHash: "hash",
      label: "phone",
    };
    return fc.constantFrom<CommandKind>(
      { case: "changePassword", value: { key, tokenSha256, oldHash: "hash", newHash: hash } },
      { case: "deleteAccount", value: { key, tokenSha256, passwordHash: hash } },
      { case: "resetPassword", value: { key, resetSha256: sha256, newHash: "hash", tokenSha256 } },
      {
        case: "createAccount",
        value: { key, ...fresh, inviteSha256: sha256, tokenSha256: tokenOf(`of new ${at}`) },
      },
    );
  });

export const anyAccountCommand: fc.Arbitrary<CommandKind> = fc.oneof(row, ofAdmins, ofPeople);
