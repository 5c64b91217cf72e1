/** `parley status`: who lives and who leads, asked of the nodes themselves. Ends with 1 when there is no majority. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { dataOption } from "../terminal/data-option.ts";
import { requireClusterFile, type ClusterFile } from "../cluster/cluster-file.ts";
import { askCluster, isOurs, type ClusterHealth } from "../cluster/cluster-health.ts";
import { askMembership } from "../members/membership-view.ts";
import { openOperatorChannels } from "../members/operator-call.ts";

const DEADLINE_MS = 1_000;

export function addStatus(program: Command): void {
  program
    .command("status")
    .description(
      "show the nodes, the leader, the term and what is down; ends with 1 without a majority",
    )
    .addOption(dataOption())
    .option("--json", "print one line of JSON", false)
    .action(status);
}

async function status(options: { readonly data: string; readonly json: boolean }): Promise<void> {
  const cluster = await withVoters(requireClusterFile(resolve(options.data)));
  const health = await askCluster(cluster, DEADLINE_MS);
  process.stdout.write(
    options.json ? `${JSON.stringify({ event: "status", ...health })}\n` : describeHealth(health),
  );
  process.exitCode = health.ok ? 0 : 1;
}

/** Who counts, as the nodes know it; cluster.json may be older, or name a member that is still learning. */
async function withVoters(cluster: ClusterFile): Promise<ClusterFile> {
  const channels = openOperatorChannels();
  try {
    const addresses = cluster.members.map(({ client }) => client);
    const view = await askMembership(channels, cluster.clusterId, addresses, DEADLINE_MS);
    const members = view?.members.filter(({ standing }) => standing !== "learner");
    return members === undefined ? cluster : { ...cluster, members };
  } finally {
    channels.close();
  }
}

export function describeHealth(health: ClusterHealth): string {
  const down = health.nodes.filter((node) => !isOurs(node)).map(({ id }) => id);
  const rows = health.nodes.map(({ id, address, state, term }) => {
    const termText = term === 0 ? "" : `term ${term}`;
    return `  ${id.padEnd(8)} ${address.padEnd(22)} ${state.padEnd(8)} ${termText}`.trimEnd();
  });
  return `${[headline(health, down), "", ...rows].join("\n")}\n`;
}

function headline(health: ClusterHealth, down: readonly string[]): string {
  const away = down.length === 0 ? "nobody is down" : `${down.join(", ")} down`;
  if (health.ok) return `${health.leader} leads in term ${health.term}; ${away}.`;
  if (health.nodes.length - down.length < health.majority)
    return `No majority: ${health.majority} of ${health.nodes.length} nodes are needed; ${away}.`;
  return `No leader yet; ${away}.`;
}
