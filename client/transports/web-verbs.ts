/**
 * The verbs a page begins with, each by its generated grpc-web stub: request to its message, answer from its message.
 * The others are in web-later-verbs.ts.
 */
import {
  CreateAccountRequest,
  type CreateAccountResponse,
  GetAccountRequest,
  GetSessionRequest,
  ListAccountsRequest,
  LogInRequest,
  type LogInResponse,
  LogOutRequest,
  TokenDelivery,
} from "@parley/proto/grpcweb/parley/v1/account_pb.js";
import { AccountServiceClient } from "@parley/proto/grpcweb/parley/v1/AccountServiceClientPb.ts";
import { GetClusterRequest, NowRequest } from "@parley/proto/grpcweb/parley/v1/cluster_pb.js";
import { ClusterServiceClient } from "@parley/proto/grpcweb/parley/v1/ClusterServiceClientPb.ts";
import {
  BrowseRoomsRequest,
  type ConversationEntry as WireEntry,
  ListConversationsRequest,
} from "@parley/proto/grpcweb/parley/v1/conversation_pb.js";
import { ConversationServiceClient } from "@parley/proto/grpcweb/parley/v1/ConversationServiceClientPb.ts";
import {
  GetMessageRequest,
  ListMessagesRequest,
} from "@parley/proto/grpcweb/parley/v1/message_pb.js";
import { MessageServiceClient } from "@parley/proto/grpcweb/parley/v1/MessageServiceClientPb.ts";
import { WriteServiceClient } from "@parley/proto/grpcweb/parley/v1/WriteServiceClientPb.ts";
import type { ClientReadableStream, Metadata, RpcError } from "grpc-web";
import type { ConversationEntry, Session } from "../model.ts";
import type { Calls, Credentials, FirstVerb, Verb } from "../transport.ts";
import {
  accountOf,
  conversationOf,
  keyTo,
  membershipOf,
  messageOf,
  nodeStatusOf,
  readPositionOf,
  sessionOf,
} from "./web-messages.ts";
import { writeAnswerOf, writeRequestTo } from "./web-writes.ts";

/** The answer, or the first error; the stream tells metadata, status and end besides. */
export type Callback<Answer> = (error: RpcError | null, answer: (() => Answer) | null) => void;

export interface StartedCall {
  on(event: "metadata", heard: (metadata: Metadata) => void): unknown;
  on(event: "status", heard: (status: { readonly code: number }) => void): unknown;
  cancel(): void;
}

export interface WebVerb<V extends Verb> {
  start(
    request: Calls[V]["request"],
    metadata: Metadata,
    done: Callback<Calls[V]["answer"]>,
  ): StartedCall;
}

/** Without those that no page uses: what nobody calls is not worth its bytes (account-client.ts). */
export type WebVerbs = { readonly [V in FirstVerb]: WebVerb<V> };

/** A stub's method bound to its service: what remains is the request, the metadata and the callback. */
type Stub<Request, Response> = (
  request: Request,
  metadata: Metadata,
  callback: (error: RpcError, response: Response) => void,
) => ClientReadableStream<Response>;

export function verb<V extends Verb, Request, Response>(
  stub: Stub<Request, Response>,
  to: (request: Calls[V]["request"]) => Request,
  of: (response: Response) => Calls[V]["answer"],
): WebVerb<V> {
  return {
    start: (request, metadata, done) =>
      stub(to(request), metadata, (error: RpcError | null, response: Response | null) => {
        done(error, response === null ? null : () => of(response));
      }),
  };
}

/** `origin`: empty for the page's own. */
export function webVerbs(origin: string): WebVerbs {
  return {
    ...clusterVerbs(new ClusterServiceClient(origin)),
    ...accountVerbs(new AccountServiceClient(origin)),
    ...conversationVerbs(new ConversationServiceClient(origin)),
    ...messageVerbs(new MessageServiceClient(origin), new WriteServiceClient(origin)),
  };
}

function accountVerbs(
  account: AccountServiceClient,
): Pick<
  WebVerbs,
  "createAccount" | "logIn" | "logOut" | "getSession" | "listAccounts" | "getAccount"
> {
  return {
    createAccount: verb(
      account.createAccount.bind(account),
      (request) =>
        credentialsTo(new CreateAccountRequest().setInvite(request.invite ?? ""), request),
      signedIn,
    ),
    logIn: verb(
      account.logIn.bind(account),
      (request) => credentialsTo(new LogInRequest(), request),
      signedIn,
    ),
    logOut: verb(
      account.logOut.bind(account),
      () => new LogOutRequest(),
      (answer) => ({ index: answer.getIndex() }),
    ),
    getSession: verb(
      account.getSession.bind(account),
      () => new GetSessionRequest(),
      (answer) => sessionOf(answer.getSession()),
    ),
    listAccounts: verb(
      account.listAccounts.bind(account),
      ({ pattern = "", pageSize = 0, cursor = "" }) =>
        new ListAccountsRequest().setPattern(pattern).setPageSize(pageSize).setCursor(cursor),
      (answer) => ({
        accounts: answer.getAccountsList().map(accountOf),
        nextCursor: answer.getNextCursor(),
      }),
    ),
    getAccount: verb(
      account.getAccount.bind(account),
      (by) =>
        "id" in by
          ? new GetAccountRequest().setId(by.id)
          : new GetAccountRequest().setName(by.name),
      (answer) => accountOf(answer.getAccount()),
    ),
  };
}

