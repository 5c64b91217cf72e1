import type {
  GetMessageRequest,
  GetUnreadRequest,
  ListMessagesRequest,
  MessageService,
  SearchMessagesRequest,
} from "@parley/proto/es/parley/v1/message_pb.js";
import type { Handlers } from "../../lib/grpc-service.ts";
import { checkedId, checkedNumber, checkedPage, checkedPageSize, checkedQuery } from "../fields.ts";
import { read } from "../reading.ts";
import type { RpcNode } from "../rpc-node.ts";
import { unary } from "../unary.ts";

export function messageHandlers(node: RpcNode): Handlers<typeof MessageService> {
  return {
    listMessages: unary(node, (request: ListMessagesRequest, call) => {
      const wanted = {
        conversationId: checkedId(request.conversationId, "conversation_id"),
        beforeSeq: checkedNumber(request.beforeSeq, "before_seq"),
        afterSeq: checkedNumber(request.afterSeq, "after_seq"),
        aroundSeq: checkedNumber(request.aroundSeq, "around_seq"),
        pageSize: checkedPageSize(request.pageSize),
      };
      return read(node, call, "listMessages", (caller) => ({ caller, ...wanted }));
    }),
    getMessage: unary(node, (request: GetMessageRequest, call) => {
      const messageId = checkedId(request.messageId, "message_id");
      return read(node, call, "getMessage", (caller) => ({ caller, messageId }));
    }),
    getUnread: unary(node, ({ conversationId, pageSize }: GetUnreadRequest, call) => {
      if (conversationId !== "") checkedId(conversationId, "conversation_id");
      const wanted = { conversationId, pageSize: checkedPageSize(pageSize) };
      return read(node, call, "getUnread", (caller) => ({ caller, ...wanted }));
    }),
    searchMessages: unary(node, async (request: SearchMessagesRequest, call) => {
      const wanted = { query: checkedQuery(request.query), ...checkedPage(request) };
      const claim = { tokenSha256: call.token(), accountId: "", deadlineMs: call.remainingMs() };
      const { accountId } = await node.sessions.requireForWrite(claim);
      node.rates.search(accountId);
      return read(node, call, "searchMessages", (caller) => ({ caller, ...wanted }));
    }),
  };
}
