/**
 * Test support: who may do what. One line for each operation of the contract and each kind of thing it can be done to, one
 * column for each kind of caller; authorization.test.ts asks a node every cell of it.
 *
 * Callers without a session that is alive: `none` brings no token, `unkn` one that nobody has, `expd` one that ran out,
 * `ende` one that was signed out, `susp` that of somebody who was suspended since, `oper` the operator's.
 * Signed in and not in the rooms: `outs` never was, `remv` was removed, `bot`, `admn` and `ownr` of the workspace.
 * In the rooms and the group: `memb`; `auth`, who wrote the message in question; `makr`, who made the rooms. The direct
 * conversation is that of `memb` and `auth`.
 *
 * Answers: `ok`; `out` BAD_SESSION; `no` FORBIDDEN; `nil` NOT_FOUND, also for what there is and the caller may not know of;
 * `bad` INVALID; `pw` BAD_CREDENTIALS; `sus` SUSPENDED.
 */
const TABLE = `
                                              none unkn expd ende susp oper | outs remv bot  admn ownr | memb auth makr
AccountService.CreateAccount   open            ok   ok   ok   ok   ok   ok  |  ok   ok   ok   ok   ok  |  ok   ok   ok
AccountService.CreateAccount   invite-only     no   no   no   no   no   no  |  no   no   no   no   no  |  no   no   no
AccountService.CreateAccount   invited         ok   ok   ok   ok   ok   ok  |  ok   ok   ok   ok   ok  |  ok   ok   ok
AccountService.LogIn           member          ok   ok   ok   ok   ok   ok  |  ok   ok   ok   ok   ok  |  ok   ok   ok
AccountService.LogIn           suspended       sus  sus  sus  sus  sus  sus |  sus  sus  sus  sus  sus |  sus  sus  sus
AccountService.LogIn           bot             pw   pw   pw   pw   pw   pw  |  pw   pw   pw   pw   pw  |  pw   pw   pw
AccountService.LogOut          own             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
AccountService.GetSession      own             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
AccountService.ListAccounts    all             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
AccountService.GetAccount      member          out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
AccountService.ChangePassword  own             out  out  out  out  out  out |  ok   ok   pw   ok   ok  |  ok   ok   ok
AccountService.DeleteAccount   own             out  out  out  out  out  out |  ok   ok   pw   ok   no  |  ok   ok   ok
AccountService.ResetPassword   link            ok   ok   ok   ok   ok   ok  |  ok   ok   ok   ok   ok  |  ok   ok   ok
AccountService.ResetPassword   no-link         nil  nil  nil  nil  nil  nil |  nil  nil  nil  nil  nil |  nil  nil  nil
AccountService.ListSessions    own             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
AccountService.GetSignUp       all             ok   ok   ok   ok   ok   ok  |  ok   ok   ok   ok   ok  |  ok   ok   ok
AdminService.IssueReset        member          out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   no
AdminService.IssueReset        admin           out  out  out  out  out  out |  no   no   no   bad  ok  |  no   no   no
AdminService.IssueReset        owner           out  out  out  out  out  out |  no   no   no   no   bad |  no   no   no
AdminService.IssueReset        bot             out  out  out  out  out  out |  no   no   no   nil  nil |  no   no   no
AdminService.CreateInvite      new             out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   no
AdminService.ListInvites       all             out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   no
AdminService.IssueBotToken     bot             out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   no
AdminService.IssueBotToken     member          out  out  out  out  out  out |  no   no   no   nil  nil |  no   no   no
AdminService.ListBotTokens     bot             out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   no
AdminService.ListBotTokens     member          out  out  out  out  out  out |  no   no   no   nil  nil |  no   no   no
AdminService.ExportAll         all             out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   no
ClusterService.Now             all             ok   ok   ok   ok   ok   ok  |  ok   ok   ok   ok   ok  |  ok   ok   ok
ClusterService.GetCluster      all             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
ConversationService.ListConversations own      out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
ConversationService.BrowseRooms all            out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
ConversationService.ListMembers private        out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
ConversationService.ListMembers public         out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
ConversationService.ListMembers direct         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   nil
ConversationService.ListMembers group          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
EventService.Subscribe         own             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
MessageService.ListMessages    private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
MessageService.ListMessages    public          out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
MessageService.ListMessages    archived        out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
MessageService.ListMessages    direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   nil
MessageService.ListMessages    group           out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
MessageService.GetMessage      private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
MessageService.GetMessage      public          out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
MessageService.GetMessage      direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   nil
MessageService.GetMessage      group           out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
MessageService.GetUnread       all             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
MessageService.GetUnread       private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
MessageService.GetUnread       direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   nil
MessageService.SearchMessages  all             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
MessageService.SearchMessages  private         out  out  out  out  out  out |  bad  bad  bad  bad  bad |  ok   ok   ok
MessageService.SearchMessages  public          out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
MessageService.SearchMessages  archived        out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
MessageService.SearchMessages  direct          out  out  out  out  out  out |  bad  bad  bad  bad  bad |  ok   ok   bad
MessageService.SearchMessages  group           out  out  out  out  out  out |  bad  bad  bad  bad  bad |  ok   ok   ok
OperatorService.GetMembership  all             ok   ok   ok   ok   ok   ok  |  ok   ok   ok   ok   ok  |  ok   ok   ok
OperatorService.ChangeMembership all           no   no   no   no   no   ok  |  no   no   no   no   no  |  no   no   no
OperatorService.TransferLeadership all         no   no   no   no   no   ok  |  no   no   no   no   no  |  no   no   no
OperatorService.BackUp         all             no   no   no   no   no   ok  |  no   no   no   no   no  |  no   no   no
PresenceService.SetTyping      private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
PresenceService.SetTyping      public          out  out  out  out  out  out |  no   no   no   no   no  |  ok   ok   ok
PresenceService.SetTyping      archived        out  out  out  out  out  out |  no   no   no   no   no  |  no   no   no
PresenceService.SetTyping      direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   nil
PresenceService.SetTyping      group           out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
PresenceService.SetPresence    own             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
Write.sendMessage              private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.sendMessage              public          out  out  out  out  out  out |  no   no   no   no   no  |  ok   ok   ok
Write.sendMessage              archived        out  out  out  out  out  out |  no   no   no   no   no  |  no   no   no
Write.sendMessage              direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   nil
Write.sendMessage              group           out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.editMessage              private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  no   ok   no
Write.editMessage              public          out  out  out  out  out  out |  no   no   no   no   no  |  no   ok   no
Write.editMessage              archived        out  out  out  out  out  out |  no   no   no   no   no  |  no   no   no
Write.editMessage              direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  no   ok   nil
Write.editMessage              group           out  out  out  out  out  out |  nil  nil  nil  nil  nil |  no   ok   no
Write.deleteMessage            private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  no   ok   ok
Write.deleteMessage            public          out  out  out  out  out  out |  no   no   no   ok   ok  |  no   ok   ok
Write.deleteMessage            archived        out  out  out  out  out  out |  no   no   no   ok   ok  |  no   ok   ok
Write.deleteMessage            direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  no   ok   nil
Write.deleteMessage            group           out  out  out  out  out  out |  nil  nil  nil  nil  nil |  no   ok   no
Write.react                    private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.react                    public          out  out  out  out  out  out |  no   no   no   no   no  |  ok   ok   ok
Write.react                    archived        out  out  out  out  out  out |  no   no   no   no   no  |  no   no   no
Write.react                    direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   nil
Write.react                    group           out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.markRead                 private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.markRead                 public          out  out  out  out  out  out |  no   no   no   no   no  |  ok   ok   ok
Write.markRead                 direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   nil
Write.markUnread               private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.markUnread               public          out  out  out  out  out  out |  no   no   no   no   no  |  ok   ok   ok
Write.markUnread               direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   nil
Write.readMessages             all             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
Write.readMessages             private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.readMessages             direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   nil
Write.openDirect               member          out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  bad  ok   ok
Write.openDirect               nothing         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  nil  nil  nil
Write.openGroup                others          out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
Write.createRoom               new             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
Write.joinRoom                 private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.joinRoom                 public          out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
Write.joinRoom                 direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  no   no   nil
Write.joinRoom                 group           out  out  out  out  out  out |  nil  nil  nil  nil  nil |  no   no   no
Write.leaveRoom                private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.leaveRoom                public          out  out  out  out  out  out |  no   ok   no   no   no  |  ok   ok   ok
Write.leaveRoom                direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  bad  bad  nil
Write.leaveRoom                group           out  out  out  out  out  out |  nil  nil  nil  nil  nil |  bad  bad  bad
Write.inviteToRoom             private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.inviteToRoom             public          out  out  out  out  out  out |  no   no   no   no   no  |  ok   ok   ok
Write.inviteToRoom             archived        out  out  out  out  out  out |  no   no   no   no   no  |  no   no   no
Write.inviteToRoom             direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  bad  bad  nil
Write.removeFromRoom           private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  no   no   ok
Write.removeFromRoom           public          out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   ok
Write.removeFromRoom           direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  bad  bad  nil
Write.setTopic                 private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.setTopic                 public          out  out  out  out  out  out |  no   no   no   no   no  |  ok   ok   ok
Write.setTopic                 archived        out  out  out  out  out  out |  no   no   no   no   no  |  no   no   no
Write.setTopic                 group           out  out  out  out  out  out |  nil  nil  nil  nil  nil |  bad  bad  bad
Write.renameRoom               private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  no   no   ok
Write.renameRoom               public          out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   ok
Write.renameRoom               direct          out  out  out  out  out  out |  nil  nil  nil  nil  nil |  bad  bad  nil
Write.archiveRoom              private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  no   no   ok
Write.archiveRoom              public          out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   ok
Write.archiveRoom              archived        out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   ok
Write.archiveRoom              group           out  out  out  out  out  out |  nil  nil  nil  nil  nil |  bad  bad  bad
Write.setNotificationLevel     private         out  out  out  out  out  out |  nil  nil  nil  nil  nil |  ok   ok   ok
Write.setNotificationLevel     public          out  out  out  out  out  out |  no   no   no   no   no  |  ok   ok   ok
Write.setProfile               own             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
Write.endSession               own             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
Write.endSession               member          out  out  out  out  out  out |  no   no   no   nil  nil |  ok   no   no
Write.endSession               bot             out  out  out  out  out  out |  no   no   ok   ok   ok  |  no   no   no
Write.endOtherSessions         own             out  out  out  out  out  out |  ok   ok   ok   ok   ok  |  ok   ok   ok
Write.setAccountRole           member          out  out  out  out  out  out |  no   no   no   no   ok  |  no   no   no
Write.setAccountRole           own             out  out  out  out  out  out |  no   no   no   no   no  |  no   no   no
Write.setAccountRole           bot             out  out  out  out  out  out |  no   no   no   no   bad |  no   no   no
Write.suspendAccount           member          out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   no
Write.suspendAccount           bot             out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   no
Write.suspendAccount           admin           out  out  out  out  out  out |  no   no   no   bad  ok  |  no   no   no
Write.suspendAccount           owner           out  out  out  out  out  out |  no   no   no   no   bad |  no   no   no
Write.createBot                new             out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   no
Write.revokeInvite             invite          out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   no
Write.setSignUp                rule            out  out  out  out  out  out |  no   no   no   ok   ok  |  no   no   no
`;

