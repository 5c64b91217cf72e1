/** `parley leader`: who leads, as one node knows it; needs no session. */
import { discover } from "@parley/client/transports/discover.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import type { Command } from "commander";
import { ChatFailure, EXIT } from "../chat/exit-code.ts";
import {
  atOption,
  type ChatOptions,
  inChat,
  jsonOption,
  placeOf,
  sayer,
} from "../chat/open-chat.ts";

const ANSWER_WITHIN_MS = 5_000;

interface LeaderOptions extends ChatOptions {
  readonly here: boolean;
}

export function addLeader(program: Command): void {
  program
    .command("leader")
    .description(
      "say who leads, in which term, and who belongs to the cluster; ends with 5 when nobody leads",
    )
    .option("--here", "end with 4 unless the node that was asked leads", false)
    .addOption(atOption())
    .addOption(jsonOption())
    .action((options: LeaderOptions) => inChat(options, () => leader(options)));
}

async function leader(options: LeaderOptions): Promise<void> {
  const [at = ""] = placeOf(options).at.split(",");
  const found = await discover([at]);
  // The node that was asked for, not any of those it knows.
  const nodes = "nodes" in found ? found.nodes : [];
  const transport = new GrpcJsTransport("edge" in found ? found : { nodes: [{ address: at }] });
  const route = { kind: "any", avoid: [] } as const;
  const asked = { route, deadlineMs: ANSWER_WITHIN_MS, token: "" };
  const reply = await transport.call("now", {}, asked).finally(() => transport.close());
  if (!reply.ok) throw new ChatFailure("UNREACHABLE", `Nobody answers at ${at} in time.`);
  const { node, term, leader: name } = reply.value;
  const address = nodes.find((one) => one.name === name)?.address ?? "";
  const members = nodes.map((one) => ({ node: one.name ?? "", address: one.address }));
  const where = address === "" ? "" : ` at ${address}`;
  sayer(options)(
    { event: "leader", node, isLeader: name === node, leader: name, address, term, members },
    name === ""
      ? `${node} knows of no leader in term ${term}.`
      : `${name}${where} leads term ${term}, says ${node}.`,
  );
  if (name === "") process.exitCode = EXIT.away;
  else if (options.here && name !== node) process.exitCode = EXIT.refused;
}
