/** Elections and terms: bugs to plant. */
import { mutant } from "../mutant.ts";

export const ELECTION_MUTANTS = [
  mutant(1, "a vote is granted before it is durable", {
    file: "raft/election.ts",
    find: "core.release(voteResponse(core, request, granted, core.term));",
    put: "core.send(voteResponse(core, request, granted, core.term));",
  }),
  mutant(1, "a candidate asks before its own vote is durable", {
    file: "raft/election.ts",
    find: "core.release(voteRequest(core, voter, { isPreVote: false, isTransfer }));",
    put: "core.send(voteRequest(core, voter, { isPreVote: false, isTransfer }));",
  }),
  mutant(2, "a vote is forgotten on stepping down", {
    file: "raft/election.ts",
    find: "if (isNewTerm) core.enterTerm(term);",
    put: "if (isNewTerm) core.enterTerm(term); else if (core.role !== 'follower') core.vote = null;",
  }),
  mutant(
    3,
    "a vote does not ask whose log is newer",
    {
      file: "raft/election.ts",
      find: "core.leader === null && core.log.isUpToDate(request.lastIndex, request.lastTerm);",
      put: "core.leader === null;",
    },
    {
      file: "raft/election.ts",
      find: "if (!core.log.isUpToDate(request.lastIndex, request.lastTerm)) return false;",
      put: "",
    },
  ),
  mutant(3, "logs are compared by length alone", {
    file: "raft/log.ts",
    find: "return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);",
    put: "return lastIndex >= this.lastIndex || lastTerm > this.lastTerm + 1000;",
  }),
  mutant(2, "a vote is forgotten in a crash", {
    file: "raft/core.ts",
    find: "this.vote = stored.hardState.vote;",
    put: "this.vote = null;",
  }),
  mutant(
    1,
    "a candidate counts its own vote before it is durable",
    {
      file: "raft/election.ts",
      find: 'core.role !== "candidate" || !core.isHardStateDurable || core.votes.has(core.id)',
      put: 'core.role !== "candidate" || core.votes.has(core.id)',
    },
    {
      file: "raft/election.ts",
      find: "// The candidate counts itself when its vote is durable: ownVoteDurable.",
      put: "ownVoteDurable(core);",
    },
    {
      file: "raft/election.ts",
      find: "core.release(voteRequest(core, voter, { isPreVote: false, isTransfer }));",
      put: "core.send(voteRequest(core, voter, { isPreVote: false, isTransfer }));",
    },
  ),
  mutant(1, "a heartbeat is answered before the term is durable", {
    file: "raft/follower.ts",
    find: "core.sendWhenDurable(response);",
    put: "core.send(response);",
  }),
  mutant(4, "a granted pre-vote counts as a vote", {
    file: "raft/election.ts",
    find: 'if (core.role === "preCandidate" && response.term === core.term + 1) recordVote(core, response.from, true, response.incarnation);',
    put: 'if (core.role === "preCandidate" || response.term === core.term) recordVote(core, response.from, true, response.incarnation);',
  }),
  mutant(2, "the vote of the last term is kept in a new one", {
    file: "raft/core.ts",
    find: "this.term = term; this.vote = null;",
    put: "this.term = term;",
  }),
  mutant(2, "a second candidate gets the same vote", {
    file: "raft/election.ts",
    find: "(core.vote === null || core.vote === request.from) &&",
    put: "",
  }),
  mutant(1, "a vote is never written down", {
    file: "raft/core.ts",
    find: "this.vote = vote; this.#step.isHardStateDirty = true;",
    put: "this.vote = vote;",
  }),
  mutant(1, "a new term is never written down", {
    file: "raft/core.ts",
    find: "this.isLeaderLost = false; this.#step.isHardStateDirty = true;",
    put: "this.isLeaderLost = false;",
  }),
  mutant(
    11,
    "a late order to campaign is obeyed",
    {
      file: "raft/transfer.ts",
      find: 'if (message.term !== core.term || core.role !== "follower" || core.leader !== message.from) return;',
      put: 'if (message.term > core.term || core.role !== "follower") return;',
    },
    {
      file: "raft/transfer.ts",
      find: "if (message.lastIndex === core.log.lastIndex) startVote(core, true);",
      put: "startVote(core, true);",
    },
    {
      file: "raft/screen.ts",
      find: 'return isAnsweredAnyway(message) ? null : "STALE_TERM";',
      put: 'return isAnsweredAnyway(message) || message.type === "timeoutNow" ? null : "STALE_TERM";',
    },
  ),
  mutant(11, "leadership is handed to a follower that lacks entries", {
    file: "raft/transfer.ts",
    find: "if (core.progress.get(transfer.target)?.match !== log.lastIndex) return;",
    put: "",
  }),
  mutant(5, "a pre-vote counts as a sign of the leader's life", {
    file: "raft/election.ts",
    find: "const granted = wouldVote(core, request);",
    put: "const granted = wouldVote(core, request); heardLeader(core);",
  }),
  mutant(8, "who has just granted a vote grants pre-votes too", {
    file: "raft/election.ts",
    find: "if (request.term <= core.term || core.now < core.refusePreVotesUntil) return false;",
    put: "if (request.term <= core.term) return false;",
  }),
  mutant(48, "a leader's goodbye sets off an early pre-vote", {
    file: "raft/raft.ts",
    find: 'case "peerLeft": disconnected(core, input.peer);',
    put: 'case "peerLeft": peerLost(core, input.peer); disconnected(core, input.peer);',
  }),
  mutant(
    11,
    "a leader takes proposals while it hands over",
    {
      file: "raft/proposing.ts",
      find: "if (core.transfer !== null) {",
      put: "if (core.transfer !== null && core.transfer.until < 0) {",
    },
    {
      file: "node/driver.ts",
      find: "!this.proposals.hasQueued || this.raft.isTransferring",
      put: "!this.proposals.hasQueued",
    },
  ),
  mutant(9, "a leader stays in office without a quorum", {
    file: "raft/election.ts",
    find: 'if (core.role === "leader") return checkQuorum(core);',
    put: 'if (core.role === "leader") return;',
  }),
  mutant(48, "a process that was held up takes that for its leader's silence", {
    file: "raft/election.ts",
    find: "if (heldUpMs <= 0) return;",
    put: 'if (heldUpMs <= 0 || core.role !== "leader") return;',
  }),
  mutant(48, "a leader is suspected when three heartbeats are missing", {
    file: "raft/suspicion.ts",
    find: "return Math.min(Math.max(usual, floor), suspicionMaxMs);",
    put: "return Math.min(floor - heartbeatMs, suspicionMaxMs);",
  }),
];