export const ACTORS = [
  "none",
  "unkn",
  "expd",
  "ende",
  "susp",
  "oper",
  "outs",
  "remv",
  "bot",
  "admn",
  "ownr",
  "memb",
  "auth",
  "makr",
] as const;
export type Actor = (typeof ACTORS)[number];

const ANSWERS: Readonly<Record<string, string>> = {
  ok: "ok",
  out: "BAD_SESSION",
  no: "FORBIDDEN",
  nil: "NOT_FOUND",
  bad: "INVALID",
  pw: "BAD_CREDENTIALS",
  sus: "SUSPENDED",
};

export interface MatrixRow {
  readonly operation: string;
  readonly target: string;
  readonly answers: readonly { readonly actor: Actor; readonly expected: string }[];
}

/** Throws for a line that is not whole: a cell that nobody filled in is no permission. */
export function matrixRows(): MatrixRow[] {
  const [header = "", ...lines] = TABLE.split("\n").filter((line) => line.trim() !== "");
  if (words(header).join() !== ACTORS.join()) throw new Error("the columns are not the callers");
  return lines.map((line) => {
    const [operation = "", target = "", ...cells] = words(line);
    if (cells.length !== ACTORS.length) throw new Error(`this line is not whole: ${line}`);
    const answers = ACTORS.map((actor, at) => {
      const expected = ANSWERS[cells[at] ?? ""];
      if (expected === undefined) throw new Error(`no answer is called so: ${line}`);
      return { actor, expected };
    });
    return { operation, target, answers };
  });
}

function words(line: string): string[] {
  return line.split(/[\s|]+/).filter((word) => word !== "");
}
