/**
 * Members and leadership, for operators. The edge routes nothing of this service; who changes something proves with the
 * operator's token that it may read the data folder of a node (foundations 1).
 */
import { timingSafeEqual } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  ChangeMembershipResponseSchema,
  GetMembershipResponseSchema,
  Standing,
  TransferLeadershipResponseSchema,
} from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import type {
  ChangeMembershipRequest,
  MemberNewsSchema,
  MemberSchema,
  OperatorService,
} from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import type { Handlers } from "../../lib/grpc-service.ts";
import { isMemberName, isRaftId } from "../../lib/member-ids.ts";
import { RefusalLog } from "../../lib/refusal-log.ts";
import type { DiskRoom } from "../../ports.ts";
import type { Configuration, Member, MembershipChange, RaftId } from "../../raft/types.ts";
import { type BackUpCall, serveBackup } from "../backup-stream.ts";
import { CallRefusal } from "../call-refusal.ts";
import { claimedToken } from "../caller-token.ts";
import { acceptedRequest } from "../door-definition.ts";
import { requireLeadership } from "../proposing.ts";
import type { RpcNode } from "../rpc-node.ts";
import { refuseCrossSite, unary } from "../unary.ts";
import type { Call } from "../unary.ts";

/** As the log's codec has it, or stricter: a member that it would not take is refused here with a sentence. */
const ADDRESS = /^[a-zA-Z0-9.-]{1,253}:[0-9]{1,5}$|^\[[0-9a-fA-F:.%]{2,64}\]:[0-9]{1,5}$/;

export function operatorHandlers(node: RpcNode): Handlers<typeof OperatorService> {
  const refusals = new RefusalLog<"FORBIDDEN">({ now: () => performance.now(), linesAtOnce: 1 });
  const door: Door = { node, refusals, isBackingUp: false };
  return {
    getMembership: unary(node, () => Promise.resolve(getMembership(node))),
    changeMembership: unary(node, async (request, call) => {
      const change = await mutate(door, call, () => changeOf(node, request));
      const configuration = await node.membership.changeMembers(change, call.remainingMs());
      return create(ChangeMembershipResponseSchema, { members: rows(node, configuration) });
    }),
    transferLeadership: unary(node, async ({ to }, call) => {
      const target = await mutate(door, call, () => (to === "" ? null : idOf(node, to)));
      const leader = await node.membership.transferLeadership(target, call.remainingMs());
      return create(TransferLeadershipResponseSchema, { leader });
    }),
    // Every failure inside ends the call with its reason; the promise never rejects.
    backUp: (call) => void backUp(door, call),
  };
}

/** One at a time: each may make the node copy its state, and keeps a snapshot. */
async function backUp(door: Door, call: BackUpCall): Promise<void> {
  let isMine = false;
  await serveBackup(door.node, call, () => {
    refuseCrossSite(call.metadata);
    acceptedRequest(call.request);
    requireOperator(door, claimedToken(call.metadata));
    if (door.isBackingUp)
      throw new CallRefusal("BUSY", "Another backup of this node is under way.");
    door.isBackingUp = true;
    isMine = true;
  });
  if (isMine) door.isBackingUp = false;
}

interface Door {
  readonly node: RpcNode;
  /** Callers without the token. */
  readonly refusals: RefusalLog<"FORBIDDEN">;
  isBackingUp: boolean;
}

/** Who asks, whether it leads, then what is asked: in this order, so that nobody else learns anything. */
function mutate<Wish>(door: Door, call: Call, read: () => Wish): Promise<Wish> {
  const { node } = door;
  requireOperator(door, call.claimedToken());
  requireLeadership(node.log);
  if (node.log.status().role !== "leader") throw new CallRefusal("NO_LEADER", "");
  const wish = read();
  node.logger.info({ wish }, "an operator changes the cluster");
  return Promise.resolve(wish);
}

function requireOperator(door: Door, given: Uint8Array | null): void {
  const { node } = door;
  const own = node.operatorTokenSha256();
  if (own === null) {
    throw new CallRefusal(
      "FORBIDDEN",
      "This node has no operator token, so it takes nobody for the operator. Copy operator-token into its data folder.",
    );
  }
  if (given !== null && timingSafeEqual(own, given)) return;
  door.refusals.add("FORBIDDEN", "", (times) => {
    const fields = { hasToken: given !== null, times };
    node.logger.warn(fields, "an operator's call was refused: no operator");
  });
  throw new CallRefusal(
    "FORBIDDEN",
    "This needs the operator's token, the file operator-token in the data folder of the cluster.",
  );
}

