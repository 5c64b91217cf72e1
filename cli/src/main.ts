/** The command line: one file a verb in commands/. Expected failures are one sentence on stderr. */
import { Command } from "commander";
import { addAccount, addSessions } from "./commands/account.ts";
import { addAccounts } from "./commands/accounts.ts";
import { addAdmin, addBot, addInvite } from "./commands/admin.ts";
import { addBackup } from "./commands/backup.ts";
import { addCluster } from "./commands/cluster.ts";
import { addCompletion } from "./commands/completion.ts";
import { addDemo } from "./commands/demo.ts";
import { addEdge } from "./commands/edge.ts";
import { addGroup } from "./commands/group.ts";
import { addLeader } from "./commands/leader.ts";
import { addLogs } from "./commands/logs.ts";
import { addMessage } from "./commands/message.ts";
import { addNode } from "./commands/node.ts";
import { addRead } from "./commands/read.ts";
import { addRestore } from "./commands/restore.ts";
import { addRoom } from "./commands/room.ts";
import { addSearch } from "./commands/search.ts";
import { addSend } from "./commands/send.ts";
import { addSession } from "./commands/session.ts";
import { addStatus } from "./commands/status.ts";
import { addTail } from "./commands/tail.ts";
import { addTransfer } from "./commands/transfer.ts";
import { addUnread } from "./commands/unread.ts";
import { addUp } from "./commands/up.ts";
import { addVerify } from "./commands/verify.ts";
import { Sentence } from "./sentence.ts";
import packageFile from "../package.json" with { type: "json" };

const USAGE_EXIT_CODE = 2;

const program = new Command("parley")
  .description("A chat in the browser that outlives its servers.")
  .version(packageFile.version)
  .configureOutput({ writeErr: (text) => void process.stderr.write(text.replace(/^error: /, "")) })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE));
const operating = [
  addUp,
  addStatus,
  addLeader,
  addCluster,
  addNode,
  addEdge,
  addBackup,
  addRestore,
  addVerify,
];
const chatting = [
  addSession,
  addAccount,
  addSessions,
  addAccounts,
  addAdmin,
  addInvite,
  addBot,
  addSend,
  addMessage,
  addRead,
  addUnread,
  addSearch,
  addRoom,
  addGroup,
  addTail,
  addTransfer,
];
const verbs = [...operating, ...chatting, addDemo, addLogs, addCompletion];
for (const add of verbs) add(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof Sentence)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
