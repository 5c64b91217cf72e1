/** Test support: one caller of every kind on one node, conversations of every kind, and a way back to the beginning. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  AccountRole,
  AccountService,
  SignUpPolicy,
  TokenDelivery,
} from "@parley/proto/es/parley/v1/account_pb.js";
import { AdminService } from "@parley/proto/es/parley/v1/admin_pb.js";
import type { WriteRowSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import { sessionIdOf } from "../chat/sessions.ts";
import { LIMITS } from "../limits.ts";
import type { About } from "./authorization-requests.ts";
import type { Actor } from "./authorization-table.ts";
import type { Backups } from "./backup-stream.ts";
import { freshToken, tokenSha256 } from "./caller-token.ts";
import { freshKey, OPERATOR_TOKEN, PASSWORD, startService } from "./service-fixture.ts";
import type { Person, Service } from "./service-fixture.ts";

type Operation = NonNullable<MessageInitShape<typeof WriteRowSchema>["operation"]>;

/** Whoever asks; without a session, `id` and `sessionId` are of nobody. */
interface Caller {
  readonly id: string;
  readonly name: string;
  readonly token: string | null;
}

interface Place {
  readonly conversationId: string;
  readonly messageId: string;
}

/** The state that a question begins with. */
interface Beginning {
  readonly index: number;
  readonly copy: Uint8Array;
}

const NO_ID = "9007199254740000";
/** Each look at this clock is a minute after the last: nobody is ever too fast. */
const MINUTE_MS = 60_000;

const backups: Backups = {
  open: (index) =>
    Promise.resolve({
      node: "n1",
      index,
      term: 1,
      stateHash: "0".repeat(32),
      comparedIndex: 0,
      bytes: 0,
      // A backup of nothing at all.
      parts: async function* () {},
      close: () => undefined,
    }),
};

export class AuthorizationWorld {
  readonly service: Service;
  readonly #callers: Readonly<Record<Actor, Caller>>;
  readonly #targets = new Map<string, Partial<About>>();
  readonly #inviteOnly: Beginning;
  readonly #open: Beginning;

  private constructor(
    service: Service,
    built: {
      readonly callers: Readonly<Record<Actor, Caller>>;
      readonly targets: ReadonlyMap<string, Partial<About>>;
      readonly open: Beginning;
      readonly inviteOnly: Beginning;
    },
  ) {
    this.service = service;
    this.#callers = built.callers;
    this.#targets = new Map(built.targets);
    this.#open = built.open;
    this.#inviteOnly = built.inviteOnly;
  }

  static async build(): Promise<AuthorizationWorld> {
    let now = 0;
    const service = await startService({ level: 2, backups, now: () => (now += MINUTE_MS) });
    const { callers, owner, ...people } = await signUpAll(service);
    const targets = await furnish(service, { owner, callers, ...people });
    const open = beginning(service);
    const policy = SignUpPolicy.INVITE_ONLY;
    await changed(service, owner, { case: "setSignUp", value: { policy } });
    return new AuthorizationWorld(service, {
      callers,
      targets,
      open,
      inviteOnly: beginning(service),
    });
  }

  token(actor: Actor): string | null {
    return this.#callers[actor].token;
  }

  /** Puts everything back; returns what the request is about. */
  begin(target: string, actor: Actor): About {
    const isByInvite = target === "invite-only" || target === "invited";
    const { index, copy } = isByInvite ? this.#inviteOnly : this.#open;
    this.service.chat.restore(copy);
    this.service.log.rewind(index);
    const given = this.#targets.get(target);
    const by = this.#callers[actor];
    if (given === undefined && target !== "own") throw new Error(`nothing is called ${target}`);
    return {
      key: freshKey(this.service.log),
      accountId: NO_ID,
      name: "Nobody",
      sessionId: "0".repeat(24),
      conversationId: "",
      messageId: NO_ID,
      secret: "",
      inviteId: NO_ID,
      insiderId: this.#callers.memb.id,
      outsiderIds: this.#outsidersBut(by),
      isOwn: target === "own",
      ...(given ?? aboutAccount(by)),
    };
  }

  #outsidersBut(by: Caller): [string, string] {
    const { outs, remv, admn } = this.#callers;
    const [one, other] = [outs, remv, admn].filter(({ id }) => id !== by.id);
    return [one?.id ?? "", other?.id ?? ""];
  }
}

function aboutAccount({ id, name, token }: Caller): Partial<About> {
  if (token === null) return {};
  const sessionId = sessionIdOf({ tokenSha256: tokenSha256(token) });
  return { accountId: id, name, sessionId };
}

function beginning({ chat, log }: Service): Beginning {
  return { index: log.status().appliedIndex, copy: chat.serialize() };
}

/** The first account is the owner's; sessions that are older than the longest age have ended. */
async function signUpAll(service: Service) {
  const first = await service.signUp("Olga");
  const expired = await service.signUp("Xaver");
  service.log.advance(LIMITS.sessionAgeMs + 1);
  const owner = { ...first, token: await logIn(service, "Olga") };
  const admin = await service.signUp("Adam");
  const outsider = await service.signUp("Eve");
  const removed = await service.signUp("Ron");
  const member = await service.signUp("Mel");
  const author = await service.signUp("Art");
  const maker = await service.signUp("Mia");
  const suspended = await service.signUp("Sid");
  const ended = await service.signUp("Ed");
  const role = AccountRole.ADMIN;
  await changed(service, owner, { case: "setAccountRole", value: { accountId: admin.id, role } });
  const bot = await makeBot(service, owner);
  const nobody = { id: NO_ID, name: "Nobody" };
  const callers: Readonly<Record<Actor, Caller>> = {
    none: { ...nobody, token: null },
    unkn: { ...nobody, token: freshToken() },
    expd: expired,
    ende: ended,
    susp: suspended,
    oper: { ...nobody, token: OPERATOR_TOKEN },
    outs: outsider,
    remv: removed,
    bot,
    admn: admin,
    ownr: owner,
    memb: member,
    auth: author,
    makr: maker,
  };
  return { callers, owner, removed, member, author, maker, suspended, ended, bot };
}

