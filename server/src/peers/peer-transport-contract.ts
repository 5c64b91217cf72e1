/** What the driver relies on, for every PeerTransport: the real one and the simulated network. */
import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import type { NodeReport, PeerHandlers, PeerTransport } from "../ports.ts";
import { encodeMessage } from "../raft/message-codec.ts";
import type { AppendRequest, HeartbeatRequest, Message, SnapshotChunk } from "../raft/messages.ts";
import type { RaftId } from "../raft/types.ts";

/** A small network of members under test. */
export interface PeerNetwork {
  readonly ids: readonly RaftId[];
  /** A new transport of member `at`, started. */
  start(at: number, handlers: PeerHandlers): Promise<PeerTransport>;
  /** As SIGKILL: every connection of the member breaks and it says nothing more. */
  kill(at: number): Promise<void>;
  /** Lets time pass until the condition holds; fails when it does not within some seconds. */
  until(what: string, condition: () => boolean): Promise<void>;
  dispose(): Promise<void>;
}

export function peerTransportContract(
  name: string,
  createNetwork: (size: number) => Promise<PeerNetwork>,
): void {
  describe(`${name} as a PeerTransport`, () => {
    let network: PeerNetwork | null = null;
    afterEach(async () => network?.dispose());

    async function start(size: number) {
      const made = await createNetwork(size);
      network = made;
      const members: Heard[] = [];
      for (let at = 0; at < size; at += 1) members.push(await startMember(made, at));
      await made.until("everybody is up", () =>
        members.every((member) => member.upNow.size === size - 1),
      );
      return { network: made, members };
    }

    test("every pair comes up, and each side is told once", async () => {
      const { network, members } = await start(3);
      for (const [at, member] of members.entries()) {
        const others = network.ids.filter((_, other) => other !== at);
        expect(member.lines.filter((line) => line.startsWith("up")).toSorted()).toEqual(
          others.map((id) => `up ${id}`).toSorted(),
        );
      }
    });

    test("messages arrive whole and, while the connection stands, in order", async () => {
      const { network, members } = await start(2);
      const [first, second] = pair(members);
      const sent: Message[] = [];
      for (let round = 1; round <= 200; round += 1) sent.push(heartbeat(network, round));
      sent.splice(100, 0, append(network, 300 * 1024));
      for (const message of sent) first.transport.send(message);
      await network.until("all arrived", () => second.messages.length === sent.length);
      // As digests: a difference within 300 KiB of numbers is nothing to print.
      expect(second.messages.map(digest)).toEqual(sent.map(digest));
      expect(first.messages).toEqual([]);
    });

    test("parts of a snapshot arrive whole, and beside them everything else in its order", async () => {
      const { network, members } = await start(2);
      const [first, second] = pair(members);
      const sent: Message[] = [];
      for (let round = 1; round <= 40; round += 1) sent.push(heartbeat(network, round));
      // Answered before the next is sent, as a follower pulls them.
      for (const number of [1, 2, 3]) {
        first.transport.send(chunk(network, number));
        for (const message of sent.slice(10 * number - 10, 10 * number))
          first.transport.send(message);
        await network.until("the part arrived", () => parts(second).length === number);
      }
      for (const message of sent.slice(30)) first.transport.send(message);
      const others = (): readonly Message[] =>
        second.messages.filter(({ type }) => type !== "snapshotChunk");
      await network.until("all arrived", () => others().length === sent.length);
      expect(others().map(digest)).toEqual(sent.map(digest));
      expect(parts(second).map(digest)).toEqual(
        [1, 2, 3].map((number) => digest(chunk(network, number))),
      );
    });

    test("a report reaches every other member", async () => {
      const { network, members } = await start(3);
      const [first, second, third] = [...members];
      first?.transport.sendReport(report);
      await network.until(
        "both heard",
        () => second?.reports.length === 1 && third?.reports.length === 1,
      );
      expect(second?.reports).toEqual([[network.ids[0], report]]);
      expect(first?.reports).toEqual([]);
    });

    test("a member that dies is down, not gracefully; what is sent to it is dropped", async () => {
      const { network, members } = await start(3);
      const [first, second, third] = [...members];
      await network.kill(1);
      await network.until("noticed", () => first?.upNow.size === 1 && third?.upNow.size === 1);
      expect(first?.lines.at(-1)).toBe(`down ${network.ids[1]}`);
      expect(third?.lines.at(-1)).toBe(`down ${network.ids[1]}`);
      first?.transport.send(heartbeat(network, 1));
      expect(second?.messages).toEqual([]);
    });

    test("a member that closes says goodbye", async () => {
      const { network, members } = await start(3);
      const [first, second, third] = [...members];
      await second?.transport.close();
      await network.until("noticed", () => first?.upNow.size === 1 && third?.upNow.size === 1);
      expect(first?.lines.at(-1)).toBe(`goodbye ${network.ids[1]}`);
      expect(third?.lines.at(-1)).toBe(`goodbye ${network.ids[1]}`);
    });

    test("a member that comes back is up again and is heard; nothing old arrives", async () => {
      const { network, members } = await start(2);
      const [first] = pair(members);
      await network.kill(1);
      await network.until("noticed", () => first.upNow.size === 0);
      first.transport.send(heartbeat(network, 1));
      const again = await startMember(network, 1);
      await network.until("up again", () => first.upNow.size === 1 && again.upNow.size === 1);
      first.transport.send(heartbeat(network, 2));
      await network.until("heard", () => again.messages.length > 0);
      expect(again.messages).toEqual([heartbeat(network, 2)]);
    });

    test("up and down of a peer alternate, whatever happens", async () => {
      const { network, members } = await start(2);
      const [first] = pair(members);
      for (let round = 0; round < 3; round += 1) {
        await network.kill(1);
        await network.until("noticed", () => first.upNow.size === 0);
        await startMember(network, 1);
        await network.until("up again", () => first.upNow.size === 1);
      }
      const words = first.lines.map((line) => line.split(" ")[0]);
      expect(words).toEqual(["up", "down", "up", "down", "up", "down", "up"]);
    });

    test("after close nothing is reported any more, and closing twice is harmless", async () => {
      const { members } = await start(2);
      const [first, second] = pair(members);
      await first.transport.close();
      const before = [...first.lines];
      await second.transport.close();
      await first.transport.close();
      expect(first.lines).toEqual(before);
    });
  });
}

