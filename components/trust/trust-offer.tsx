import { type ChangeAction, ChangeButton } from "@/components/account/change-button";

type TrustOfferProps = Readonly<{ action: ChangeAction; formToken: string; days: number }>;

/** After a login: whether this browser may skip the second step from now on. Nothing happens unless it is pressed. */
export function TrustOffer({ action, formToken, days }: TrustOfferProps) {
  const span = days === 1 ? "a day" : `${days} days`;
  return (
    <section className="stack" aria-labelledby="trust-offer">
      <h2 id="trust-offer">Trust this browser?</h2>
      <p>
        For {span} your password alone then shows you the account here. To change something you still confirm
        with a second step. Whoever uses this browser and knows your password sees what you see: leave it on a
        computer that others use too.
      </p>
      <ChangeButton action={action} formToken={formToken} pendingLabel="Trusting">
        {`Do not ask for a second step here for ${span}`}
      </ChangeButton>
    </section>
  );
}
