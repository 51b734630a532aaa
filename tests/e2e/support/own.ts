import { beginLifetime } from "../../../dev/lifetime";
import { type OwnSubject, startOwn } from "./application";
import { given } from "./subject";
import { test as base } from "./test";

/**
 * A test on an application of its own, with these settings beside the usual ones: its provider's clock and its
 * switches are nobody else's.
 */
export const testWith = (logName: string, settings: Readonly<Record<string, string>> = {}) =>
  base.extend<object, { subject: OwnSubject }>({
    subject: [
      async ({ environment }, use, { workerIndex }) => {
        const lifetime = beginLifetime();
        try {
          const adminUrl = given(environment, "E2E_DATABASE_URL");
          const place = { adminUrl, directory: ".", logName: `${logName}-${workerIndex}` };
          await use(await startOwn({ ...place, settings, callbacks: true }, lifetime));
        } finally {
          await lifetime.end();
        }
      },
      { scope: "worker", timeout: 60_000 },
    ],
  });