/** Everything one member's handlers heard. */
interface Heard {
  readonly transport: PeerTransport;
  readonly messages: Message[];
  readonly reports: [RaftId, NodeReport][];
  readonly lines: string[];
  readonly upNow: Set<RaftId>;
}

async function startMember(network: PeerNetwork, at: number): Promise<Heard> {
  const messages: Message[] = [];
  const reports: [RaftId, NodeReport][] = [];
  const lines: string[] = [];
  const upNow = new Set<RaftId>();
  const transport = await network.start(at, {
    message: (message) => messages.push(message),
    report: (peer, report) => reports.push([peer, report]),
    up: (peer) => {
      lines.push(`up ${peer}`);
      upNow.add(peer);
    },
    down: (peer, graceful) => {
      lines.push(`${graceful ? "goodbye" : "down"} ${peer}`);
      upNow.delete(peer);
    },
  });
  return { transport, messages, reports, lines, upNow };
}

function pair(members: readonly Heard[]): [Heard, Heard] {
  const [first, second] = members;
  if (first === undefined || second === undefined)
    throw new Error("a network of two was asked for");
  return [first, second];
}

function ends(network: PeerNetwork): { from: RaftId; to: RaftId } {
  const [from, to] = network.ids;
  if (from === undefined || to === undefined) throw new Error("a network of two was asked for");
  return { from, to };
}

function digest(message: Message): string {
  return `${message.type} ${createHash("sha256").update(encodeMessage(message)).digest("hex")}`;
}

function heartbeat(network: PeerNetwork, round: number): HeartbeatRequest {
  return { type: "heartbeatRequest", ...ends(network), term: 7, commit: 3, round };
}

/** As large as they are. */
function chunk(network: PeerNetwork, number: number): SnapshotChunk {
  const data = new Uint8Array(192 * 1024).fill(number);
  const offset = (number - 1) * data.length;
  return { type: "snapshotChunk", ...ends(network), term: 7, id: "s", offset, sum: number, data };
}

function parts({ messages }: Heard): readonly Message[] {
  return messages.filter(({ type }) => type === "snapshotChunk");
}

function append(network: PeerNetwork, sizeBytes: number): AppendRequest {
  const data = new Uint8Array(sizeBytes).fill(9);
  const entry = { index: 6, term: 7, time: 1_700_000_000_000, kind: "command" as const, data };
  return {
    type: "appendRequest",
    ...ends(network),
    term: 7,
    prevIndex: 5,
    prevTerm: 6,
    commit: 4,
    entries: [entry],
  };
}

const report: NodeReport = {
  role: "leader",
  term: 7,
  leader: "n1",
  lastIndex: 12,
  commitIndex: 11,
  appliedIndex: 10,
  uptimeMs: 5_000,
  streams: 3,
  memoryBytes: 80 * 1024 * 1024,
  disk: { freeBytes: 7_000_000, isFull: true },
  notes: [{ index: 10, hash: "00112233445566778899aabbccddeeff" }],
  agreedIndex: 9,
  divergedAt: 3,
  isRecovering: true,
  featureLevel: 2,
};
