import "server-only";

import { callbackChecks } from "./callbacks";
import { matters, type Result, runChecks } from "./check";
import { clockChecks } from "./clocks";
import { databaseChecks } from "./database";
import { messageChecks } from "./messages";
import { outgoingChecks } from "./outgoing";
import type { Settings } from "./settings";
import { siteChecks } from "./site";
import { staticChecks } from "./static";
import { loadersOf } from "./things";

const checks = [
  ...staticChecks,
  ...messageChecks,
  ...databaseChecks,
  ...clockChecks,
  ...outgoingChecks,
  ...siteChecks,
  ...callbackChecks,
];

const inOrder = (results: readonly Result[]): readonly Result[] =>
  matters.flatMap((matter) => results.filter((result) => result.matter === matter));

/** Everything that can be looked at without sending anybody anything; `site` where the deployment is not at APP_URL. */
export const examine = async (settings: Settings, site: URL | null = null): Promise<readonly Result[]> =>
  inOrder(await runChecks(checks, loadersOf(settings, site)));

/** What a build can know: the variables, and the keys in them. */
export const examineSettings = async (settings: Settings): Promise<readonly Result[]> =>
  inOrder(await runChecks(staticChecks, loadersOf(settings, null)));