function getMembership(node: RpcNode) {
  const status = node.log.status();
  const { node: name, term, leader, commitIndex } = status;
  const { index, configuration, isChanging } = node.membership.committedConfiguration();
  const disk = node.disk();
  const own = { ...status, reachable: true, disk, ...node.state() };
  const others = node.peers().map(({ name: peer, reachable, report }) => {
    return { ...(report ?? UNHEARD), node: peer, reachable };
  });
  return create(GetMembershipResponseSchema, {
    clusterId: node.clusterId,
    node: name,
    term: BigInt(term),
    leader,
    index: BigInt(index),
    members: rows(node, configuration),
    changing: isChanging,
    commitIndex: BigInt(commitIndex),
    news: [own, ...others].map(news),
    retired: (configuration.retired ?? []).map((member) => member.name),
  });
}

const UNHEARD = {
  lastIndex: 0,
  appliedIndex: 0,
  disk: { freeBytes: null, isFull: false },
  agreedIndex: 0,
  divergedAt: 0,
  isRecovering: false,
};

interface News {
  readonly node: string;
  readonly reachable: boolean;
  readonly lastIndex: number;
  readonly appliedIndex: number;
  readonly disk: DiskRoom;
  readonly agreedIndex: number;
  readonly divergedAt: number;
  readonly isRecovering: boolean;
}

function news(row: News): MemberNewsInit {
  const { node, reachable, lastIndex, appliedIndex, disk, agreedIndex, divergedAt } = row;
  const { isRecovering: recovering } = row;
  return {
    node,
    reachable,
    lastIndex: BigInt(lastIndex),
    appliedIndex: BigInt(appliedIndex),
    diskFreeBytes: BigInt(disk.freeBytes ?? 0),
    diskFull: disk.isFull,
    agreedIndex: BigInt(agreedIndex),
    divergedAt: BigInt(divergedAt),
    recovering,
  };
}

type MemberNewsInit = MessageInitShape<typeof MemberNewsSchema>;

function rows(
  node: RpcNode,
  configuration: Configuration,
): MessageInitShape<typeof MemberSchema>[] {
  return configuration.members
    .toSorted((one, other) => Number(one.name.slice(1)) - Number(other.name.slice(1)))
    .map((member) => ({ ...node.addressed(member), standing: standingOf(configuration, member) }));
}

function standingOf({ voters, learners }: Configuration, { id }: Member): Standing {
  if (voters.includes(id)) return Standing.VOTER;
  return learners.includes(id) ? Standing.LEARNER : Standing.LEAVING;
}

function changeOf(node: RpcNode, { change }: ChangeMembershipRequest): MembershipChange {
  switch (change.case) {
    case "addLearner": {
      const { id, name, peer, client, http } = change.value;
      if (!isRaftId(id)) throw invalid("add_learner.id", "A raft id is 16 hexadecimal digits.");
      if (!isMemberName(name)) throw invalid("add_learner.name", "A member is called n1, n2 ….");
      if (![peer, client, http].every((address) => ADDRESS.test(address))) {
        throw invalid("add_learner", "Each address of a member is host:port.");
      }
      return { kind: "addLearner", member: { id, name, peer, client, http } };
    }
    case "setVoters":
      return { kind: "setVoters", voters: change.value.names.map((name) => idOf(node, name)) };
    case "removeLearner":
      return { kind: "removeLearner", id: idOf(node, change.value) };
    case undefined:
      throw invalid("change", "Nothing is asked for.");
  }
}

/** Of the configuration in force: what a newer one names counts too. */
function idOf(node: RpcNode, name: string): RaftId {
  const { members } = node.log.configuration();
  const member = members.find((one) => one.name === name);
  if (member !== undefined) return member.id;
  const names = members.map((one) => one.name).join(", ");
  const shown = isMemberName(name) ? ` ${name}` : "";
  throw new CallRefusal("UNKNOWN_MEMBER", `The cluster has no member${shown}; it has ${names}.`);
}

function invalid(field: string, sentence: string): CallRefusal {
  return new CallRefusal("INVALID", sentence, { field });
}
