import { Alert } from "@/components/ui/alert";

/** The one page that needs script: a key lives in it. */
export function Unscripted() {
  return (
    <noscript>
      <Alert tone="notice" title="This page needs JavaScript">
        A phone approves with a key that only script can use. Every other page works without it, and a login
        can always ask for a PIN instead.
      </Alert>
    </noscript>
  );
}
