import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "./dev/browser";

// `npm test` starts what the tests talk to and names it here; by itself this file expects `npm run demo` to be running.
const { E2E_BASE_URL: baseURL = "http://localhost:3000", E2E_REPORT: outputFile } = process.env;

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  workers: 2,
  fullyParallel: false,
  retries: 0,
  // Attacks that go over every page and action take long on a busy machine: slow is no failure, hanging is.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: outputFile ? [["line"], ["json", { outputFile }]] : [["line"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL,
    launchOptions: findBrowser(),
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
