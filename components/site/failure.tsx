import { unstable_isUnrecognizedActionError as isOutdated } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { PageHeading } from "@/components/ui/page-heading";

type FailureProps = { error: unknown; retry: () => void };

/** Next sets `digest` on an error of the server; the log has the same value. */
function digestOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("digest" in error)) return undefined;
  return typeof error.digest === "string" ? error.digest : undefined;
}

/** The form belongs to a page of an older build, and this one has none of that name: nothing was done. */
function Outdated() {
  return (
    <div role="alert" className="column-narrow">
      <PageHeading
        title="This page is from before an update"
        lead={<p>It was changed while you had it open, so what you sent was not taken: nothing was done.</p>}
      />
      <div className="stack">
        <Button type="button" onClick={() => location.reload()}>
          Load the page anew
        </Button>
        <p className="text-soft">You go on where you were. A PIN that you have already stays good.</p>
      </div>
    </div>
  );
}

export function Failure({ error, retry }: FailureProps) {
  if (isOutdated(error)) return <Outdated />;
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
