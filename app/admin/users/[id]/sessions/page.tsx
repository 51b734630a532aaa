import type { Metadata } from "next";
import { Decision } from "@/components/admin/decision";
import { decisionPage, personPage } from "@/lib/admin/pages";
import { requirePersonName } from "@/lib/admin/require-person";
import { requireSession } from "@/lib/auth/session";
import { endAll } from "./actions";

export const metadata: Metadata = { title: "End all sessions" };

type Params = Promise<Readonly<{ id: string }>>;

export default async function EndSessionsPage({ params }: Readonly<{ params: Params }>) {
  const { id } = await params;
  const { formToken } = await requireSession("/admin/users/[id]/sessions", decisionPage(id, "sessions"));
  const { username } = await requirePersonName(id);
  return (
    <Decision
      title={`End all sessions of ${username}?`}
      lead="Every browser that is logged in to the account has to log in again, and logins that are on their way end too. Browsers that were trusted are asked for the second step again."
      action={endAll}
      formToken={formToken}
      person={id}
      label="End all sessions"
      pendingLabel="Ending"
      back={personPage(id)}
    >
      <p>The owner is told at every address of the account.</p>
    </Decision>
  );
}
