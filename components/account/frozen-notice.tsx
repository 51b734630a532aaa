import { Alert } from "@/components/ui/alert";

/** Why nothing can be changed just now; nothing where it can. */
export function FrozenNotice({ why }: Readonly<{ why: string | null }>) {
  return why ? (
    <Alert tone="notice" title="Not now">
      {why}
    </Alert>
  ) : null;
}
