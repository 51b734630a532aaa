import { z } from "zod";
import { wireNumber } from "./phone-number";

/** The points on which the provider's documents are silent or disagree; the defaults are the likeliest. */
export const switchesSchema = z.strictObject({
  cancelOutsideWindow: z.literal([404, 204, 409]).default(404),
  busySecondsAfterCancel: z.number().min(0).max(60).default(0),
  requestIdInConflict: z.boolean().default(true),
  triesCountedPer: z.enum(["request", "code"]).default("request"),
  earlierCodes: z.enum(["refused", "accepted"]).default("refused"),
  checkAfterThirdWrong: z.literal([404, 410]).default(404),
  malformedCode: z.literal([422, 400]).default(422),
  /** An unreachable network with further steps behind it: passed over, or refused. */
  silentAuthWithSteps: z.literal([202, 412]).default(202),
  silentAuth: z.enum(["unsupported", "pending"]).default("unsupported"),
  ownCode: z.enum(["accepted", "refused"]).default("accepted"),
  templateWriting: z.enum(["enabled", "forbidden"]).default("enabled"),
  /** Whether `blockedNumbers` are blocked never, when a request asks for the check, or unless it declines it. */
  fraudCheck: z.enum(["ignored", "when-asked", "unless-declined"]).default("ignored"),
  blockedNumbers: z.array(z.string().transform(wireNumber)).default([]),
  networkUnblock: z.enum(["forbidden", "allowed"]).default("forbidden"),
  magicNumbers: z.boolean().default(false),
  nextInFirstSecond: z.literal([200, 409]).default(200),
  summaryExtras: z.boolean().default(true),
  retryAfterOn429: z.boolean().default(true),
  lowBalance: z.boolean().default(false),
  telnyxRefusal: z.literal([422, 400]).default(422),
  telnyxCost: z.enum(["always", "finalized"]).default("always"),
  /** The status for a VAPID token that does not hold; a missing one is 401, another key 403. */
  vapidRefusal: z.literal([401, 403]).default(401),
  requestsPerSecond: z.number().int().positive().nullable().default(null),
});

export type Switches = z.output<typeof switchesSchema>;

export function defaultSwitches(): Switches {
  return switchesSchema.parse({});
}
