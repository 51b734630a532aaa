import type { Metadata } from "next";
import { askStepUpPin } from "@/app/account/confirm/actions";
import { AdminNav } from "@/components/admin/admin-nav";
import { DoctorForm } from "@/components/admin/doctor-form";
import { OwnPinFacts } from "@/components/admin/own-pin";
import { FlowButton } from "@/components/auth/flow-button";
import { PageHeading } from "@/components/ui/page-heading";
import { requireSession } from "@/lib/auth/session";
import { ownPin } from "@/lib/doctor/own-pin";
import { examineDeployment } from "./actions";

export const metadata: Metadata = { title: "Doctor" };
/** Seconds: every check has five, and they run at once. */
export const maxDuration = 30;

const PAGE = "/admin/doctor";

/** Nothing is looked at until the button is pressed: opening a page calls nobody. */
export default async function DoctorPage() {
  const { formToken, user } = await requireSession(PAGE);
  return (
    <div className="column-admin">
      <AdminNav current="doctor" />
      <PageHeading
        title="Doctor"
        lead="Looks at this deployment: its settings, its provider, its database, its callbacks. It changes nothing and sends nobody anything."
      />
      <div className="stack">
        <DoctorForm action={examineDeployment} formToken={formToken} />
        <section className="stack" aria-labelledby="whole-way">
          <h2 id="whole-way">The whole way</h2>
          <p>
            Have a PIN sent to your own phone, ending in <span className="mono">{user.phoneEnding}</span>, and
            type it: then a login works too. It is an ordinary confirmation, counts against the same limits as
            every other, and costs one message.
          </p>
          <OwnPinFacts pin={await ownPin(user.id)} />
          <FlowButton
            action={askStepUpPin}
            formToken={formToken}
            fields={{ next: PAGE }}
            label="Send me a PIN"
            pendingLabel="Sending…"
          />
        </section>
      </div>
    </div>
  );
}
