import "server-only";

import { z } from "zod";
import { ownIdentity } from "@/db/queries/doctor";
import { env, isDevelopment } from "../env";
import { jobStates } from "../jobs";
import { addressPrefix } from "../visitor";
import { secretsFingerprint } from "./fingerprint";

/** What a deployment tells the doctor about itself. No secret, and nothing that opens anything. */
export const deploymentAnswer = z.object({
  /** What it takes for the address of whoever asks, and the header that it has it from. */
  address: z.string().nullable(),
  header: z.string().nullable(),
  origin: z.string(),
  development: z.boolean(),
  /** Milliseconds since 1970 by its clock. */
  clock: z.number(),
  /** Tells databases apart; null: its database does not answer. */
  database: z.string().nullable(),
  secrets: z.string(),
  /** Names of the jobs that the platform's clock does not call as often as they need; null as above. */
  overdueJobs: z.array(z.string()).nullable(),
});

const overdueJobs = async () => (await jobStates()).filter(({ overdue }) => overdue).map(({ name }) => name);

export async function answerDoctor(given: Headers): Promise<z.output<typeof deploymentAnswer>> {
  const { appUrl, clientAddressHeader, authSecrets, passwordPeppers } = env();
  return {
    address: clientAddressHeader ? addressPrefix(given.get(clientAddressHeader) ?? "") : null,
    header: clientAddressHeader,
    origin: appUrl.origin,
    development: isDevelopment,
    database: await ownIdentity().catch(() => null),
    secrets: secretsFingerprint(authSecrets[0], passwordPeppers),
    overdueJobs: await overdueJobs().catch(() => null),
    clock: Date.now(),
  };
}
