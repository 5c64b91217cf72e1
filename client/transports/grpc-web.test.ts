import { toBinary } from "@bufbuild/protobuf";
import { AccountService } from "@parley/proto/es/parley/v1/account_pb.js";
import { AdminService } from "@parley/proto/es/parley/v1/admin_pb.js";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { ConversationService } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { SubscribeResponseSchema } from "@parley/proto/es/parley/v1/event_pb.js";
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import { PresenceService } from "@parley/proto/es/parley/v1/presence_pb.js";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { normalise } from "../errors.ts";
import type { StreamItem } from "../model.ts";
import { ACCOUNT_OPERATIONS, SAMPLE_OPERATIONS } from "../sample-operations.ts";
import type { Calls, PageVerb, Reply, WireFailure } from "../transport.ts";
import { sampleOf, SAMPLES } from "./es-samples.ts";
import { ES_ACCOUNT_VERBS } from "./es-account-verbs.ts";
import { ES_PEOPLE_VERBS } from "./es-people-verbs.ts";
import { ES_SEARCH_VERBS } from "./es-search-verbs.ts";
import { ES_SUBSCRIBE, ES_VERBS } from "./es-verbs.ts";
import { dataFrame, FakeXhr, trailerFrame } from "./fake-xhr.ts";
import { GrpcWebTransport } from "./grpc-web.ts";

Object.assign(globalThis, { XMLHttpRequest: FakeXhr });

const KEY = { clientId: "client-1", seq: 2 ** 40, bornMs: 2 ** 41, ackUpto: 3 };
const CREDENTIALS = { key: KEY, name: "ada", password: "correct horse" };
const SIGN_UP = { ...CREDENTIALS, invite: "secret of a link", label: "Firefox" };
const REQUESTS: { readonly [V in PageVerb]: Calls[V]["request"] } = {
  now: {},
  createAccount: SIGN_UP,
  logIn: CREDENTIALS,
  logOut: {},
  getSession: {},
  listAccounts: { pattern: "a*", pageSize: 20, cursor: "next" },
  getAccount: { name: "ada" },
  listConversations: {},
  browseRooms: { pageSize: 10, cursor: "next" },
  listMessages: { conversationId: "7", beforeSeq: 12, pageSize: 40 },
  getMessage: { messageId: "12" },
  write: { rows: SAMPLE_OPERATIONS.map((operation) => ({ key: KEY, operation })), accountId: "4" },
  getCluster: {},
  setTyping: { conversationId: "7", stopped: true },
  setPresence: { presence: "away" },
  writeAccount: { rows: ACCOUNT_OPERATIONS.map((operation) => ({ key: KEY, operation })) },
  changePassword: { key: KEY, oldPassword: "the old one", newPassword: "the new one" },
  deleteAccount: { key: KEY, password: "the old one" },
  resetPassword: { key: KEY, reset: "secret", newPassword: "the new one", label: "Firefox" },
  listSessions: {},
  getSignUp: { invite: "secret of a link" },
  issueReset: { key: KEY, accountId: "4" },
  createInvite: { key: KEY, uses: 3, validMs: 2 ** 35 },
  listInvites: {},
  searchMessages: { query: "from:me ship*", pageSize: 20, cursor: "next" },
};
const CODECS = { ...ES_VERBS, ...ES_PEOPLE_VERBS, ...ES_SEARCH_VERBS, ...ES_ACCOUNT_VERBS };
const METHODS = [
  AccountService,
  AdminService,
  ClusterService,
  ConversationService,
  MessageService,
  PresenceService,
  WriteService,
].flatMap(({ methods }) => methods);
const VERBS = (Object.keys(REQUESTS) as PageVerb[]).map((verb) => ({ verb }));

beforeEach(() => {
  FakeXhr.requests.length = 0;
});

function start<V extends PageVerb>(
  verb: V,
  given: {
    readonly deadlineMs?: number;
    readonly signal?: AbortSignal;
    readonly request?: Calls[V]["request"];
  } = {},
) {
  const { deadlineMs = 1_000, request = REQUESTS[verb], ...rest } = given;
  const options = { route: { kind: "pin", node: "n2" }, deadlineMs, token: "", ...rest } as const;
  const reply = new GrpcWebTransport("http://edge").call(verb, request, options);
  return { reply, xhr: FakeXhr.requests.at(-1) };
}

