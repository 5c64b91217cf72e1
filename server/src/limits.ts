/** Every limit of a node, with its unit. Reaching one is a clear error, never a crash. docs/limits.md is the same table for people. */
export const LIMITS = {
  /** Account and room names, in characters (code points). */
  nameCharacters: 32,
  passwordMinCharacters: 8,
  passwordMaxCharacters: 256,
  /** One message's text, in bytes of UTF-8. */
  textBytes: 16 * 1024,
  pageDefaultRows: 50,
  pageMaxRows: 200,
  conversationMembers: 10_000,
  /** People of a group conversation, whoever opens it included. */
  groupMinMembers: 3,
  groupMembers: 9,
  topicCharacters: 250,
  /** One reaction's emoji, in code points. */
  emojiCharacters: 32,
  /** Reactions of one message, and different emoji among them. */
  messageReactions: 500,
  messageEmoji: 20,
  /** "@" in one text that can name somebody; and readings of one of them, as names may hold spaces. */
  messageMentions: 32,
  mentionForms: 8,
  /** Messages that one ReadMessages marks and brings, and their texts in bytes; it brings at least one. */
  readRows: 100,
  readTextBytes: 32 * 1024,
  batchRows: 64,
  batchBytes: 64 * 1024,
  /** One log entry, in bytes. */
  entryBytes: 256 * 1024,
  /** One request on the client port, in bytes. */
  clientMessageBytes: 256 * 1024,
  /** What the transport takes in at all, in bytes: between the two a request is refused with a sentence. */
  clientFrameBytes: 2 * 1024 * 1024,
  /** One message on the peer port, in bytes. */
  peerMessageBytes: 1024 * 1024,
  /** Entries of one append, in bytes. */
  appendBytes: 512 * 1024,
  /** Stored answers of one client id. */
  storedAnswers: 256,
  /** A client id unknown to the cluster and this much older than log time is refused. */
  keyAgeMs: 7 * 24 * 3600 * 1000,
  sessionAgeMs: 30 * 24 * 3600 * 1000,
  /** Alive at once; the oldest ends for the next one. */
  sessionsPerAccount: 100,
  /** What a session or a token is called, in characters. */
  labelCharacters: 64,
  /** A link for another password, from its issue. */
  resetAgeMs: 24 * 3600 * 1000,
  /** An invite, from its issue, and the accounts that it may make. */
  inviteAgeMs: 7 * 24 * 3600 * 1000,
  inviteMaxAgeMs: 30 * 24 * 3600 * 1000,
  inviteUses: 1_000,
  /** Invites that can be used at once. */
  invites: 100,
  /** A bot's token. */
  botTokenAgeMs: 366 * 24 * 3600 * 1000,
  /** Proposals waiting in one node. */
  queuedProposals: 4096,
  queuedProposalBytes: 16 * 1024 * 1024,
  /** Reads, and streams that wait for an index, in one node. */
  waitingReads: 8_192,
  /** Messages of members between two turns of a node's loop. */
  inboxMessages: 8_192,
  inboxBytes: 64 * 1024 * 1024,
  /** A snapshot is taken when so much log has grown, or half of the last snapshot if that is more. */
  snapshotLogBytes: 64 * 1024 * 1024,
  /** Log kept behind a snapshot, for followers that are a little behind; and for those further behind that still answer. */
  tailBytes: 64 * 1024 * 1024,
  tailMaxBytes: 256 * 1024 * 1024,
  /** One part of a snapshot on the wire: below every receive limit, header included. */
  snapshotChunkBytes: 192 * 1024,
  /** Of all snapshots that a leader sends, together, in a second. */
  snapshotRateBytes: 64 * 1024 * 1024,
  /** One snapshot, in bytes of state: nothing larger is believed. */
  snapshotBytes: 16 * 1024 * 1024 * 1024,
  /** Of snapshots that a node sums up, compares or copies for itself, in a second: the disk is there for the log. */
  snapshotDiskBytes: 32 * 1024 * 1024,
  /** Of a snapshot written and not synced: a sync of more holds up those of the log. */
  snapshotUnsyncedBytes: 4 * 1024 * 1024,
  /** A backup from its call to its end; and how long nobody may take anything of it. */
  backupMs: 3600 * 1000,
  backupStallMs: 30 * 1000,
  /** Newest starts of others that a node remembers: members, and some of the past. The mark has room for them. */
  startsOfOthers: 32,
  /** Starts of its own since it was last recognised; whoever saw one that is forgotten makes it recover. */
  startsOfOwn: 16,
  /** In the leader's log and not yet applied; beyond either new proposals are refused. */
  unappliedEntries: 5_000,
  unappliedBytes: 64 * 1024 * 1024,
  /** A follower that knows no leader holds a write this long, hoping for news. */
  leaderWaitMs: 250,
  /** Events queued for one subscriber before it is cut as lagging. */
  streamQueueEvents: 256,
  streamQueueBytes: 256 * 1024,
  streamsPerNode: 5_000,
  heartbeatMs: 2_000,
  /** Typing is shown for so long unless it is said again, which a client does after the second. */
  typingMs: 6_000,
  typingAgainMs: 3_000,
  /** Larger conversations tell neither who types in them nor, by themselves, who is there. */
  presenceMembers: 1_000,
  /** People whose presence one subscriber is told. */
  presenceCompany: 1_000,
  /** People of the whole cluster that a node keeps in mind. */
  presencePeople: 50_000,
  /** Between two tellings of who is on a node, and how long one holds: also after somebody's last stream has ended. */
  presenceBeatMs: 2_000,
  presenceHoldMs: 6_000,
  /** What somebody who has left wanted to be shown as is kept for so long. */
  presenceWishMs: 24 * 3600 * 1000,
  /** Between two whole lists to one subscriber, which make good what was dropped. */
  presenceListMs: 60_000,
  /** Questions to the state, of who may hear of typing and presence, at once; beyond, typing is dropped. */
  presenceQuestions: 64,
  /** Of these about typing that one other node told of. */
  presenceTellerQuestions: 16,
  /** Whole lists of who is there that are asked of the state at once; the others wait. */
  presenceLists: 16,
  /** A wish told by a node whose clock is so far ahead of this node's is not believed. */
  presenceWishAheadMs: 24 * 3600 * 1000,
  /** SetTyping and SetPresence of one account at once, and those that come back in a second. */
  signalBurst: 20,
  signalsPerSecond: 4,
  /** Password hashes at once; more wait, up to the queue. */
  hashConcurrency: 2,
  hashQueue: 64,
  /** Wrong passwords for one name in so long; then one at a time comes back. */
  guesses: 10,
  guessWindowMs: 15 * 60 * 1000,
  /** Wrong passwords and sign-ups from one address at once, and those that come back in a second. */
  addressBurst: 1_000,
  addressPerSecond: 10,
  /** Rows of one account at once, and those that come back in a second. */
  writeBurstRows: 5_000,
  writeRowsPerSecond: 200,
  /** Reads of one account on one node at once, and those that come back in a second. */
  readBurst: 2_000,
  readsPerSecond: 200,
  /** The same of one address, behind which many people may sit. */
  readAddressBurst: 20_000,
  readsPerSecondOfAddress: 4_000,
  /** Names, addresses and accounts whose pace a node remembers, of each. */
  rateKeys: 10_000,
  /** Longest a client call may ask for. */
  callMs: 15_000,
  /** Log entries kept in memory for followers and apply, in bytes. */
  logCacheBytes: 4 * 1024 * 1024,
  /** Messages above a read position that are looked at to count the unread; past them the count is a lower bound. */
  unreadScanRows: 10_000,
  /** Messages of one page, in bytes of text; a page holds at least one. */
  pageTextBytes: 256 * 1024,
  /** Accounts or rooms looked at for one page of a directory. */
  directoryScanRows: 10_000,
  /** One search: its characters (code points), and its words and conditions. */
  searchCharacters: 256,
  searchTerms: 16,
  /** Messages that a search looks at for one page, and its work, looked at between parts of the index. */
  searchScanMessages: 20_000,
  /** Hits of anybody's that are looked at before the question is narrowed to what the asker may read. */
  searchPlainHits: 1_000,
  searchMs: 250,
  /** Messages of one part of the index: what a single step of SQLite can take is bounded by it. */
  searchPartMessages: 65_536,
  /** Messages that the index takes in at once; and log entries that it may be behind while nobody searches. */
  searchFillMessages: 400,
  searchFillEntries: 400,
  /** Messages that a search itself takes in before it answers; further behind, it is refused. */
  searchCatchUpMessages: 4_000,
  /** Conversations of one account that are asked for by name; with more, all hits are looked at. */
  searchPlaces: 256,
  /** Searches that wait in one node. */
  searchQueue: 64,
  /** Searches of one account at once, and those that come back in a second. */
  searchBurst: 30,
  searchesPerSecond: 5,
  /** One part of a live event, in bytes. */
  eventPartBytes: 32 * 1024,
  /** One page of a subscriber's catch-up, in bytes and in log indices. */
  catchUpPageBytes: 64 * 1024,
  catchUpPageIndices: 200,
  /** Expired sessions and client ids removed at one index, each. */
  purgeRows: 1_000,
  /** Rows that apply keeps in memory in front of each of its tables. */
  stateCacheRows: 10_000,
  /** Room on the disk of a node's folder below which no writes are taken; above the second they are taken again. */
  diskReserveBytes: 128 * 1024 * 1024,
  diskRoomBytes: 192 * 1024 * 1024,
  /** Held back in a file, and given back when the disk is full after all: a thousand terms and votes of a page. */
  reserveFileBytes: 4 * 1024 * 1024,
  /** Between two looks at the room. */
  diskLookMs: 1_000,
  /** Entries between two notes of the state hash, at each multiple. Equal on all nodes. */
  stateNoteEntries: 1_000,
  /** Write-ahead log of state.db that starts a checkpoint, in bytes. */
  stateWalBytes: 24 * 1024 * 1024,
  /** The same, at which apply waits for the end of a copy of the state or of a checkpoint: until then it only grows. */
  stateWalMaxBytes: 56 * 1024 * 1024,
} as const;
