import type { Metadata } from "next";
import { Enroller } from "@/components/approve/enroller";
import { Unscripted } from "@/components/approve/unscripted";
import { deviceSettings } from "@/lib/approvals/pages";

export const metadata: Metadata = { title: "Approve with this phone", referrer: "no-referrer" };

/** Where an enrolment link leads. Its secret stands behind the #, and is read on the phone only. */
export default function EnrolPage() {
  return (
    <div className="column-narrow">
      <Unscripted />
      <Enroller {...deviceSettings()} />
    </div>
  );
}