/** With its request, also when the script of the verb had to be fetched first. */
async function sent(verb: PageVerb) {
  const { reply } = start(verb);
  const xhr = await vi.waitUntil(() => FakeXhr.requests.at(-1));
  return { reply, xhr };
}

async function failureOf(reply: Promise<Reply<unknown>>): Promise<WireFailure> {
  const settled = await reply;
  if (settled.ok) throw new Error("expected a failure");
  return settled.failure;
}

function sampleBytes(verb: PageVerb, variant: number): Uint8Array {
  const path = CODECS[verb].path.split("/").at(-1);
  const method = METHODS.find(({ name }) => name === path);
  if (method === undefined) throw new Error(`no method for ${verb}`);
  return toBinary(method.output, sampleOf(method.output, variant));
}

describe.each(VERBS)("$verb", ({ verb }) => {
  test.each(SAMPLES)("reads answer %i as the other runtime does", async (variant) => {
    const bytes = sampleBytes(verb, variant);
    const { reply, xhr } = await sent(verb);
    xhr.respond({ "parley-node": "n2", "parley-term": "7", "parley-leader": "n3" });
    xhr.push(dataFrame(bytes), trailerFrame({ "grpc-status": "0" }));
    xhr.finish();
    const facts = { node: "n2", term: 7, leader: "n3" };
    const value = CODECS[verb].decode(bytes);
    expect(await reply).toEqual({ ok: true, value, facts });
  });

  test("sends the bytes that the other runtime sends, to the same path, pinned", async () => {
    const { xhr } = await sent(verb);
    const expected = CODECS[verb].encode(REQUESTS[verb] as never);
    // Pages take the session as a cookie, programs in the body: one enum differs.
    const isSignIn = ["createAccount", "logIn", "resetPassword"].includes(verb);
    const bytes = xhr.message;
    const differing = [...bytes].filter((byte, at) => byte !== expected[at]);
    expect([bytes.length, differing]).toEqual([expected.length, isSignIn ? [1] : []]);
    expect(xhr.url).toBe(`http://edge${CODECS[verb].path}`);
    expect(xhr.headers.get("x-parley-node")).toBe("n2");
    expect(xhr.headers.get("content-type")).toContain("grpc-web-text");
  });
});

test("a verb that no page has fails at once, and says so", async () => {
  const transport = new GrpcWebTransport("http://edge");
  const options = { route: { kind: "any", avoid: [] }, deadlineMs: 1_000, token: "" } as const;
  const failure = await failureOf(transport.call("listBotTokens", { accountId: "4" }, options));
  expect([normalise(failure).class, FakeXhr.requests.length]).toEqual(["SKEW", 0]);
});

test("an error of a node brings its reason, leader and term", async () => {
  const { reply, xhr } = start("write");
  xhr?.respond({
    "grpc-status": "9",
    "grpc-message": "not the leader",
    "parley-reason": "NOT_LEADER",
    "parley-node": "n2",
    "parley-term": "8",
    "parley-leader": "n5",
  });
  xhr?.finish();
  expect(await failureOf(reply)).toMatchObject({
    code: 9,
    reason: "NOT_LEADER",
    facts: { node: "n2", term: 8, leader: "n5" },
  });
});

test.each([
  ["a broken connection", (xhr?: FakeXhr) => xhr?.breakOff(), "TRANSPORT"],
  [
    "the edge without a node",
    (xhr?: FakeXhr) => (xhr?.respond({}, 503), xhr?.finish()),
    "EDGE_UNAVAILABLE",
  ],
  [
    "a reply without trailers",
    (xhr?: FakeXhr) => (
      xhr?.respond(),
      xhr?.push(dataFrame(sampleBytes("getSession", 0))),
      xhr?.finish()
    ),
    "TRANSPORT",
  ],
  ["an empty reply", (xhr?: FakeXhr) => (xhr?.respond(), xhr?.finish()), "TRANSPORT"],
  [
    "a reply that lacks its parts",
    (xhr?: FakeXhr) => (
      xhr?.respond(),
      xhr?.push(dataFrame(new Uint8Array()), trailerFrame({ "grpc-status": "0" })),
      xhr?.finish()
    ),
    "TRANSPORT",
  ],
  [
    "plain text",
    (xhr?: FakeXhr) => (
      xhr?.respond({ "content-type": "text/plain" }),
      xhr?.push(dataFrame(new Uint8Array([1]))),
      xhr?.finish()
    ),
    "TRANSPORT",
  ],
])("%s is never an answer", async (_title, happens, expected) => {
  const { reply, xhr } = start("getSession");
  happens(xhr);
  expect(normalise(await failureOf(reply)).class).toBe(expected);
});

