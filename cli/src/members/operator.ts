/**
 * Carries out one wish at a time on whoever leads, until it is done, refused, or its time is up. A wish says by itself
 * whether it is done, so after an unknown outcome the members are looked at and nothing is asked for twice.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ChangeMembershipRequestSchema } from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { requireClusterFile } from "../cluster/cluster-file.ts";
import { Sentence } from "../sentence.ts";
import { askMembership, type MembershipView } from "./membership-view.ts";
import {
  method,
  openOperatorChannels,
  OperatorRefusal,
  type OperatorChannels,
} from "./operator-call.ts";

/** A node that is silent for longer is passed over, ms. */
const LOOK_MS = 1_000;
/** One try of a change: a commit by a majority, twice. */
const TRY_MS = 10_000;
/** All tries together. */
const BUDGET_MS = 30_000;
const AGAIN_MS = 250;
/** A leader that is new has not heard of everybody yet; one that says so this often means it. */
const UNHEALTHY_TRIES = 8;

export type Change = NonNullable<MessageInitShape<typeof ChangeMembershipRequestSchema>["change"]>;

export interface Wish {
  /** As in "Whether … is not known". */
  readonly what: string;
  readonly isDone: (view: MembershipView) => boolean;
  /** From what is committed; asked again before each try. */
  readonly request: (view: MembershipView) => Change | { readonly transferTo: string };
}

export interface Operator {
  readonly data: string;
  /** The newest answer of any node; a Sentence when none answers, for as long as `patienceMs` where it is given. */
  look(patienceMs?: number): Promise<MembershipView>;
  /** Resolves with members in which it is done; rejects with a Sentence. */
  carryOut(wish: Wish): Promise<MembershipView>;
  close(): void;
}

/** `budgetMs`: for all tries of a wish together. */
export function openOperator(data: string, budgetMs: number = BUDGET_MS): Operator {
  const channels = openOperatorChannels();
  /** Client ports of members that cluster.json here may not know. */
  let learnt: readonly string[] = [];
  const find = async (): Promise<MembershipView | null> => {
    const { clusterId, members } = requireClusterFile(data);
    const addresses = [...members.map(({ client }) => client), ...learnt];
    const view = await askMembership(channels, clusterId, addresses, LOOK_MS);
    if (view !== null) learnt = view.members.map(({ client }) => client);
    return view;
  };
  return {
    data,
    async look(patienceMs = 0) {
      const until = performance.now() + patienceMs;
      for (;;) {
        const view = await find();
        if (view !== null) return view;
        if (performance.now() >= until) throw nobodyAnswers(data);
        await delay(AGAIN_MS);
      }
    },
    carryOut: (wish) => carryOut({ wish, find, channels, data, budgetMs }),
    close: () => channels.close(),
  };
}

interface Task {
  readonly wish: Wish;
  readonly find: () => Promise<MembershipView | null>;
  readonly channels: OperatorChannels;
  readonly data: string;
  readonly budgetMs: number;
}

async function carryOut(task: Task): Promise<MembershipView> {
  const { wish, find, data, budgetMs } = task;
  const token = readToken(data, "Changing the cluster");
  const until = performance.now() + budgetMs;
  let isUnknown = false;
  let why = "";
  let unhealthy = 0;
  while (performance.now() < until) {
    const view = await find();
    if (view !== null && wish.isDone(view)) return view;
    if (view === null) why = "No node answers.";
    else if (view.changing) why = "Another change is under way and does not come to its end.";
    else if (view.leader === "") why = "No node leads.";
    else {
      const refusal = await tryOnce(task, view, token);
      if (refusal !== null) {
        isUnknown = isUnknown || isOutcomeUnknown(refusal);
        unhealthy = refusal.reason === "UNHEALTHY" ? unhealthy + 1 : 0;
        if (unhealthy === UNHEALTHY_TRIES) throw new Sentence(refusal.message, 1);
        why = refusal.message;
      }
    }
    await delay(AGAIN_MS);
  }
  if (isUnknown) throw notKnown(wish.what, why);
  throw new Sentence(`${why} Nothing was changed in ${budgetMs / 1000} s of trying.`, 1);
}

/** Null when the node said that it is done: the members will show it. Throws when another try would say the same. */
async function tryOnce(
  { wish, channels }: Task,
  view: MembershipView,
  token: string,
): Promise<OperatorRefusal | null> {
  const leader = view.members.find(({ name }) => name === view.leader);
  if (leader === undefined) return new OperatorRefusal("NO_LEADER", "The leader is no member.");
  const request = wish.request(view);
  const ask = channels.to(leader.client);
  const options = { deadlineMs: TRY_MS, token };
  try {
    if ("transferTo" in request) {
      await ask(method.transferLeadership, { to: request.transferTo }, options);
    } else await ask(method.changeMembership, { change: request }, options);
    return null;
  } catch (error) {
    if (!(error instanceof OperatorRefusal)) throw error;
    if (FINAL.has(error.reason)) throw new Sentence(error.message, 1);
    return error;
  }
}

/** DUPLICATE and UNKNOWN_MEMBER may be answers to what an earlier try has done: the members are looked at again. */
const FINAL: ReadonlySet<string> = new Set(["FORBIDDEN", "INVALID", "LAST_VOTER"]);
const NOT_EXECUTED: ReadonlySet<string> = new Set([
  "NOT_LEADER",
  "NO_LEADER",
  "DRAINING",
  "OVERLOADED",
  "BUSY",
  "NOT_CAUGHT_UP",
  "UNHEALTHY",
  "UNKNOWN_MEMBER",
  "DUPLICATE",
]);

const isOutcomeUnknown = ({ reason }: OperatorRefusal): boolean => !NOT_EXECUTED.has(reason);

/** Throws a Sentence where the token cannot be read: only who can read the data folder may do `what`. */
export function readToken(data: string, what: string): string {
  const path = join(data, "operator-token");
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Sentence(
      `${what} needs the operator's token, and it cannot be read: ${why}. ` +
        `Run this as the owner of the data folder.`,
    );
  }
}

export function notKnown(what: string, why: string): Sentence {
  return new Sentence(
    `Whether ${what} is not known: ${why} It may be done yet. ` +
      `See "parley cluster status", then give the same command again: it goes on from what is there.`,
    1,
  );
}

const nobodyAnswers = (data: string): Sentence =>
  new Sentence(
    `No node of the cluster in ${data} answers. Start it with "parley up", or its nodes with "parley node start".`,
    1,
  );
