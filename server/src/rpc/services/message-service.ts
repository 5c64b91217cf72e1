import type { ListMessagesRequest, MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import type { Handlers } from "../../lib/grpc-service.ts";
import { checkedId, checkedNumber, checkedPageSize } from "../fields.ts";
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
        pageSize: checkedPageSize(request.pageSize),
      };
      return read(node, call, "listMessages", (caller) => ({ caller, ...wanted }));
    }),
  };
}
