import { mkdirSync } from "node:fs";
import { beginLifetime } from "../../../dev/lifetime";
import { anyPort } from "../../../dev/ports";
import { createInstance, type Instance } from "../../../dev/soak/instance";
import { type OwnSubject, prepareOwn } from "../support/application";
import { given } from "../support/subject";
import { test as base } from "../support/test";

type Settings = Readonly<Record<string, string>>;

/** One address, behind which a test starts, kills and replaces processes of the application. */
type Served = Readonly<{
  /** Ends what runs there and starts this in its place. */
  serve: (settings?: Settings, directory?: string) => Promise<Instance>;
}>;

const logDirectory = ".data/tests";

export const test = base.extend<{ served: Served }, { subject: OwnSubject }>({
  subject: [
    async ({ environment }, use, { workerIndex }) => {
      const lifetime = beginLifetime();
      try {
        const adminUrl = given(environment, "E2E_DATABASE_URL");
        const place = { adminUrl, logName: `faults-${workerIndex}` };
        await use(await prepareOwn(place, await anyPort(), lifetime));
      } finally {
        await lifetime.end();
      }
    },
    { scope: "worker" },
  ],
  served: async ({ subject }, use) => {
    const port = Number(new URL(subject.baseUrl).port);
    mkdirSync(logDirectory, { recursive: true });
    let running: Instance | undefined;
    const serve: Served["serve"] = async (settings = {}, directory = ".") => {
      await running?.stop();
      const env = { ...subject.environment, ...settings };
      running = createInstance({ name: `faults-${port}`, port, env, logDirectory, directory });
      await running.start();
      return running;
    };
    await use({ serve });
    await running?.stop();
  },
});

export { expect } from "@playwright/test";