type People = Awaited<ReturnType<typeof signUpAll>>;

async function logIn({ client, log }: Service, name: string): Promise<string> {
  const delivery = TokenDelivery.BODY;
  const request = { key: freshKey(log), name, password: PASSWORD, delivery };
  const { reply } = await client.ask(AccountService.method.logIn, request);
  return reply.session?.token ?? "";
}

async function makeBot(service: Service, owner: Person): Promise<Caller> {
  const name = "Clerk";
  const made = await changed(service, owner, { case: "createBot", value: { name } });
  const id = made.case === "accountChanged" ? (made.value.account?.id ?? "") : "";
  const { reply } = await service.client.ask(
    AdminService.method.issueBotToken,
    { key: freshKey(service.log), accountId: id },
    { token: owner.token },
  );
  return { id, name, token: reply.token };
}

/** Everything that can be asked about, by the names of the table. Who was in and is no more saw it all before. */
async function furnish(service: Service, people: People): Promise<Map<string, Partial<About>>> {
  const { owner, member, author, maker, suspended, ended, bot, callers } = people;
  const secretRoom = await makeRoom(service, "Den", true, people);
  const publicRoom = await makeRoom(service, "Square", false, people);
  const attic = await makeRoom(service, "Attic", false, people);
  const archive = { conversationId: attic.conversationId, archived: true };
  await changed(service, maker, { case: "archiveRoom", value: archive });
  const direct = await opened(service, author, {
    case: "openDirect",
    value: { accountId: member.id },
  });
  const group = await opened(service, author, {
    case: "openGroup",
    value: { accountIds: [member.id, maker.id] },
  });
  const accountId = suspended.id;
  await changed(service, owner, { case: "suspendAccount", value: { accountId, suspended: true } });
  await service.client.ask(AccountService.method.logOut, {}, { token: ended.token });
  const nothing = {};
  return new Map<string, Partial<About>>([
    ["private", secretRoom],
    ["public", publicRoom],
    ["archived", attic],
    ["direct", direct],
    ["group", group],
    ["member", aboutAccount(member)],
    ["admin", aboutAccount(callers.admn)],
    ["owner", aboutAccount(owner)],
    ["bot", aboutAccount(bot)],
    ["suspended", aboutAccount(suspended)],
    ...(await makeLinks(service, people)),
    ...["open", "invite-only", "all", "new", "others", "rule", "nothing"].map(
      (name) => [name, nothing] as const,
    ),
    ["no-link", { secret: freshToken() }],
  ]);
}

async function makeLinks(
  { client, log }: Service,
  { owner, member }: People,
): Promise<[string, Partial<About>][]> {
  const { createInvite, issueReset } = AdminService.method;
  const by = { token: owner.token };
  const invite = (await client.ask(createInvite, { key: freshKey(log) }, by)).reply;
  const wanted = { key: freshKey(log), accountId: member.id };
  const reset = (await client.ask(issueReset, wanted, by)).reply;
  return [
    ["invited", { secret: invite.secret }],
    ["invite", { inviteId: invite.invite?.id ?? "" }],
    ["link", { secret: reset.reset }],
  ];
}

/** With Mel, Art and Mia in it, and Ron, Sid and Ed who were; one message, Art's. */
async function makeRoom(
  service: Service,
  name: string,
  isPrivate: boolean,
  { removed, member, author, maker, suspended, ended }: People,
): Promise<Place> {
  const made = await changed(service, maker, { case: "createRoom", value: { name, isPrivate } });
  const conversationId = conversationOf(made);
  for (const { id } of [removed, member, author, suspended, ended]) {
    const value = { conversationId, accountId: id, shareHistory: true };
    await changed(service, maker, { case: "inviteToRoom", value });
  }
  const place = { conversationId, messageId: await say(service, author, conversationId) };
  const value = { conversationId, accountId: removed.id };
  await changed(service, maker, { case: "removeFromRoom", value });
  return place;
}

async function opened(service: Service, by: Person, operation: Operation): Promise<Place> {
  const conversationId = conversationOf(await changed(service, by, operation));
  return { conversationId, messageId: await say(service, by, conversationId) };
}

async function say(service: Service, by: Person, conversationId: string): Promise<string> {
  const value = { conversationId, text: "what is said here" };
  const said = await changed(service, by, { case: "sendMessage", value });
  return said.case === "messageSent" ? said.value.messageId : "";
}

type Outcome = Awaited<ReturnType<Service["write"]>>["outcome"];

async function changed(service: Service, by: Person, operation: Operation): Promise<Outcome> {
  const { outcome } = await service.write(by, operation);
  if (outcome.case === "refusal") throw new Error(`${operation.case}: ${outcome.value.message}`);
  return outcome;
}

function conversationOf(outcome: Outcome): string {
  const found = outcome.case === "conversationChanged" ? outcome.value.conversation : undefined;
  return found?.id ?? "";
}
