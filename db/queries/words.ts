import "server-only";

import { type SQL, sql } from "drizzle-orm";

/** Words that stand in the database's rows; lib/verify/provider.ts says what they mean. */
export type ProviderName = "vonage" | "telnyx";
export type Channel = "silent_auth" | "sms" | "voice" | "whatsapp" | "rcs" | "email";
/** The channels of a row; it holds only what lib/challenges/plan.ts wrote. */
export const channelsOf = (workflow: string): Channel[] => workflow.split(" ") as Channel[];

export type DeliveryMeaning =
  | "sent"
  | "delivered"
  | "undelivered"
  | "blocked"
  | "timed-out"
  | "used"
  | "other";

/** Words as the right side of IN. */
export const among = (words: readonly string[]): SQL =>
  sql`(${sql.join(
    words.map((word) => sql`${word}`),
    sql`, `,
  )})`;
