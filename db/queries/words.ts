import "server-only";

/** Words that stand in the database's rows; lib/verify/provider.ts says what they mean. */
export type ProviderName = "vonage" | "telnyx";
export type Channel = "silent_auth" | "sms" | "voice" | "whatsapp" | "rcs" | "email";
export type DeliveryMeaning =
  | "sent"
  | "delivered"
  | "undelivered"
  | "blocked"
  | "timed-out"
  | "used"
  | "other";
