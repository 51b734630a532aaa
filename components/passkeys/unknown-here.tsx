import { Alert } from "@/components/ui/alert";

/** A browser that knows no passkeys. */
export function UnknownHere() {
  return (
    <Alert tone="notice" title="This browser knows no passkeys">
      Use a newer one, or another way.
    </Alert>
  );
}
