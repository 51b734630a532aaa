import { ButtonLink } from "@/components/ui/button";
import type { PinView } from "@/lib/challenges/view";

type SilentStepProps = Pick<PinView, "silentUrl" | "phoneEnding">;

/**
 * The way without a PIN: the operator's page, which comes back to ours. It needs script to take what it brings, so
 * whoever has none sees only the other ways.
 */
export function SilentStep({ silentUrl, phoneEnding }: SilentStepProps) {
  if (silentUrl === null) return null;
  return (
    <div className="scripted-only">
      <p>
        <ButtonLink href={silentUrl}>Confirm with this phone</ButtonLink>
      </p>
      <p className="field-hint">
        Only if you are reading this on the phone ending in <span className="mono">{phoneEnding}</span>, with
        mobile data on and Wi-Fi off.
      </p>
    </div>
  );
}
