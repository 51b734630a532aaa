import type { Metadata } from "next";
import { Approver } from "@/components/approve/approver";
import { Unscripted } from "@/components/approve/unscripted";
import { deviceSettings } from "@/lib/approvals/pages";

export const metadata: Metadata = { title: "Approvals" };

/** What waits for the phone that opens it. The phone shows who it is by its key: nobody has to be logged in. */
export default function ApprovePage() {
  return (
    <div className="column-narrow">
      <Unscripted />
      <Approver {...deviceSettings()} />
    </div>
  );
}
