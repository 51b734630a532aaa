import { z } from "zod";

/** The points on which the provider's documents are silent or disagree; the defaults are the likeliest. */
export const switchesSchema = z.strictObject({
  cancelOutsideWindow: z.literal([404, 204, 409]).default(404),
  busySecondsAfterCancel: z.number().min(0).max(60).default(0),
  requestIdInConflict: z.boolean().default(true),
  triesCountedPer: z.enum(["request", "code"]).default("request"),
  earlierCodes: z.enum(["refused", "accepted"]).default("refused"),
  checkAfterThirdWrong: z.literal([404, 410]).default(404),
  malformedCode: z.literal([422, 400]).default(422),
  silentAuth: z.enum(["unsupported", "pending"]).default("unsupported"),
  nextInFirstSecond: z.literal([200, 409]).default(200),
  summaryExtras: z.boolean().default(true),
  retryAfterOn429: z.boolean().default(true),
  lowBalance: z.boolean().default(false),
  requestsPerSecond: z.number().int().positive().nullable().default(null),
});

export type Switches = z.output<typeof switchesSchema>;

export function defaultSwitches(): Switches {
  return switchesSchema.parse({});
}
