import { Alert } from "@/components/ui/alert";

/** For a link that we have not made, or whose row is gone. Nothing says which. */
export function DeadLink() {
  return (
    <Alert tone="notice" title="This link opens nothing">
      <p>
        It is not complete, or what it belongs to is no longer there. Open it from the message once more; some
        programs break long lines. If you think that somebody else uses your account, log in and look at its
        logins, or reset your password.
      </p>
    </Alert>
  );
}
