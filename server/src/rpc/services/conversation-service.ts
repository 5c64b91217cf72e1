import type {
  BrowseRoomsRequest,
  ConversationService,
  ListMembersRequest,
} from "@parley/proto/es/parley/v1/conversation_pb.js";
import type { Handlers } from "../../lib/grpc-service.ts";
import { checkedId, checkedPage } from "../fields.ts";
import { read } from "../reading.ts";
import type { RpcNode } from "../rpc-node.ts";
import { unary } from "../unary.ts";

export function conversationHandlers(node: RpcNode): Handlers<typeof ConversationService> {
  const { clusterId } = node;
  return {
    listConversations: unary(node, (_request, call) =>
      read(node, call, "listConversations", (caller) => ({ caller, clusterId })),
    ),
    browseRooms: unary(node, (request: BrowseRoomsRequest, call) => {
      const page = checkedPage(request);
      return read(node, call, "browseRooms", (caller) => ({ caller, ...page }));
    }),
    listMembers: unary(node, (request: ListMembersRequest, call) => {
      const conversationId = checkedId(request.conversationId, "conversation_id");
      const page = checkedPage(request);
      return read(node, call, "listMembers", (caller) => ({ caller, conversationId, ...page }));
    }),
  };
}
