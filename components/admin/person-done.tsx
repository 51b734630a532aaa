import { Alert } from "@/components/ui/alert";

/** What the address says was done. */
export function PersonDone({ done }: { done: unknown }) {
  switch (done) {
    case "sessions":
      return (
        <Alert tone="success" title="All sessions have ended">
          The owner is told, and can log in again.
        </Alert>
      );
    case "session":
      return (
        <Alert tone="success" title="The session has ended">
          The owner is told.
        </Alert>
      );
    case "disabled":
      return (
        <Alert tone="success" title="The account is disabled">
          Every session has ended, and nobody gets in until it is enabled again. The owner is told.
        </Alert>
      );
    case "enabled":
      return (
        <Alert tone="success" title="The account is enabled again">
          The owner is told, and logs in as before.
        </Alert>
      );
    case "reset":
      return (
        <Alert tone="success" title="The link is on its way">
          It was mailed to the e-mail address of the account. It is good once, and for an hour.
        </Alert>
      );
    case "none":
      return (
        <Alert tone="notice" title="Nothing was done">
          It was so already, or was done a moment ago. This is how the account stands now.
        </Alert>
      );
    default:
      return null;
  }
}
