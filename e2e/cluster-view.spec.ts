/** The cluster view: who lives, who leads, and what died, live. */
import { expect, test } from "./parley-test.ts";
import type { Person } from "./person.ts";
import { NODE_DIED } from "./page-guard.ts";

test.use({ allowedErrors: NODE_DIED });

class ClusterView {
  private readonly person: Person;

  constructor(person: Person) {
    this.person = person;
  }

  async reads(sentence: string): Promise<void> {
    await expect(this.person.page.getByTestId("cluster-sentence")).toHaveText(sentence);
  }

  row(node: string) {
    return this.person.page.getByRole("table", { name: "Nodes" }).locator(`[data-node="${node}"]`);
  }

  async showsLeader(node: string): Promise<void> {
    const leaders = this.person.page.locator('[data-node][data-role="leader"]');
    await expect(leaders).toHaveCount(1);
    await expect(leaders).toHaveAttribute("data-node", node);
    await expect(this.row(node)).toContainText("Leader");
  }
}

test("the cluster view shows five nodes, who leads, and what died, and follows it live", async ({
  alice,
  cluster,
  chance,
}) => {
  await alice.signsUp();
  await alice.page.getByRole("link", { name: "Cluster" }).click();
  await expect(alice.page.getByRole("heading", { name: "Cluster", exact: true })).toBeVisible();
  const view = new ClusterView(alice);
  await view.reads("5 of 5 nodes; 2 may fail");
  await view.showsLeader(await cluster.leader());

  const follower = chance.oneOf(await cluster.followers());
  cluster.kill(follower);
  await view.reads("4 of 5 nodes; 1 may fail");
  await expect(view.row(follower)).toHaveAttribute("data-up", "false");
  await expect(view.row(follower)).toContainText("Not reached");

  const leader = await cluster.killLeader();
  await view.reads("3 of 5 nodes; none may fail");
  await expect(view.row(leader)).toContainText("Not reached");
  const next = await cluster.leader();
  await view.showsLeader(next);
  await expect(alice.page.getByRole("list", { name: "Leaders seen" })).toContainText(
    `${next} leads`,
  );

  const third = chance.oneOf(await cluster.followers());
  cluster.kill(third);
  await view.reads("2 of 5 nodes: no majority. Messages wait until more come back.");

  await cluster.heal();
  await view.reads("5 of 5 nodes; 2 may fail");
  await view.showsLeader(await cluster.leader());
  await alice.page.getByRole("link", { name: "Back to the chat" }).click();
  await alice.isIn();
});

test("somebody signed out is asked to sign in before the cluster is shown", async ({ alice }) => {
  await alice.arrives("/cluster");
  await expect(alice.page.getByText("Sign in to see the cluster.")).toBeVisible();
});