test("a node that says nothing is given up by our own timer, and a late answer changes nothing", async () => {
  const { reply, xhr } = start("write", { deadlineMs: 20 });
  expect(await failureOf(reply)).toMatchObject({ endedBy: "timer", facts: { node: "n2" } });
  expect(xhr?.isAborted).toBe(true);
});

test("an abort settles the attempt; one made before sends nothing", async () => {
  const abort = new AbortController();
  const { reply } = start("write", { signal: abort.signal });
  abort.abort();
  expect(await failureOf(reply)).toMatchObject({ endedBy: "abort" });
  const sent = FakeXhr.requests.length;
  expect(await failureOf(start("write", { signal: abort.signal }).reply)).toMatchObject({
    endedBy: "abort",
  });
  expect(FakeXhr.requests).toHaveLength(sent);
});

test("the time of a call runs while its script is fetched, and nothing is sent after it", async () => {
  const abort = new AbortController();
  const { reply } = start("searchMessages", { signal: abort.signal });
  abort.abort();
  expect(await failureOf(reply)).toMatchObject({ endedBy: "abort" });
  await import("./web-later-verbs.ts");
  expect(FakeXhr.requests).toHaveLength(0);
});

test("a deadline already past sends nothing", async () => {
  const sent = FakeXhr.requests.length;
  expect(await failureOf(start("write", { deadlineMs: 0 }).reply)).toMatchObject({
    endedBy: "timer",
  });
  expect(FakeXhr.requests).toHaveLength(sent);
});

describe("the live stream", () => {
  const request = { afterIndex: 5, clusterId: "c", accountId: "4" };

  function subscribe() {
    const items: StreamItem[] = [];
    const ends: WireFailure[] = [];
    const listener = {
      item: (item: StreamItem) => void items.push(item),
      ended: (failure: WireFailure) => void ends.push(failure),
    };
    const options = { route: { kind: "any", avoid: [] }, token: "" } as const;
    const cancel = new GrpcWebTransport("http://edge").subscribe(request, options, listener);
    return { items, ends, cancel, xhr: FakeXhr.requests.at(-1) };
  }

  test("tells each item as it arrives, and reads them as the other runtime does", () => {
    const { items, xhr } = subscribe();
    expect(xhr?.message).toEqual(ES_SUBSCRIBE.encode(request));
    expect(xhr?.headers.get("x-parley-any")).toBe("1");
    xhr?.respond();
    for (const variant of SAMPLES) {
      const bytes = toBinary(SubscribeResponseSchema, sampleOf(SubscribeResponseSchema, variant));
      xhr?.push(dataFrame(bytes));
      expect(items.at(-1)).toEqual(ES_SUBSCRIBE.decode(bytes));
    }
    // There are more samples than kinds of items.
    expect([...new Set(items.map(({ kind }) => kind))]).toEqual([
      "hello",
      "event",
      "caughtUp",
      "heartbeat",
      "goAway",
      "leaderNews",
      "typing",
      "presence",
    ]);
  });

  test("ends once, with the node's reason", () => {
    const { ends, xhr } = subscribe();
    xhr?.respond();
    xhr?.push(
      trailerFrame({ "grpc-status": "10", "grpc-message": "lagging", "parley-reason": "LAGGING" }),
    );
    xhr?.finish();
    expect(ends).toMatchObject([{ code: 10, reason: "LAGGING" }]);
  });

  test("ends once as a broken wire when its node dies", () => {
    const { ends, xhr } = subscribe();
    xhr?.respond();
    xhr?.breakOff();
    expect(ends.map((failure) => normalise(failure).class)).toEqual(["TRANSPORT"]);
  });

  test("tells nothing after it was cancelled", () => {
    const { items, ends, cancel, xhr } = subscribe();
    xhr?.respond();
    cancel();
    xhr?.push(dataFrame(toBinary(SubscribeResponseSchema, sampleOf(SubscribeResponseSchema, 0))));
    xhr?.breakOff();
    expect([items, ends]).toEqual([[], []]);
  });
});
