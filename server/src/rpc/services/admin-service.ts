/** Secrets that administrators hand out, and the export of everything. Who is one, the log decides. */
import type {
  AdminService,
  CreateInviteRequest,
  ExportAllRequest,
  IssueBotTokenRequest,
  IssueResetRequest,
  ListBotTokensRequest,
} from "@parley/proto/es/parley/v1/admin_pb.js";
import type { Handlers } from "../../lib/grpc-service.ts";
import { createInvite, issueBotToken, issueReset } from "../admin-writes.ts";
import { checkedId, checkedPage } from "../fields.ts";
import { read } from "../reading.ts";
import type { RpcNode } from "../rpc-node.ts";
import { type Call, unary } from "../unary.ts";

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
    exportAll: unary(node, (request: ExportAllRequest, call) => exportAll(node, call, request)),
  };
}

/** Every page leaves a line, so that nobody reads what is private to others without a trace. Refusals are the call's line. */
async function exportAll(node: RpcNode, call: Call, request: ExportAllRequest) {
  const page = checkedPage(request);
  const { clusterId } = node;
  const reply = await read(node, call, "exportAll", (caller) => ({ caller, clusterId, ...page }));
  const accountId = await node.sessions.accountHere(call.token());
  const isFirst = page.cursor === "";
  node.logger.warn({ accountId, isFirst }, "an administrator exports every conversation");
  return reply;
}
