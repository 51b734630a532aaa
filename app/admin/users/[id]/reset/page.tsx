import type { Metadata } from "next";
import { Decision } from "@/components/admin/decision";
import { canReset } from "@/lib/admin/deeds";
import { decisionPage, personPage } from "@/lib/admin/pages";
import { requirePersonName } from "@/lib/admin/require-person";
import { requireSession } from "@/lib/auth/session";
import { mailReset } from "./actions";

export const metadata: Metadata = { title: "Start a reset" };

type Params = Promise<Readonly<{ id: string }>>;

export default async function ResetPage({ params }: Readonly<{ params: Params }>) {
  const { id } = await params;
  const { formToken } = await requireSession("/admin/users/[id]/reset", decisionPage(id, "reset"));
  const { username, disabled } = await requirePersonName(id);
  const why = disabled
    ? "The account is disabled: enable it first."
    : canReset()
      ? null
      : "This service cannot send mail.";
  return (
    <Decision
      title={`Have ${username} choose a new password?`}
      lead="The owner gets the same mail as somebody who has forgotten the password. You do not see its link, and it also takes a second factor of theirs. Until it is used, the password stays as it is."
      action={mailReset}
      formToken={formToken}
      person={id}
      label="Mail the link"
      pendingLabel="Sending"
      back={personPage(id)}
      closed={why}
    >
      <p>The owner is told at every address of the account that it was you who asked.</p>
    </Decision>
  );
}
