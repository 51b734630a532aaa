import "server-only";

import { newestOwnPin } from "@/db/queries/own-pin";
import { env } from "../env";

/** How far the newest PIN of an administrator's own came; times are ISO 8601. */
export type OwnPin = Readonly<{
  provider: string;
  at: string;
  /** What has become of it, in words. */
  standing: string;
  /** What the provider itself has told since; null where no callbacks are taken. */
  callbacks: readonly Readonly<{ channel: string; status: string; at: string }>[] | null;
}>;

const standings: Readonly<Record<string, string>> = {
  approved: "entered, and right",
  sent: "sent, and not entered yet",
  pending: "just being sent",
  unknown: "asked for, and the provider did not answer in time",
  failed: "not sent",
  cancelled: "ended before it was entered",
};

const isoTime = (at: string): string => new Date(at).toISOString();

export async function ownPin(userId: string): Promise<OwnPin | null> {
  const row = await newestOwnPin(userId);
  if (!row) return null;
  const { vonage, telnyx } = env().verify;
  const taken = row.provider === "vonage" ? vonage?.callbacks : telnyx?.publicKeys;
  return {
    provider: row.provider,
    at: isoTime(row.createdAt),
    standing: `${standings[row.state] ?? "ended"}${row.failure ? ` (${row.failure})` : ""}`,
    callbacks: taken ? row.told.map((one) => ({ ...one, at: isoTime(one.at) })) : null,
  };
}
