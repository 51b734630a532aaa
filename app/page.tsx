import { Flow } from "@/components/landing/flow";
import { ButtonLink } from "@/components/ui/button";

export default function LandingPage() {
  return (
    <div className="column-wide">
      <h1 className="landing-title">Your password, then your phone.</h1>
      <p className="landing-lead">
        Countersign is sign-in with two factors. You log in with a user name and a password, and confirm it
        with a PIN that we send to your phone. Whoever has only one of the two stays outside.
      </p>
      <p className="landing-doors">
        <ButtonLink href="/signup">Create an account</ButtonLink>
        <ButtonLink href="/login" variant="secondary">
          Log in
        </ButtonLink>
      </p>
      <h2 className="sr-only">How it works</h2>
      <Flow />
      <div className="landing-notes">
        <section className="landing-note">
          <h2>What you need</h2>
          <p>A phone that takes texts or calls; any phone will do. You type the PIN here, in this browser.</p>
        </section>
        <section className="landing-note">
          <h2>If you want to run it</h2>
          <p>
            Countersign is a Next.js application that you deploy yourself, with Postgres and Vonage Verify.
            Try it on your own machine, without keys:{" "}
            <code className="mono whitespace-nowrap">npm run demo</code>.
          </p>
        </section>
      </div>
    </div>
  );
}
