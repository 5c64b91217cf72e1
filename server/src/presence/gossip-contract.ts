/** What People relies on, for every Gossip: that over real streams, and the one in memory. */
import { afterEach, describe, expect, test } from "vitest";
import type { Gossip, GossipNews } from "../gossip-port.ts";

/** Three members that hear each other. */
export interface GossipNetwork {
  readonly members: readonly Gossip[];
  /** Nothing from it and nothing to it arrives any more. */
  cut(at: number): Promise<void>;
  /** Lets time pass until the condition holds. */
  until(what: string, condition: () => boolean): Promise<void>;
  dispose(): Promise<void>;
}

const news: GossipNews = {
  presence: [
    { accountId: "64", isHere: true, wish: "dnd", wishedMs: 1_764_000_000_000 },
    { accountId: "128", isHere: false, wish: null, wishedMs: 0 },
  ],
  typing: [{ conversationId: "192", accountId: "64", hasStopped: false, index: 7 }],
};

export function gossipContract(name: string, connect: () => Promise<GossipNetwork>): void {
  describe(`gossip over ${name}`, () => {
    let network: GossipNetwork | null = null;
    afterEach(async () => network?.dispose());

    async function start() {
      network = await connect();
      const heard = network.members.map((member): [string, GossipNews][] => {
        const each: [string, GossipNews][] = [];
        member.onGossip((from, told) => void each.push([from, told]));
        return each;
      });
      const [one, other, third] = network.members;
      if (one === undefined || other === undefined || third === undefined)
        throw new Error("three members");
      return { network, heard, one, other };
    }

    test("reaches all others as it was told, and not the teller", async () => {
      const { network: net, heard, one } = await start();
      one.tell(news);
      await net.until("both heard", () => heard[1]?.length === 1 && heard[2]?.length === 1);
      expect(heard[1]?.map(([, told]) => told)).toEqual([news]);
      expect(heard[2]?.map(([, told]) => told)).toEqual([news]);
      expect(heard[0]).toEqual([]);
    });

    test("says who told, alike each time and of each another", async () => {
      const { network: net, heard, one, other } = await start();
      one.tell(news);
      one.tell(news);
      other.tell(news);
      await net.until("all heard", () => heard[2]?.length === 3);
      const names = heard[2]?.map(([from]) => from) ?? [];
      expect(new Set(names).size).toBe(2);
    });

    test("to a member that is gone is lost, and the others hear it", async () => {
      const { network: net, heard, one } = await start();
      await net.cut(1);
      one.tell(news);
      await net.until("the third heard", () => heard[2]?.length === 1);
      expect(heard[1]).toEqual([]);
    });
  });
}
