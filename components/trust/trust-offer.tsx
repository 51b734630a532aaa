import { type ChangeAction, ChangeButton } from "@/components/account/change-button";
import { Alert } from "@/components/ui/alert";

type TrustOfferProps = Readonly<{ action: ChangeAction; formToken: string; days: number }>;

/** After a login: whether this browser may skip the second step from now on. Nothing happens unless it is pressed. */
export function TrustOffer({ action, formToken, days }: TrustOfferProps) {
  const span = days === 1 ? "a day" : `${days} days`;
  return (
    <Alert
      tone="notice"
      title="Trust this browser?"
      action={
        <ChangeButton action={action} formToken={formToken} pendingLabel="Trusting">
          {`Do not ask for a second step here for ${span}`}
        </ChangeButton>
      }
    >
      For {span} your password alone then shows you the account here; to change something you still confirm
      with a second step. Whoever uses this browser and knows your password sees what you see, so do not press
      this on a computer that others use.
    </Alert>
  );
}
