import type { StartOutcome, TextOutcome } from "./provider";

/** What the refusal of a message means for a text that carries no PIN. */
export function textOutcome(kind: StartOutcome["kind"]): TextOutcome {
  switch (kind) {
    case "sent":
      return "sent";
    case "invalid-number":
    case "unsupported":
      return "refused";
    case "already-pending":
    case "rate-limited":
    case "no-credit":
    case "unauthorised":
    case "unavailable":
      return "unavailable";
    case "unknown":
      return "unknown";
  }
}
