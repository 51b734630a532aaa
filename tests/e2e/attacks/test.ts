import { beginLifetime } from "../../../dev/lifetime";
import { type OwnSubject, startOwn } from "../support/application";
import { copyBuildWithoutProxy } from "../support/proxyless-build";
import { given } from "../support/subject";
import { test as base } from "../support/test";

type Own = { build: "whole" | "without proxy"; subject: OwnSubject };

/**
 * Every worker attacks an application of its own, so that a look at the whole database tells what one test has
 * caused, and nobody's clock, fault or throttle is another's.
 */
export const test = base.extend<object, Own>({
  build: ["whole", { scope: "worker", option: true }],
  subject: [
    async ({ environment, build }, use, { workerIndex }) => {
      const lifetime = beginLifetime();
      try {
        const directory = build === "whole" ? "." : copyBuildWithoutProxy(lifetime);
        const place = { adminUrl: given(environment, "E2E_DATABASE_URL"), directory };
        await use(await startOwn({ ...place, logName: `attacks-${workerIndex}` }, lifetime));
      } finally {
        await lifetime.end();
      }
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

export { expect } from "@playwright/test";
