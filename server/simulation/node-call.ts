/** A call from a client to a node and back: each way takes a moment, and the answer can be lost. */
import { ChatClosed } from "../src/chat/chat-closed.ts";
import type { RunningNode } from "../src/node/node.ts";
import { LogRefusal } from "../src/ports.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { SimChat } from "./sim-chat.ts";
import type { SimProcess } from "./sim-process.ts";
import type { World } from "./world.ts";

const WAY_MAX_US = 2_000;

export type Reply =
  | { readonly kind: "value"; readonly value: Uint8Array }
  | { readonly kind: "refused"; readonly refusal: LogRefusal }
  /** Nobody there: the connection was refused. */
  | { readonly kind: "unreachable" }
  | { readonly kind: "timeout" };

export interface Call {
  /** Runs on the node. */
  readonly start: (node: RunningNode, chat: SimChat) => Promise<Uint8Array>;
  /** Back at the client; perhaps never. */
  readonly settle: (reply: Reply) => void;
}

export function callNode(
  { world, onError }: { readonly world: World; readonly onError: (error: unknown) => void },
  process: SimProcess,
  call: Call,
  random: SeededRandom,
): void {
  const { time, dials, tally } = world;
  const isLost = random.chance(dials.lostAnswerPerMille);
  const answer = (reply: Reply): void => {
    if (isLost && !world.phase.isHealed) return tally.add("client answer lost");
    time.schedule(random.below(WAY_MAX_US), null, () => call.settle(reply));
  };
  time.schedule(random.below(WAY_MAX_US), null, () => {
    const { node, chat, lifeline } = process;
    if (node === null || chat === null || lifeline === null) {
      return answer({ kind: "unreachable" });
    }
    time.schedule(0, lifeline, () => {
      call.start(node, chat).then(
        (value) => {
          // A process that died in the meantime says nothing.
          if (!lifeline.isDead) answer({ kind: "value", value });
        },
        (error: unknown) => {
          if (lifeline.isDead) return;
          if (error instanceof LogRefusal) answer({ kind: "refused", refusal: error });
          else if (error instanceof ChatClosed) answer({ kind: "unreachable" });
          else onError(error);
        },
      );
    });
  });
}
