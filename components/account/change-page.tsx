import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";

type ChangePageProps = Readonly<{
  title: string;
  lead: ReactNode;
  /** Why nothing can be changed just now; the form is not shown then. */
  closed: string | null;
  children: ReactNode;
}>;

/** One change of the account: what it means, its form, and the way back. */
export function ChangePage({ title, lead, closed, children }: ChangePageProps) {
  return (
    <div className="column-narrow">
      <PageHeading title={title} lead={lead} />
      <div className="stack">
        {closed ? (
          <Alert tone="notice" title="Not now">
            {closed}
          </Alert>
        ) : (
          children
        )}
        <p>
          <a href="/account">Back to your account</a>
        </p>
      </div>
    </div>
  );
}
