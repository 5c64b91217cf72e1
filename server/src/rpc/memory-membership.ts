/** Test support: the `Membership` of a cluster that lives in memory. A change is committed at once, unless told. */
import { MembershipRefusal } from "../ports.ts";
import type { CommittedConfiguration, Membership } from "../ports.ts";
import type { Configuration, Member, MembershipChange, RaftId } from "../raft/types.ts";

export function memberNumber(number: number): Member {
  const id = `00000000000000a${number}` as RaftId;
  const address = (base: number): string => `127.0.0.1:${base + number}`;
  const addresses = { peer: address(7200), client: address(7100), http: address(7300) };
  return { id, name: `n${number}`, ...addresses };
}

export class MemoryMembership implements Membership {
  private index = 1;
  private current: Configuration;
  private readonly lead: (name: string) => void;
  /** Refuses everything so. */
  refusal: MembershipRefusal | null = null;
  /** A change is in the log and not committed. */
  isChanging = false;

  constructor(numbers: readonly number[], lead: (name: string) => void) {
    const members = numbers.map(memberNumber);
    this.current = { members, voters: members.map(({ id }) => id), outgoing: [], learners: [] };
    this.lead = lead;
  }

  get configuration(): Configuration {
    return this.current;
  }

  committedConfiguration(): CommittedConfiguration {
    return { index: this.index, configuration: this.current, isChanging: this.isChanging };
  }

  changeMembers(change: MembershipChange): Promise<Configuration> {
    if (this.refusal !== null) return Promise.reject(this.refusal);
    this.index += 1;
    this.current = changed(this.current, change);
    return Promise.resolve(this.current);
  }

  transferLeadership(to: RaftId | null): Promise<string> {
    if (this.refusal !== null) return Promise.reject(this.refusal);
    const { members } = this.current;
    const target = members.find(({ id }) => id === to) ?? members[1];
    if (target === undefined) {
      return Promise.reject(new MembershipRefusal("LAST_VOTER", "Nobody else can lead."));
    }
    this.lead(target.name);
    return Promise.resolve(target.name);
  }
}

function changed(from: Configuration, change: MembershipChange): Configuration {
  const { members, learners } = from;
  switch (change.kind) {
    case "addLearner": {
      const { member } = change;
      return { ...from, members: [...members, member], learners: [...learners, member.id] };
    }
    case "setVoters": {
      const { voters } = change;
      const stays = ({ id }: Member): boolean => voters.includes(id) || learners.includes(id);
      const left = learners.filter((id) => !voters.includes(id));
      const retired = members.filter((member) => !stays(member));
      return { ...from, members: members.filter(stays), voters, learners: left, retired };
    }
    case "removeLearner": {
      const left = members.filter(({ id }) => id !== change.id);
      return { ...from, members: left, learners: learners.filter((id) => id !== change.id) };
    }
  }
}
