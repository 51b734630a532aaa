import type { ReactNode } from "react";
import { type ChangeAction, ChangeButton } from "@/components/account/change-button";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { AdminNav } from "./admin-nav";

type DecisionProps = Readonly<{
  title: string;
  lead: string;
  action: ChangeAction;
  formToken: string;
  /** Whose account it is. */
  person: string;
  label: string;
  pendingLabel: string;
  back: string;
  /** Why it cannot be done; there is no button then. */
  closed?: string | null;
  children: ReactNode;
}>;

/** What is about to be done to an account, before it is done. */
export function Decision(props: DecisionProps) {
  const {
    title,
    lead,
    action,
    formToken,
    person,
    label,
    pendingLabel,
    back,
    closed = null,
    children,
  } = props;
  return (
    <div className="column-admin">
      <AdminNav current="users" />
      <div className="admin-decision">
        <PageHeading title={title} lead={lead} />
        <div className="stack">
          {closed === null ? (
            <>
              {children}
              <ChangeButton
                action={action}
                formToken={formToken}
                fields={{ person }}
                variant="primary"
                pendingLabel={pendingLabel}
              >
                {label}
              </ChangeButton>
            </>
          ) : (
            <Alert tone="notice" title="Not possible">
              {closed}
            </Alert>
          )}
          <p>
            <a href={back}>Back to the account</a>
          </p>
        </div>
      </div>
    </div>
  );
}
