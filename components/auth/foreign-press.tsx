import { Alert } from "@/components/ui/alert";

/** After a press that did not come from our own page. */
export function ForeignPress() {
  return (
    <Alert tone="error" title="Nothing has happened yet">
      <p>The press did not come from our own page. Press the button below.</p>
    </Alert>
  );
}
