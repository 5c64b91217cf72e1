/** The browser tests: one worker, one test after the other, never a second try. e2e/README.md says more. */
import { defineConfig } from "@playwright/test";
import { browserArguments, findBrowser } from "./e2e/browser.ts";
import { seedOfRun } from "./e2e/seeded-chance.ts";

const executablePath = findBrowser(process.env);

/** Workers inherit it, so that one number repeats a whole run. */
process.env["PARLEY_E2E_SEED"] = seedOfRun(process.env);

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // A retry hides a consistency bug. A flaky test is a bug of the product or of the test.
  retries: 0,
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: "list",
  timeout: 90_000,
  // A condition that is met ends its wait at once; this only ends one that never is.
  expect: { timeout: 20_000 },
  use: {
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    colorScheme: "light",
    trace: { mode: "retain-on-failure", screenshots: false, sources: false },
    screenshot: "only-on-failure",
    launchOptions: {
      args: browserArguments(process.getuid?.() === 0),
      ...(executablePath === null ? {} : { executablePath }),
    },
  },
});
