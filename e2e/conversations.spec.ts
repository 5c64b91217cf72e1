/** Talking while all is well. */
import { expectOneStory } from "./histories.ts";
import { meet } from "./meeting.ts";
import { expect, test } from "./parley-test.ts";
import { Talk } from "./talk.ts";

test("two people talk directly and each reads the other at once", async ({
  alice,
  bob,
  cluster,
}) => {
  await meet(alice, bob);
  await bob.says("Hello Alice");
  await alice.sees("Hello Alice");
  await alice.says("Two lines\nin one message");
  await bob.sees("in one message");
  await alice.seesSent("in one message");
  await expectOneStory(cluster, [
    new Talk(alice, { silent: true }),
    new Talk(bob, { silent: true }),
  ]);
});

test("a room is found, joined and shared by three", async ({ alice, bob, newcomer }) => {
  const carol = await newcomer("Carol");
  await Promise.all([alice.signsUp(), bob.signsUp(), carol.signsUp()]);
  const room = `garden ${alice.name.slice(-5)}`;
  await alice.createsRoom(room);
  await alice.says("Who waters the tomatoes?");
  await bob.joinsRoom(room);
  await bob.sees("Who waters the tomatoes?");
  await carol.joinsRoom(room);
  await carol.says("I do");
  await alice.sees("I do");
  await bob.sees("I do");
  await expect(alice.page.getByText("3 members")).toBeVisible();
});

test("unread messages are counted, and reading them on one device reads them on all", async ({
  alice,
  bob,
  newcomer,
}) => {
  const phone = await newcomer("Bob's other device");
  await meet(alice, bob);
  await phone.arrives();
  await phone.triesToSignIn(bob.name, bob.password);
  await phone.isIn();

  const room = `quiet ${alice.name.slice(-5)}`;
  await bob.createsRoom(room);
  await phone.opens(room);
  await alice.says("One");
  await alice.says("Two");
  await alice.says("Three");
  await bob.hasUnread(alice.name, 3);
  await phone.hasUnread(alice.name, 3);
  await expect(bob.inList(alice.name)).toContainText("3 unread messages");
  await expect(bob.page).toHaveTitle("(3) Parley");

  await bob.reloads();
  await bob.hasUnread(alice.name, 3);

  await bob.opens(alice.name);
  await bob.sees("Three");
  await bob.hasUnread(alice.name, 0);
  await phone.hasUnread(alice.name, 0);
  await expect(bob.page).toHaveTitle("Parley");
  await expect(phone.page).toHaveTitle("Parley");
});

test("what cannot be read is not told apart from what is not there", async ({
  alice,
  bob,
  newcomer,
}) => {
  const eve = await newcomer("Eve");
  await meet(alice, bob);
  await eve.signsUp();
  await eve.arrives(`/?c=${alice.conversationId}`);
  await expect(
    eve.page.getByText("This conversation is not yours to read, or it is gone."),
  ).toBeVisible();
});

test("a draft is kept, and a long history is whole from its first message on", async ({
  alice,
  bob,
  cluster,
}) => {
  await meet(alice, bob);
  const talk = new Talk(alice);
  await talk.reaches(60);
  await talk.ends();
  await bob.composer.fill("not yet said");
  await bob.reloads();
  await expect(bob.composer).toHaveValue("not yet said");
  await expectOneStory(cluster, [talk, new Talk(bob, { silent: true })]);
});
