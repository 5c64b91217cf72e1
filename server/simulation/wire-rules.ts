/**
 * Persist, then say: what a message relies on must be on the sender's disk before it leaves (raft.md §1). The
 * disk is asked, not the node. Votes are remembered over restarts.
 */
import type { Message } from "../src/raft/messages.ts";
import type { Index, Term } from "../src/raft/types.ts";
import { isSameMark, markOf } from "./node-view.ts";
import type { EntryMark, NodeView } from "./node-view.ts";
import { must } from "./violation.ts";

/** `leaderLog`: the log of the leader of a term while it still leads, else null. */
export function checkMessage(
  view: NodeView,
  message: Message,
  leaderLog: (term: Term) => readonly EntryMark[] | null,
): void {
  const durable = view.disk.hardState;
  const { name } = view;
  switch (message.type) {
    case "voteRequest":
      if (message.isPreVote) return;
      must(
        durable.term === message.term && durable.vote === message.from,
        `${name} asks for votes after its own vote is durable`,
      );
      return remember(view, message.term, message.from);
    case "voteResponse":
      if (message.isPreVote || !message.granted) return;
      must(
        durable.term === message.term && durable.vote === message.to,
        `${name} grants a vote that is durable`,
      );
      return remember(view, message.term, message.to);
    case "appendResponse":
      must(durable.term >= message.term, `${name} answers in a durable term`);
      if (message.success) checkAck(view, message.index, leaderLog(message.term));
      return;
    case "heartbeatResponse":
      must(durable.term >= message.term, `${name} answers in a durable term`);
      return;
    case "appendRequest":
      must(
        message.prevIndex === 0 || view.log[message.prevIndex - 1]?.term === message.prevTerm,
        `${name} names the entry before an append as it is`,
      );
      return checkLeader(view, message);
    case "heartbeatRequest":
    case "commitUpdate":
      return checkLeader(view, message);
    case "snapshotOffer":
      must(
        view.snapshots.whole.some(({ id }) => id === message.snapshot.id),
        `${name} offers only a whole snapshot`,
      );
      must(durable.term >= message.term, `${name} leads in a durable term`);
      return;
    case "refilled":
    case "snapshotChunk":
    case "snapshotPull":
    case "snapshotFailed":
      must(durable.term >= message.term, `${name} speaks in a durable term`);
      return;
    case "readRequest":
    case "readResponse":
    case "timeoutNow":
    // starts-rule.ts
    case "claim":
    case "claimAnswer":
      return;
  }
}

function checkLeader(view: NodeView, { term, commit }: { term: Term; commit: Index }): void {
  must(view.disk.hardState.term >= term, `${view.name} leads in a durable term`);
  must(commit <= view.log.length, `${view.name} tells a commit index inside its log`);
}

/** Everything up to `index` is durable and equal to the leader's. */
function checkAck(view: NodeView, index: number, leaderLog: readonly EntryMark[] | null): void {
  must(index <= view.lastOnDisk, `${view.name} acknowledges only what is on its disk`);
  const last = view.entryOnDisk(index);
  if (last === null || leaderLog === null || index > leaderLog.length) return;
  must(
    isSameMark(markOf(last), leaderLog[index - 1]),
    `${view.name} acknowledges only what equals the leader's entry ${index}`,
  );
}

function remember(view: NodeView, term: Term, vote: NodeView["id"]): void {
  const earlier = view.votes.get(term);
  must(
    earlier === undefined || earlier === vote,
    `${view.name} gives one vote in term ${term}, restarts included`,
  );
  view.votes.set(term, vote);
}
