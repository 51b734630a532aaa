import { Alert } from "@/components/ui/alert";

/** A passkey is asked for by script, and by nothing else. */
export function NeedsScript({ otherwise }: Readonly<{ otherwise: string }>) {
  return (
    <noscript>
      <Alert tone="notice" title="Passkeys need JavaScript">
        {`A browser makes and uses them only when script asks for it. ${otherwise}`}
      </Alert>
    </noscript>
  );
}
