/**
 * Test support: a scene in which every command of feature level 2 does what it is for, and is refused once. What it writes
 * is kept as `fixtures/level-2.jsonl.gz`; until level 2 is released `node server/src/chat/write-golden-log.ts` writes it anew.
 */
import { playConversations } from "./golden-conversations.ts";
import { keyOf, Scenario, tokenOf, type Person } from "./scenario.ts";

const HOUR_MS = 3600 * 1000;

export function goldenScene(): Scenario {
  const scenario = new Scenario();
  const [ann, bob, eve] = ["Ann", "Bob", "Eve"].map((name) => scenario.signUp(name));
  if (ann === undefined || bob === undefined || eve === undefined) throw new Error("three people");
  scenario.apply({ case: "raiseLevel", value: { level: 2 } });
  playConversations(scenario, { ann, bob, eve });
  playAccounts(scenario, { ann, bob, eve });
  return scenario;
}

interface People {
  readonly ann: Person;
  readonly bob: Person;
  readonly eve: Person;
}

function playAccounts(scenario: Scenario, { ann, bob, eve }: People): void {
  const role = (by: Person, accountId: string, to: number) =>
    scenario.write(by, { case: "setAccountRole", value: { accountId, role: to } });
  const suspend = (suspended: boolean) =>
    scenario.write(bob, { case: "suspendAccount", value: { accountId: eve.id, suspended } });
  const room = scenario.room(eve, "Garden");
  scenario.send(eve, room, "before all");
  scenario.write(bob, { case: "setProfile", value: { displayName: "Bobby" } });
  role(bob, bob.id, 2);
  role(ann, bob.id, 1);
  suspend(true);
  enter(scenario, eve, "phone");
  suspend(false);
  enter(scenario, eve, "phone", 2);
  scenario.write(bob, { case: "setSignUp", value: { policy: 1 } });
  links(scenario, { ann, bob, eve });
  bots(scenario, ann);
  const key = keyOf("leaving", 1, { born: scenario.time });
  const passwordHash = "hash by link";
  for (const hash of ["wrong", passwordHash, passwordHash]) {
    const by = { key: { ...key, seq: hash === "wrong" ? 1n : 2n }, tokenSha256: tokenOf("reset") };
    scenario.apply({ case: "deleteAccount", value: { ...by, passwordHash: hash } });
  }
  scenario.write(ann, { case: "endOtherSessions", value: {} });
  scenario.time += 31 * 24 * HOUR_MS;
  scenario.skipTo(1_001);
}

function enter(scenario: Scenario, { id, name }: Person, label: string, seq = 1): void {
  const key = keyOf(`door-${name}`, seq);
  const value = {
    key,
    accountId: id,
    passwordHash: `hash of ${name}`,
    tokenSha256: tokenOf(label),
  };
  scenario.apply({ case: "logIn", value: { ...value, label } });
}

/** Another password, an invite for one, a reset of Eve's. */
function links(scenario: Scenario, { ann, bob, eve }: People): void {
  const { token: tokenSha256 } = bob;
  const newPassword = { oldHash: "hash of Bob", newHash: "new hash" };
  scenario.apply({
    case: "changePassword",
    value: { key: keyOf("own", 1), tokenSha256, ...newPassword },
  });
  invite(scenario, bob, { seq: 2, secret: "invite" });
  join(scenario, "Fred");
  join(scenario, "Gil", "invite");
  join(scenario, "Hal", "invite");
  const inviteId = invite(scenario, bob, { seq: 3, secret: "gone" });
  for (const [seq, of] of [eve, ann].entries()) {
    const key = keyOf("own", seq + 4);
    const secret = { resetSha256: tokenOf(`link of ${of.name}`), validMs: BigInt(HOUR_MS) };
    const value = { key, tokenSha256, accountId: of.id, ...secret };
    scenario.apply({ case: "issueReset", value });
  }
  const key = keyOf("reset", 1);
  const fresh = { newHash: "hash by link", tokenSha256: tokenOf("reset"), label: "phone" };
  const used = { key, resetSha256: tokenOf("link of Eve"), ...fresh };
  scenario.apply({ case: "resetPassword", value: used });
  scenario.write(bob, { case: "revokeInvite", value: { inviteId } });
}

/** Its id. */
function invite(scenario: Scenario, by: Person, { seq, secret }: { seq: number; secret: string }) {
  const age = { uses: 1, validMs: BigInt(HOUR_MS) };
  const key = keyOf("own", seq);
  const value = { key, tokenSha256: by.token, inviteSha256: tokenOf(secret), ...age };
  const result = scenario.apply({ case: "createInvite", value });
  return result.case === "inviteCreated" ? result.value.inviteId : "";
}

function join(scenario: Scenario, name: string, secret?: string): void {
  const inviteSha256 = secret === undefined ? new Uint8Array() : tokenOf(secret);
  const session = { tokenSha256: tokenOf(name), label: "laptop" };
  const names = { name, foldedName: name.toLowerCase(), passwordHash: "hash" };
  const value = { key: keyOf(`page-of-${name}`, 1), ...names, ...session, inviteSha256 };
  scenario.apply({ case: "createAccount", value });
}

function bots(scenario: Scenario, ann: Person): void {
  for (const name of ["Robot", "ROBOT"])
    scenario.write(ann, { case: "createBot", value: { name, foldedName: "robot" } });
  const bot = scenario.core.query("accountForLogIn", { foldedName: "robot" });
  const value = {
    key: keyOf("own", 1),
    tokenSha256: ann.token,
    accountId: bot?.accountId ?? "",
    botTokenSha256: tokenOf("bot"),
    label: "build server",
    validMs: BigInt(HOUR_MS),
  };
  scenario.apply({ case: "issueBotToken", value });
  scenario.write(ann, {
    case: "endSession",
    value: { sessionId: "0123456789abcdef01234567", accountId: value.accountId },
  });
}
