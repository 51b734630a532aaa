/** The port for codes sent to a phone. Adapters translate everything into these words and never throw. */

export type StartRequest = Readonly<{
  /** E.164 with its plus sign. */
  number: string;
  /** BCP 47, such as en-GB; the adapter picks the nearest that the provider has. */
  locale: string;
}>;

export type StartOutcome =
  | Readonly<{ kind: "sent"; requestId: string }>
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

/** `closed`: the provider ended the request (third wrong code, expiry, cancellation). */
export type CheckOutcome = "approved" | "wrong" | "closed" | "unavailable";

export type VerifyProvider = Readonly<{
  start(request: StartRequest): Promise<StartOutcome>;
  check(requestId: string, code: string): Promise<CheckOutcome>;
  /** Goes on to the next channel now. False: it could not, or nobody answered. */
  next(requestId: string): Promise<boolean>;
  cancel(requestId: string): Promise<boolean>;
}>;
