/**
 * What members tell each other for the cluster page and for the comparison of their states, to and from the wire. A report
 * is a claim: nothing in Raft reads it.
 */
import { create } from "@bufbuild/protobuf";
import { ReportSchema } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type { Report } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type { NodeReport } from "../ports.ts";
import type { Role } from "../raft/types.ts";

const roles: readonly Role[] = ["follower", "preCandidate", "candidate", "leader"];

export function encodeReport(report: NodeReport): Report {
  return create(ReportSchema, {
    role: report.role,
    term: BigInt(report.term),
    leader: report.leader,
    lastIndex: BigInt(report.lastIndex),
    commitIndex: BigInt(report.commitIndex),
    appliedIndex: BigInt(report.appliedIndex),
    uptimeMs: BigInt(Math.round(report.uptimeMs)),
    streams: report.streams,
    memoryBytes: BigInt(report.memoryBytes),
    diskFreeBytes: BigInt(report.disk.freeBytes ?? 0),
    diskFull: report.disk.isFull,
    notes: report.notes.map(({ index, hash }) => ({ index: BigInt(index), hash })),
    agreedIndex: BigInt(report.agreedIndex),
    divergedAt: BigInt(report.divergedAt),
    recovering: report.isRecovering,
    featureLevel: report.featureLevel,
  });
}

/** Null when a newer peer reports a role we do not know. */
export function decodeReport(report: Report): NodeReport | null {
  const role = roles.find((known) => known === report.role);
  if (role === undefined) return null;
  return {
    role,
    term: Number(report.term),
    leader: report.leader,
    lastIndex: Number(report.lastIndex),
    commitIndex: Number(report.commitIndex),
    appliedIndex: Number(report.appliedIndex),
    uptimeMs: Number(report.uptimeMs),
    streams: report.streams,
    memoryBytes: Number(report.memoryBytes),
    // 0: nobody could tell, or a version that does not look.
    disk: { freeBytes: Number(report.diskFreeBytes) || null, isFull: report.diskFull },
    notes: report.notes.map(({ index, hash }) => ({ index: Number(index), hash })),
    agreedIndex: Number(report.agreedIndex),
    divergedAt: Number(report.divergedAt),
    isRecovering: report.recovering,
    // A program of before this field knows the first level.
    featureLevel: Math.max(1, report.featureLevel),
  };
}
