import { Alert } from "@/components/ui/alert";

type EndedNoticeProps = Readonly<{ ended: string | string[] | undefined; again: string }>;

/** Why somebody is back at the start of a flow. Anything but our own words shows nothing. */
export function EndedNotice({ ended, again }: EndedNoticeProps) {
  if (ended === "expired") {
    return (
      <Alert tone="notice" title="That took too long">
        What you had begun is no longer open, or it was begun in another browser. {again}; nothing has
        changed.
      </Alert>
    );
  }
  if (ended === "reset") {
    return (
      <Alert tone="success" title="Your password is changed">
        Every browser is logged out. {again} with the new one; a PIN is asked for as always.
      </Alert>
    );
  }
  if (ended === "recovered") {
    return (
      <Alert tone="success" title="Your account has a new phone">
        Everything else is removed, and every login has ended. {again} with your password and a PIN to the new
        phone.
      </Alert>
    );
  }
  if (ended === "closed") {
    return (
      <Alert tone="notice" title="That login is closed">
        It was cancelled or ended. {again} to go on.
      </Alert>
    );
  }
  return null;
}