function clusterVerbs(cluster: ClusterServiceClient): Pick<WebVerbs, "now" | "getCluster"> {
  return {
    now: verb(
      cluster.now.bind(cluster),
      () => new NowRequest(),
      (answer) => ({
        clusterId: answer.getClusterId(),
        timeMs: answer.getTimeMs(),
        node: answer.getNode(),
        leader: answer.getLeader(),
        term: answer.getTerm(),
      }),
    ),
    getCluster: verb(
      cluster.getCluster.bind(cluster),
      () => new GetClusterRequest(),
      (answer) => ({
        clusterId: answer.getClusterId(),
        node: answer.getNode(),
        timeMs: answer.getTimeMs(),
        nodes: answer.getNodesList().map(nodeStatusOf),
        leaderChanges: answer.getLeaderChangesList().map((change) => ({
          term: change.getTerm(),
          leader: change.getLeader(),
          atMs: change.getAtMs(),
        })),
      }),
    ),
  };
}

function conversationVerbs(
  conversation: ConversationServiceClient,
): Pick<WebVerbs, "listConversations" | "browseRooms"> {
  return {
    listConversations: verb(
      conversation.listConversations.bind(conversation),
      () => new ListConversationsRequest(),
      (answer) => ({
        index: answer.getIndex(),
        clusterId: answer.getClusterId(),
        entries: answer.getEntriesList().map(entryOf),
        accounts: answer.getAccountsList().map(accountOf),
      }),
    ),
    browseRooms: verb(
      conversation.browseRooms.bind(conversation),
      ({ pageSize = 0, cursor = "" }) =>
        new BrowseRoomsRequest().setPageSize(pageSize).setCursor(cursor),
      (answer) => ({
        rooms: answer.getRoomsList().map((room) => ({
          conversation: conversationOf(room.getConversation()),
          joined: room.getJoined(),
        })),
        nextCursor: answer.getNextCursor(),
      }),
    ),
  };
}

function messageVerbs(
  message: MessageServiceClient,
  write: WriteServiceClient,
): Pick<WebVerbs, "listMessages" | "getMessage" | "write"> {
  return {
    listMessages: verb(
      message.listMessages.bind(message),
      ({ conversationId, beforeSeq = 0, afterSeq = 0, pageSize = 0 }) =>
        new ListMessagesRequest()
          .setConversationId(conversationId)
          .setBeforeSeq(beforeSeq)
          .setAfterSeq(afterSeq)
          .setPageSize(pageSize),
      (answer) => ({
        messages: answer.getMessagesList().map(messageOf),
        hasBefore: answer.getHasBefore(),
        hasAfter: answer.getHasAfter(),
        accounts: answer.getAccountsList().map(accountOf),
        index: answer.getIndex(),
        quoted: answer.getQuotedList().map(messageOf),
      }),
    ),
    getMessage: verb(
      message.getMessage.bind(message),
      ({ messageId }) => new GetMessageRequest().setMessageId(messageId),
      (answer) => ({
        message: messageOf(answer.getMessage()),
        madeAtIndex: answer.getMadeAtIndex(),
        length: answer.getLength(),
        read: answer.getRead(),
        readByIds: answer.getReadByIdsList(),
        quoted: answer.hasQuoted() ? messageOf(answer.getQuoted()) : null,
        accounts: answer.getAccountsList().map(accountOf),
        index: answer.getIndex(),
      }),
    ),
    write: verb(write.write.bind(write), writeRequestTo, (answer) => ({
      index: answer.getIndex(),
      answers: answer.getAnswersList().map(writeAnswerOf),
    })),
  };
}

function credentialsTo<Request extends CreateAccountRequest | LogInRequest>(
  request: Request,
  { key, name, password, label = "" }: Credentials,
): Request {
  request
    .setKey(keyTo(key))
    .setName(name)
    .setPassword(password)
    .setLabel(label)
    .setDelivery(TokenDelivery.TOKEN_DELIVERY_COOKIE);
  return request;
}

function signedIn(answer: CreateAccountResponse | LogInResponse): {
  readonly session: Session;
  readonly index: number;
} {
  return { session: sessionOf(answer.getSession()), index: answer.getIndex() };
}

function entryOf(entry: WireEntry): ConversationEntry {
  return {
    conversation: conversationOf(entry.getConversation()),
    membership: membershipOf(entry.getMembership()),
    lastSeq: entry.getLastSeq(),
    lastMessage: entry.hasLastMessage() ? messageOf(entry.getLastMessage()) : null,
    readPositions: entry.getReadPositionsList().map(readPositionOf),
  };
}
