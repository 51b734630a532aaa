import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AdminNav } from "@/components/admin/admin-nav";
import { MessageTable } from "@/components/admin/message-table";
import { PersonDone } from "@/components/admin/person-done";
import { PersonFactors } from "@/components/admin/person-factors";
import { PersonFacts } from "@/components/admin/person-facts";
import { PersonRecord } from "@/components/admin/person-record";
import { PersonSessions } from "@/components/admin/person-sessions";
import { PersonWays } from "@/components/admin/person-ways";
import { PageHeading } from "@/components/ui/page-heading";
import { canReset } from "@/lib/admin/deeds";
import { personPage } from "@/lib/admin/pages";
import { viewPerson } from "@/lib/admin/person";
import { requireSession } from "@/lib/auth/session";
import { readVisitor } from "@/lib/visitor";
import { enable, endOne } from "./actions";

export const metadata: Metadata = { title: "Account" };

type Params = Promise<Readonly<{ id: string }>>;
type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function PersonPage({
  params,
  searchParams,
}: Readonly<{ params: Params; searchParams: Query }>) {
  const { id } = await params;
  const session = await requireSession("/admin/users/[id]", personPage(id));
  const person = await viewPerson(session, await readVisitor(), id);
  if (person === null) notFound();
  const { done } = await searchParams;
  const { formToken } = session;
  return (
    <div className="column-admin">
      <AdminNav current="users" />
      <PageHeading title={person.username} lead={person.states[0]} />
      <div className="stack admin-sections">
        <PersonDone done={done} />
        <PersonFacts person={person} />
        <PersonWays person={person} canReset={canReset()} enable={enable} formToken={formToken} />
        <PersonFactors person={person} />
        <PersonSessions person={person} endOne={endOne} formToken={formToken} />
        <MessageTable messages={person.messages} />
        <PersonRecord record={person.record} />
      </div>
    </div>
  );
}
