import type { ApprovalView } from "@/lib/approvals/view";

/** Where a request stands, in words; `null` while it waits or is approved. */
export function endedWords({ state, purpose }: ApprovalView): { title: string; text: string } | null {
  const what = { login: "This login", "step-up": "This change", action: "This" }[purpose];
  switch (state) {
    case "pending":
    case "approved":
      return null;
    case "denied":
      return {
        title: "You said no on your phone",
        text: `${what} was refused, and nothing was done. Nothing else is sent.`,
      };
    case "disowned":
      return {
        title: "Your phone said that this was not you",
        text: `${what} was refused, and every browser that was logged in to the account has been logged out.`,
      };
    case "exhausted":
      return {
        title: "Wrong digits, three times",
        text: "The digits typed on the phone were not those shown here, so this request is over.",
      };
    case "lapsed":
      return {
        title: "No answer came in time",
        text: "The phone did not answer within a minute and a half. Nothing was let in.",
      };
    case "cancelled":
      return {
        title: "This request was ended",
        text: "Another one has taken its place, or the phone was removed.",
      };
  }
}

const named = (devices: readonly string[]): string =>
  devices.length === 1 ? `“${devices[0]}”` : "your phones";

/** What the person has to do with the phone, by what became of the notification. */
export function whereToLook({ push, devices }: ApprovalView, place: string): string {
  switch (push) {
    case "none":
      return `Open ${place} on ${named(devices)}: no notification can be sent to it.`;
    case "failed":
      return `The notification could not be sent. Open ${place} on ${named(devices)}.`;
    default:
      return `A notification is on its way to ${named(devices)}. If none comes, open ${place} there.`;
  }
}
