import { Button } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { PageHeading } from "@/components/ui/page-heading";

type FailureProps = { error: unknown; retry: () => void };

/** Next sets `digest` on an error of the server; the log has the same value. */
function digestOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("digest" in error)) return undefined;
  return typeof error.digest === "string" ? error.digest : undefined;
}

export function Failure({ error, retry }: FailureProps) {
  const digest = digestOf(error);
  return (
    <div role="alert" className="column-narrow">
      <PageHeading
        title="Something went wrong on our side"
        lead={<p>This page could not be made. The fault is ours, and trying again often helps.</p>}
      />
      <div className="stack">
        <div className="flex flex-wrap items-center gap-6">
          <Button type="button" onClick={retry}>
            Try again
          </Button>
          <a href="/">Go to the first page</a>
        </div>
        {digest ? (
          <Facts items={[{ term: "Reference", value: <span className="mono">{digest}</span> }]} />
        ) : null}
        <p className="text-soft">
          If it happens again, wait a few minutes, or tell whoever runs this service.
        </p>
      </div>
    </div>
  );
}
