/** The port for codes sent to a phone. Adapters translate everything into these words and never throw. */

export const channels = ["silent_auth", "sms", "voice", "whatsapp", "rcs", "email"] as const;

export type Channel = (typeof channels)[number];
export type ProviderName = "vonage" | "telnyx";

/** What is kept of a PIN that we made: a keyed hash, bound to the challenge it was made for. */
export type Proof = Readonly<{ challengeId: string; hash: string }>;

export type StartRequest = Readonly<{
  /** UUID; callbacks bring it back, so that they are understood even when the answer was lost. */
  challengeId: string;
  /** E.164 with its plus sign. */
  number: string;
  /** Only for the channel of that name. */
  email: string | null;
  workflow: readonly Channel[];
  /** How long each step runs before the next begins. */
  channelSeconds: number;
  /** BCP 47, such as en-GB; the adapter picks the nearest that the provider has. */
  locale: string;
  /** The PIN that we made; null lets the provider make one. */
  code: string | null;
  /** Two letters that tell which message is which; only own texts can carry them. */
  tag: string | null;
  /** Where the phone comes back to after `silent_auth`. */
  returnUrl: string | null;
  /** How long somebody waits for the answer; adapters may give up earlier. */
  withinMs: number;
}>;

export type StartOutcome =
  /** `checkUrl`: what the phone opens for `silent_auth`, https. */
  | Readonly<{ kind: "sent"; requestId: string; checkUrl: string | null }>
  | Readonly<{ kind: "rate-limited"; retryAfterSeconds: number }>
  | Readonly<{
      kind:
        | "already-pending"
        | "invalid-number"
        | "unsupported"
        | "no-credit"
        | "unauthorised"
        /** Refused or unreachable: nothing was sent. */
        | "unavailable"
        /** Nobody answered in time: a message may or may not be on its way. */
        | "unknown";
    }>;

/** What is asked about: the provider's id where it holds the PIN, our proofs where we do. */
export type CheckRequest = Readonly<{ requestId: string | null; proofs: readonly Proof[]; code: string }>;

/** `closed`: the provider ended the request (third wrong code, expiry, cancellation). */
export type CheckOutcome = "approved" | "wrong" | "closed" | "unavailable";

/** What became of a message or a step, in our words; `other` for statuses that we do not know. */
export type DeliveryMeaning =
  | "sent"
  | "delivered"
  | "undelivered"
  | "blocked"
  | "timed-out"
  | "used"
  | "other";

export type DeliveryEvent = Readonly<{
  requestId: string;
  /** Ours, when the provider brings it back. */
  challengeId: string | null;
  /** `summary`: the request is over as a whole. */
  scope: "step" | "request";
  /** The provider's name of the channel; null where the event is about no single one. */
  channel: string | null;
  /** The provider's own word, at most 40 characters. */
  status: string;
  meaning: DeliveryMeaning;
  reason: string | null;
  /** Decimal amount, such as 0.0500, and ISO 4217 currency. */
  price: Readonly<{ amount: string; currency: string }> | null;
  /** Milliseconds since 1970 by the provider's clock. */
  occurredAt: number | null;
}>;

export type Callback = Readonly<{
  header: (name: string) => string | null;
  /** The very bytes that came: signatures and hashes are over them. */
  body: Uint8Array;
}>;

export type CallbackOutcome =
  /** Not proved to be the provider's. Nothing of it is looked at. */
  | Readonly<{ kind: "refused"; reason: string }>
  /** `deliveryId`: unique to this delivery; a second one with it is a replay. `signedAt`: in milliseconds since 1970. */
  | Readonly<{ kind: "authentic"; deliveryId: string; signedAt: number; events: readonly DeliveryEvent[] }>;

export type TextMessage = Readonly<{
  /** E.164 with its plus sign. */
  number: string;
  /** Of letters that a plain text has (GSM 7 bit). */
  text: string;
  /** Ours, at most 40 characters; brought back in the provider's reports. */
  reference: string;
}>;

/**
 * `refused`: never to this number. `unavailable`: nothing was sent, another time it may be. `unknown`: it may or may not
 * be on its way.
 */
export type TextOutcome = "sent" | "refused" | "unavailable" | "unknown";

export type VerifyProvider = Readonly<{
  name: ProviderName;
  /** The channels it tries, in their order. */
  workflow: readonly Channel[];
  /**
   * Who makes the PIN: the `provider`; we, and the provider checks it (`repeated`: a further message has the same
   * PIN); or we make and check each (`own`).
   */
  codes: "provider" | "repeated" | "own";
  start(request: StartRequest): Promise<StartOutcome>;
  check(request: CheckRequest): Promise<CheckOutcome>;
  /** Goes on to the next channel now. False: it could not, or nobody answered. */
  next(requestId: string): Promise<boolean>;
  cancel(requestId: string): Promise<boolean>;
  /** A text that carries no PIN, such as a notice to the account's owner. */
  sendText(message: TextMessage): Promise<TextOutcome>;
  parseCallback(callback: Callback): Promise<CallbackOutcome>;
}>;

/** The providers in use: the one that is asked first, the one for when it refuses or is down, and each by its name. */
export type Providers = Readonly<{
  first: VerifyProvider;
  fallback: VerifyProvider | null;
  /** Null: no longer configured. */
  of(name: string): VerifyProvider | null;
}>;
