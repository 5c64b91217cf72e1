import { create, fromBinary } from "@bufbuild/protobuf";
import {
  AccountService,
  LogInRequestSchema,
  TokenDelivery,
} from "@parley/proto/es/parley/v1/account_pb.js";
import { CommandSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { describe, expect, test } from "vitest";
import type { Queries, QueryName } from "../chat/chat-port.ts";
import type { LocalChat } from "../chat/local-chat.ts";
import { logIn } from "./log-in.ts";
import { Passwords } from "./passwords.ts";
import { Rates } from "./rates.ts";
import { freshKey, PASSWORD, startService, type Service } from "./service-fixture.ts";
import type { Call } from "./unary.ts";

/** What a log-in had to do, in order: the same for everybody who does not get in, or a clock could tell names apart. */
class Work {
  readonly steps: string[] = [];

  chat(real: LocalChat): LocalChat {
    const steps = this.steps;
    // The real one, written down.
    return new Proxy(real, {
      get: (target, name) => {
        if (name === "query")
          return <Name extends QueryName>(query: Name, request: Queries[Name]["request"]) => {
            steps.push(`query ${query}`);
            return target.query(query, request);
          };
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }
}

/** The real ones, which write down how much each had to hash: the parameters of the hash that it was held against. */
class CountedPasswords extends Passwords {
  readonly work: Work;
  constructor(work: Work) {
    super();
    this.work = work;
  }

  protected override matches(against: string, password: string): Promise<boolean> {
    this.work.steps.push(`verify against ${against.split("$").slice(0, 4).join("$")}`);
    return super.matches(against, password);
  }
}

const call: Call = {
  token: () => new Uint8Array(),
  claimedToken: () => null,
  address: () => "192.0.2.1",
  remainingMs: () => 10_000,
  setCookie: () => undefined,
  allowsStale: () => false,
  setAsOf: () => undefined,
};

async function workOf(service: Service, name: string, password: string) {
  const work = new Work();
  const { log } = service;
  const passwords = new CountedPasswords(work);
  const rates = new Rates({ now: () => 0 });
  const node = { log, chat: work.chat(service.chat), passwords, rates };
  const before = log.proposed.length;
  const request = create(LogInRequestSchema, {
    key: freshKey(log),
    name,
    password,
    delivery: TokenDelivery.BODY,
  });
  const reason = await logIn(node, call, request).then(
    () => "",
    (error: { reason?: string; message?: string }) => `${error.reason}: ${error.message}`,
  );
  return { steps: work.steps, reason, proposed: log.proposed.length - before };
}

describe("a log-in that fails", () => {
  test("does the same work and says the same for whoever is unknown, a bot, gone or somebody", async () => {
    const service = await startService({ level: 2 });
    const owner = await service.signUp("Owner");
    await service.write(owner, { case: "createBot", value: { name: "Robot" } });
    const gone = await service.signUp("Gone");
    await service.client.ask(
      AccountService.method.deleteAccount,
      { key: freshKey(service.log), password: PASSWORD },
      { token: gone.token },
    );
    const suspended = await service.signUp("Locked");
    const value = { accountId: suspended.id, suspended: true };
    await service.write(owner, { case: "suspendAccount", value });
    const names = ["Owner", "Nobody", "Robot", "Gone", "Locked", "x".repeat(10_000)];
    const [known, ...others] = await Promise.all(
      names.map((name) => workOf(service, name, "wrong horse")),
    );
    expect(known?.steps.join()).toMatch(
      /^query accountForLogIn,verify against \$argon2id\$v=19\$m=19456,t=2,p=1$/,
    );
    expect(known?.reason).toMatch(/^BAD_CREDENTIALS/);
    expect(known?.proposed).toBe(0);
    for (const other of others) expect(other).toEqual(known);
  });
});

describe("a sign-up", () => {
  test("of one name on two pages at once: exactly one succeeds", async () => {
    const service = await startService({ level: 2 });
    const attempts = ["Ann", "aNN", "ANN"].map((name) =>
      service.client
        .ask(AccountService.method.createAccount, {
          key: freshKey(service.log),
          name,
          password: PASSWORD,
          delivery: TokenDelivery.BODY,
        })
        .then(
          () => "made",
          () => "refused",
        ),
    );
    expect((await Promise.all(attempts)).toSorted()).toEqual(["made", "refused", "refused"]);
    const commands = service.log.proposed.map(
      (bytes) => fromBinary(CommandSchema, bytes).kind.case,
    );
    expect(commands.filter((kind) => kind === "createAccount")).toHaveLength(3);
  });
});
