/** Each verb of the contract: its path, its request to bytes, its answer from bytes, by protobuf-es. */
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { AccountService, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { ConversationService } from "@parley/proto/es/parley/v1/conversation_pb.js";
import {
  EventService,
  SubscribeRequestSchema,
  SubscribeResponseSchema,
} from "@parley/proto/es/parley/v1/event_pb.js";
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import type { StreamItem } from "../model.ts";
import type { Calls, Credentials, FirstVerb, SubscribeRequest, Verb } from "../transport.ts";
import {
  accountOf,
  conversationOf,
  keyTo,
  membershipOf,
  messageOf,
  nodeStatusOf,
  readPositionOf,
  sessionOf,
  streamItemOf,
} from "./es-messages.ts";
import { operationTo, writeAnswerOf } from "./es-writes.ts";

export interface VerbCodec<V extends Verb> {
  readonly path: string;
  encode(request: Calls[V]["request"]): Uint8Array;
  decode(bytes: Uint8Array): Calls[V]["answer"];
}

export function verb<V extends Verb, I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  to: (request: Calls[V]["request"]) => MessageInitShape<I>,
  of: (answer: MessageShape<O>) => Calls[V]["answer"],
): VerbCodec<V> {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    encode: (request) => toBinary(method.input, create(method.input, to(request))),
    decode: (bytes) => of(fromBinary(method.output, bytes)),
  };
}

function credentialsTo({ key, name, password, label = "" }: Credentials) {
  return { key: keyTo(key), name, password, delivery: TokenDelivery.BODY, label };
}

function pageTo({
  pageSize = 0,
  cursor = "",
}: {
  readonly pageSize?: number;
  readonly cursor?: string;
}) {
  return { pageSize, cursor };
}

export const ES_VERBS: { readonly [V in FirstVerb]: VerbCodec<V> } = {
  now: verb(
    ClusterService.method.now,
    () => ({}),
    ({ clusterId, timeMs, node, leader, term }) => ({
      clusterId,
      timeMs: Number(timeMs),
      node,
      leader,
      term: Number(term),
    }),
  ),
  createAccount: verb(
    AccountService.method.createAccount,
    (request) => ({ ...credentialsTo(request), invite: request.invite ?? "" }),
    ({ session, index }) => ({ session: sessionOf(session), index: Number(index) }),
  ),
  logIn: verb(AccountService.method.logIn, credentialsTo, ({ session, index }) => ({
    session: sessionOf(session),
    index: Number(index),
  })),
  logOut: verb(
    AccountService.method.logOut,
    () => ({}),
    ({ index }) => ({ index: Number(index) }),
  ),
  getSession: verb(
    AccountService.method.getSession,
    () => ({}),
    ({ session }) => sessionOf(session),
  ),
  listAccounts: verb(
    AccountService.method.listAccounts,
    (request) => ({ ...pageTo(request), pattern: request.pattern ?? "" }),
    ({ accounts, nextCursor }) => ({ accounts: accounts.map(accountOf), nextCursor }),
  ),
  getAccount: verb(
    AccountService.method.getAccount,
    (by) => ({
      by:
        "id" in by
          ? ({ case: "id", value: by.id } as const)
          : ({ case: "name", value: by.name } as const),
    }),
    ({ account }) => accountOf(account),
  ),
  listConversations: verb(
    ConversationService.method.listConversations,
    () => ({}),
    ({ index, clusterId, entries, accounts }) => ({
      index: Number(index),
      clusterId,
      entries: entries.map(({ conversation, membership, lastSeq, lastMessage, ...rest }) => ({
        conversation: conversationOf(conversation),
        membership: membershipOf(membership),
        lastSeq: Number(lastSeq),
        lastMessage: lastMessage === undefined ? null : messageOf(lastMessage),
        readPositions: rest.readPositions.map(readPositionOf),
      })),
      accounts: accounts.map(accountOf),
    }),
  ),
  browseRooms: verb(ConversationService.method.browseRooms, pageTo, ({ rooms, nextCursor }) => ({
    rooms: rooms.map(({ conversation, joined }) => ({
      conversation: conversationOf(conversation),
      joined,
    })),
    nextCursor,
  })),
  listMessages: verb(
    MessageService.method.listMessages,
    ({ conversationId, beforeSeq = 0, afterSeq = 0, pageSize = 0 }) => ({
      conversationId,
      beforeSeq: BigInt(beforeSeq),
      afterSeq: BigInt(afterSeq),
      pageSize,
    }),
    ({ messages, hasBefore, hasAfter, accounts, index, quoted }) => ({
      messages: messages.map(messageOf),
      hasBefore,
      hasAfter,
      accounts: accounts.map(accountOf),
      index: Number(index),
      quoted: quoted.map(messageOf),
    }),
  ),
  getMessage: verb(
    MessageService.method.getMessage,
    ({ messageId }) => ({ messageId }),
    ({ message, madeAtIndex, length, read, readByIds, quoted, accounts, index }) => ({
      message: messageOf(message),
      madeAtIndex: Number(madeAtIndex),
      length,
      read,
      readByIds,
      quoted: quoted === undefined ? null : messageOf(quoted),
      accounts: accounts.map(accountOf),
      index: Number(index),
    }),
  ),
  write: verb(
    WriteService.method.write,
    ({ rows, accountId }) => ({
      accountId,
      rows: rows.map(({ key, operation }) => ({
        key: keyTo(key),
        operation: operationTo(operation),
      })),
    }),
    ({ index, answers }) => ({ index: Number(index), answers: answers.map(writeAnswerOf) }),
  ),
  getCluster: verb(
    ClusterService.method.getCluster,
    () => ({}),
    ({ clusterId, node, timeMs, nodes, leaderChanges }) => ({
      clusterId,
      node,
      timeMs: Number(timeMs),
      nodes: nodes.map(nodeStatusOf),
      leaderChanges: leaderChanges.map(({ term, leader, atMs }) => ({
        term: Number(term),
        leader,
        atMs: Number(atMs),
      })),
    }),
  ),
};

const { subscribe } = EventService.method;
export const ES_SUBSCRIBE = {
  path: `/${subscribe.parent.typeName}/${subscribe.name}`,
  encode({ afterIndex, clusterId, accountId }: SubscribeRequest): Uint8Array {
    return toBinary(
      SubscribeRequestSchema,
      create(SubscribeRequestSchema, { afterIndex: BigInt(afterIndex), clusterId, accountId }),
    );
  },
  decode(bytes: Uint8Array): StreamItem | null {
    return streamItemOf(fromBinary(SubscribeResponseSchema, bytes));
  },
};
