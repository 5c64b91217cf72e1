/** Who belongs to the cluster, asked of its nodes. The newest answer counts: a node left behind does not know better. */
import {
  Standing,
  type GetMembershipResponse,
} from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { majorityOf, type Member } from "../cluster/cluster-file.ts";
import { method, type OperatorChannels } from "./operator-call.ts";

export interface MemberView extends Member {
  readonly standing: "voter" | "learner" | "leaving";
  /** As the answering node hears of it. */
  readonly reachable: boolean;
  /** 0 while nothing was heard. */
  readonly lastIndex: number;
  readonly appliedIndex: number;
  /** Room on its disk, bytes; 0 while nothing was heard. */
  readonly diskFreeBytes: number;
  /** So little of it that it takes no writes. */
  readonly diskFull: boolean;
  /** Where its state was compared and equal last; 0: never. */
  readonly agreedIndex: number;
  /** Where its state was found to differ and has not been equal since; else 0. */
  readonly divergedAt: number;
  /** Its log lacks what it once held: it counts for nothing until it is refilled. */
  readonly isRecovering: boolean;
}

export interface MembershipView {
  readonly clusterId: string;
  /** The node that answered. */
  readonly node: string;
  readonly term: number;
  /** Empty when it knows none. */
  readonly leader: string;
  /** Where the committed configuration stands in the log. */
  readonly index: number;
  readonly commitIndex: number;
  readonly changing: boolean;
  readonly members: readonly MemberView[];
  /** Names of the past. */
  readonly retired: readonly string[];
}

/** Null when no node of this cluster answers. Takes at most `deadlineMs`, however many are silent. */
export async function askMembership(
  channels: OperatorChannels,
  clusterId: string,
  addresses: readonly string[],
  deadlineMs: number,
): Promise<MembershipView | null> {
  const answers = await Promise.all(
    [...new Set(addresses)].map((address) =>
      channels
        .to(address)(method.getMembership, {}, { deadlineMs })
        // Down, foreign or of another version: the others answer.
        .catch(() => null),
    ),
  );
  const ours = answers.filter((one) => one !== null && one.clusterId === clusterId);
  return newestOf(ours.filter((one) => one !== null).map(viewOf));
}

/** The leader of the newest term knows best; without one, whoever knows the newest configuration. */
export function newestOf(views: readonly MembershipView[]): MembershipView | null {
  const known = views.filter(({ members }) => members.length > 0);
  const [best] = known.toSorted(
    (one, other) =>
      Number(leads(other)) - Number(leads(one)) ||
      other.term - one.term ||
      other.index - one.index ||
      other.commitIndex - one.commitIndex,
  );
  return best ?? null;
}

/** How many more voters may fail before nothing can be written; below zero: it is so already. */
export function spareOf({ members }: MembershipView): number {
  const voters = members.filter(({ standing }) => standing === "voter");
  return (
    voters.filter(({ reachable, isRecovering }) => reachable && !isRecovering).length -
    majorityOf(voters.length)
  );
}

const leads = ({ node, leader }: MembershipView): boolean => node !== "" && node === leader;

const STANDINGS: Readonly<Record<Standing, MemberView["standing"]>> = {
  [Standing.UNSPECIFIED]: "leaving",
  [Standing.VOTER]: "voter",
  [Standing.LEARNER]: "learner",
  [Standing.LEAVING]: "leaving",
};

function viewOf(wire: GetMembershipResponse): MembershipView {
  const news = new Map(wire.news.map((one) => [one.node, one]));
  return {
    clusterId: wire.clusterId,
    node: wire.node,
    term: Number(wire.term),
    leader: wire.leader,
    index: Number(wire.index),
    commitIndex: Number(wire.commitIndex),
    changing: wire.changing,
    retired: wire.retired,
    members: wire.members.map(({ id, name, client, peer, http, standing }) => ({
      id,
      name,
      client,
      peer,
      http,
      standing: STANDINGS[standing] ?? "leaving",
      reachable: news.get(name)?.reachable ?? false,
      lastIndex: Number(news.get(name)?.lastIndex ?? 0),
      appliedIndex: Number(news.get(name)?.appliedIndex ?? 0),
      diskFreeBytes: Number(news.get(name)?.diskFreeBytes ?? 0),
      diskFull: news.get(name)?.diskFull ?? false,
      agreedIndex: Number(news.get(name)?.agreedIndex ?? 0),
      divergedAt: Number(news.get(name)?.divergedAt ?? 0),
      isRecovering: news.get(name)?.recovering ?? false,
    })),
  };
}
