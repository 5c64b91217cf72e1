/** The members in words: one sentence, then a row for each. */
import { majorityOf } from "../cluster/cluster-file.ts";
import { spareOf, type MembershipView, type MemberView } from "./membership-view.ts";

export function describeMembers(view: MembershipView): string {
  const rows = view.members.map((member) => rowOf(view, member));
  const table = [["member", "counts as", "node", "log", "disk free", "client port"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
  const lines = table.map((row) =>
    `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd(),
  );
  return `${[...headline(view), "", ...lines].join("\n")}\n`;
}

function headline(view: MembershipView): readonly string[] {
  const voters = view.members.filter(({ standing }) => standing === "voter").length;
  const spare = spareOf(view);
  const leads = view.leader === "" ? "Nobody leads" : `${view.leader} leads in term ${view.term}`;
  return [
    `${leads}; ${voters} ${voters === 1 ? "member votes" : "members vote"}. ${spareInWords(voters, spare)}`,
    ...(view.changing ? ["A change of members is under way and not committed yet."] : []),
    ...disksInWords(view),
    ...learnersInWords(view),
    ...divergedInWords(view),
    ...recoveringInWords(view),
    ...(voters % 2 === 0 && voters > 0
      ? [`An even number of voters survives no more failures than ${voters - 1}.`]
      : []),
  ];
}

function spareInWords(voters: number, spare: number): string {
  if (spare > 0) return `${spare} more may fail.`;
  if (spare === 0) return "None may fail: one more, and nothing can be written.";
  const missing = -spare;
  return `No majority: ${missing} of those that are away must come back (${majorityOf(voters)} of ${voters} are needed).`;
}

function disksInWords({ members }: MembershipView): readonly string[] {
  const full = members.filter(({ diskFull }) => diskFull).map(({ name }) => name);
  if (full.length === 0) return [];
  const whose = full.length === 1 ? "The disk of" : "The disks of";
  const are = full.length === 1 ? "is" : "are";
  return [
    `${whose} ${full.join(", ")} ${are} nearly full. Writes go on while a majority has room; make room, and all comes back by itself.`,
  ];
}

function learnersInWords({ members, commitIndex }: MembershipView): readonly string[] {
  return members
    .filter(({ standing }) => standing === "learner")
    .map(({ name, lastIndex }) => {
      const percent = Math.floor(
        (100 * Math.min(lastIndex, commitIndex)) / Math.max(1, commitIndex),
      );
      return `${name} is learning and holds ${percent} % of the log; "parley cluster add" goes on with it, "parley cluster remove ${name}" gives it up.`;
    });
}

function divergedInWords({ members }: MembershipView): readonly string[] {
  return members
    .filter(({ divergedAt }) => divergedAt > 0)
    .map(({ name, divergedAt, reachable }) => {
      const now = reachable
        ? "its state is made again from the log"
        : `it has stopped; if it does not come back by itself, its log says why`;
      return `${name} diverged at index ${divergedAt}: its state was not that of the others, and ${now}.`;
    });
}

function recoveringInWords({ members, leader }: MembershipView): readonly string[] {
  const next =
    leader === ""
      ? 'it takes a leader, and a majority without it, to refill it; if those are lost for good, see "parley cluster recover"'
      : "the leader refills it, and then it counts again";
  return members
    .filter(({ isRecovering, reachable }) => isRecovering && reachable)
    .map(
      ({ name }) => `${name} lacks a part of its log and counts for nothing until then: ${next}.`,
    );
}

function rowOf(view: MembershipView, member: MemberView): readonly string[] {
  const { name, standing, lastIndex, diskFreeBytes, client } = member;
  const node = name === view.leader ? "leads" : lifeOf(member);
  const log = lastIndex === 0 ? "-" : String(lastIndex);
  return [name, standing, node, log, diskFreeBytes === 0 ? "-" : mebibytes(diskFreeBytes), client];
}

function lifeOf({ reachable, isRecovering }: MemberView): string {
  if (!reachable) return "silent";
  return isRecovering ? "recovers" : "up";
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20)} MiB`;
}

/** The same for scripts. */
export function membersJson(event: string, view: MembershipView): object {
  const { clusterId, leader, term, index, commitIndex, changing, members, retired } = view;
  return {
    event,
    ok: leader !== "" && spareOf(view) >= 0,
    clusterId,
    leader,
    term,
    index,
    commitIndex,
    changing,
    members: members.map((member) => ({
      name: member.name,
      id: member.id,
      standing: member.standing,
      leads: member.name === leader,
      reachable: member.reachable,
      lastIndex: member.lastIndex,
      diskFreeBytes: member.diskFreeBytes,
      diskFull: member.diskFull,
      agreedIndex: member.agreedIndex,
      divergedAt: member.divergedAt,
      recovering: member.isRecovering,
      client: member.client,
      peer: member.peer,
      http: member.http,
    })),
    retired,
  };
}
