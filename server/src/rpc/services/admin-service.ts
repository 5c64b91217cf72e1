/** Secrets that administrators hand out. Who is one, the log decides. */
import type {
  AdminService,
  CreateInviteRequest,
  IssueBotTokenRequest,
  IssueResetRequest,
  ListBotTokensRequest,
} from "@parley/proto/es/parley/v1/admin_pb.js";
import type { Handlers } from "../../lib/grpc-service.ts";
import { createInvite, issueBotToken, issueReset } from "../admin-writes.ts";
import { checkedId } from "../fields.ts";
import { read } from "../reading.ts";
import type { RpcNode } from "../rpc-node.ts";
import { unary } from "../unary.ts";

export function adminHandlers(node: RpcNode): Handlers<typeof AdminService> {
  return {
    issueReset: unary(node, (request: IssueResetRequest, call) => issueReset(node, call, request)),
    createInvite: unary(node, (request: CreateInviteRequest, call) =>
      createInvite(node, call, request),
    ),
    listInvites: unary(node, (_request, call) =>
      read(node, call, "listInvites", (caller) => ({ caller })),
    ),
    issueBotToken: unary(node, (request: IssueBotTokenRequest, call) =>
      issueBotToken(node, call, request),
    ),
    listBotTokens: unary(node, (request: ListBotTokensRequest, call) => {
      const accountId = checkedId(request.accountId, "account_id");
      return read(node, call, "listBotTokens", (caller) => ({ caller, accountId }));
    }),
  };
}
