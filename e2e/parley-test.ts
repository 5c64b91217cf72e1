/** `test` with a cluster and people in it. A spec imports this and nothing of Playwright's own `test`. */
import { expect, test as base } from "@playwright/test";
import { ClusterUnderTest } from "./cluster-under-test.ts";
import { NO_ERROR, PageGuard } from "./page-guard.ts";
import { Person } from "./person.ts";
import { SeededChance } from "./seeded-chance.ts";

const CLUSTER_START_MS = 60_000;

interface Fixtures {
  /** Console errors that a fault of this spec makes Chromium say. */
  readonly allowedErrors: RegExp;
  readonly chance: SeededChance;
  /** Somebody new, in a browser of their own. */
  readonly newcomer: (firstName: string, url?: string) => Promise<Person>;
  readonly alice: Person;
  readonly bob: Person;
  readonly surroundings: void;
}

export const test = base.extend<Fixtures, { readonly cluster: ClusterUnderTest }>({
  allowedErrors: [NO_ERROR, { option: true }],

  cluster: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the names of fixtures from it
    async ({}, use) => {
      const cluster = await ClusterUnderTest.start();
      await use(cluster);
      await cluster.end();
    },
    { scope: "worker", timeout: CLUSTER_START_MS },
  ],

  /** Each test begins with all five nodes well, and ends with a look at what must never happen. */
  surroundings: [
    async ({ cluster }, use, info) => {
      await cluster.heal();
      cluster.terms.begin(cluster.living.map(({ id }) => id));
      await use();
      const terms = await cluster.terms.end();
      if (info.status !== info.expectedStatus) {
        process.stdout.write(
          `failed with PARLEY_E2E_SEED=${process.env["PARLEY_E2E_SEED"] ?? ""}\n`,
        );
        for (const [name, body] of await cluster.logs()) await info.attach(name, { body });
      }
      expect(terms, "terms that fell, terms with two leaders").toEqual({ fallen: [], split: [] });
    },
    { auto: true },
  ],

  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the names of fixtures from it
  chance: async ({}, use, info) => {
    const seed = process.env["PARLEY_E2E_SEED"] ?? "";
    info.annotations.push({ type: "seed", description: `PARLEY_E2E_SEED=${seed}` });
    await use(new SeededChance(`${seed}/${info.titlePath.join("/")}/${info.repeatEachIndex}`));
  },

  newcomer: async (
    { browser, cluster, contextOptions, hasTouch, allowedErrors, surroundings: _ },
    use,
  ) => {
    const people: Person[] = [];
    await use(async (firstName, url = cluster.url) => {
      const context = await browser.newContext(contextOptions);
      const guard = await PageGuard.over(context, url);
      const page = await context.newPage();
      const name = `${firstName} ${Date.now().toString(36).slice(-5)}`;
      const person = new Person({ name, url, context, guard, page, isTouch: hasTouch });
      people.push(person);
      return person;
    });
    for (const person of people) await person.context.close();
    for (const { guard } of people) guard.isClean(allowedErrors);
  },

  alice: async ({ newcomer }, use) => use(await newcomer("Alice")),
  bob: async ({ newcomer }, use) => use(await newcomer("Bob")),
});

export { expect };
