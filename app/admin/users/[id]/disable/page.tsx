import type { Metadata } from "next";
import { Decision } from "@/components/admin/decision";
import { Alert } from "@/components/ui/alert";
import { decisionPage, personPage } from "@/lib/admin/pages";
import { requirePersonName } from "@/lib/admin/require-person";
import { requireSession } from "@/lib/auth/session";
import { disable } from "./actions";

export const metadata: Metadata = { title: "Disable an account" };

type Params = Promise<Readonly<{ id: string }>>;

export default async function DisablePage({ params }: Readonly<{ params: Params }>) {
  const { id } = await params;
  const { user, formToken } = await requireSession("/admin/users/[id]/disable", decisionPage(id, "disable"));
  const { username, disabled } = await requirePersonName(id);
  const why =
    id === user.id
      ? "It is your own account. Another administrator can disable it."
      : disabled
        ? "The account is disabled already."
        : null;
  return (
    <Decision
      title={`Disable ${username}?`}
      lead="Every session ends, and whatever is on its way: logins, changes, resets, recoveries. Nobody can log in or choose a new password until an administrator enables the account again. Nothing is deleted."
      action={disable}
      formToken={formToken}
      person={id}
      label="Disable the account"
      pendingLabel="Disabling"
      back={personPage(id)}
      closed={why}
    >
      <Alert tone="notice" title="The owner is told at every address">
        Whoever tries to log in is answered as with a wrong password.
      </Alert>
    </Decision>
  );
}
