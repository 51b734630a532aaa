import type { Metadata } from "next";
import { AccountNav } from "@/components/account/account-nav";
import { ChangeButton } from "@/components/account/change-button";
import { SessionList } from "@/components/account/session-list";
import { SessionNotices } from "@/components/account/session-notices";
import { PageHeading } from "@/components/ui/page-heading";
import { ownSessions, sessionRules } from "@/lib/account/sessions";
import { isEnoughFor, requireSession } from "@/lib/auth/session";
import { heldForm } from "@/lib/step-up/hold";
import { endOne, endOthers } from "./actions";

export const metadata: Metadata = { title: "Sessions" };

const PAGE = "/account/sessions";

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function SessionsPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const session = await requireSession(PAGE);
  const { ended } = await searchParams;
  const { id, user, formToken } = session;
  const sessions = await ownSessions(user.id, id);
  const fresh = isEnoughFor(session, "/account/sessions#endOne");
  const held = fresh ? await heldForm(session, PAGE) : null;
  const others = sessions.length > 1;
  return (
    <div className="column-account">
      <AccountNav current="sessions" />
      <PageHeading title="Sessions" lead="The browsers that are logged in to this account." />
      <div className="stack">
        <SessionNotices ended={ended} asked={others ? (held?.session ?? null) : null} sessions={sessions} />
        <SessionList
          sessions={sessions}
          action={endOne}
          formToken={formToken}
          asked={held?.session ?? null}
        />
        {others ? (
          <ChangeButton action={endOthers} formToken={formToken} pendingLabel="Ending">
            End all other sessions
          </ChangeButton>
        ) : (
          <p>
            No other browser is logged in. If you log in elsewhere, that session is listed here and can be
            ended.
          </p>
        )}
        <div className="text-soft grid gap-2">
          {others && !fresh ? (
            <p>Before a session is ended, you are asked to confirm that it is you.</p>
          ) : null}
          <p>{sessionRules()}</p>
        </div>
      </div>
    </div>
  );
}
