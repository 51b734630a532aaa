import "server-only";

import { type DatabaseFacts, readFacts } from "@/db/queries/doctor";
import type { PushSettings } from "../approvals/settings";
import type { MailSettings } from "../notices/settings";
import { within } from "../verify/network";
import type { TelnyxSettings } from "../verify/telnyx/settings";
import type { VonageSettings } from "../verify/vonage/settings";
import { codeOf, type Loaders, type Maybe } from "./check";
import { askDeployment, type Deployment } from "./deployment";
import type { Settings } from "./settings";

/** What checks need. */
export type Things = Readonly<{
  settings: Settings;
  /** Where the deployment is looked at. */
  site: URL;
  appUrl: URL;
  databaseUrl: string;
  /** Whether it answered. */
  reached: Maybe<DatabaseFacts>;
  facts: DatabaseFacts;
  vonage: VonageSettings;
  telnyx: TelnyxSettings;
  push: PushSettings;
  mail: MailSettings;
  cronSecret: string;
  heard: Maybe<Deployment>;
  deployment: Deployment;
}>;

const have = <Thing>(thing: Thing): Maybe<Thing> => ({ have: thing });
const because = (reason: string | null): Maybe<never> => ({ because: reason });

const given = <Thing>(thing: Thing | null | undefined, reason: string | null): Maybe<Thing> =>
  thing === null || thing === undefined ? because(reason) : have(thing);

/** Asked for by several checks, and done once. */
function once<Thing>(load: () => Promise<Maybe<Thing>>): () => Promise<Maybe<Thing>> {
  let loaded: Promise<Maybe<Thing>> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

/** Why a part of the configuration is null: it is wrong, or (null) it is not used. */
const partReason = (part: object | null, what: string): string | null =>
  part === null ? `the settings of ${what} are not right` : null;

/** Less than a check may take: then one says that there was no answer, and the others why they were not made. */
const FACTS_MS = 4_500;

async function loadFacts(databaseUrl: string): Promise<Maybe<DatabaseFacts>> {
  try {
    return have(await within(FACTS_MS, readFacts(databaseUrl)));
  } catch (error) {
    return because(`the database does not answer (${codeOf(error)})`);
  }
}

/** `site`: where the deployment is looked at, when that is not APP_URL. */
export function loadersOf(settings: Settings, site: URL | null): Loaders<Things> {
  const { appUrl, databaseUrl, cronSecret, verify, notices, approvals } = settings;
  const { VERIFY_PROVIDER: provider, VERIFY_FALLBACK: fallback } = settings.source;
  const at = given(site ?? appUrl, "APP_URL is not usable");
  const database = given(databaseUrl, "DATABASE_URL is not usable");
  const cron = given(cronSecret, "CRON_SECRET is not set");
  const facts = once(async () => ("have" in database ? loadFacts(database.have) : database));
  const deployment = once(async () => {
    if ("because" in at) return at;
    return "have" in cron ? askDeployment(at.have, cron.have, settings.addressHeader) : cron;
  });
  return {
    settings: async () => have(settings),
    site: async () => at,
    appUrl: async () => given(appUrl, "APP_URL is not usable"),
    databaseUrl: async () => database,
    reached: async () => ("have" in database ? have(await facts()) : database),
    facts,
    vonage: async () =>
      given(verify?.vonage, provider === "telnyx" ? null : partReason(verify, "the provider")),
    telnyx: async () =>
      given(
        verify?.telnyx,
        [provider, fallback].includes("telnyx") ? partReason(verify, "the provider") : null,
      ),
    push: async () => given(approvals?.push, partReason(approvals, "notifications")),
    mail: async () => given(notices?.mail, partReason(notices, "mail")),
    cronSecret: async () => cron,
    heard: async () => {
      if ("because" in at) return at;
      return "have" in cron ? have(await deployment()) : cron;
    },
    deployment,
  };
}
