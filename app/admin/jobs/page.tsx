import type { Metadata } from "next";
import { Time } from "@/components/account/time";
import { AdminNav } from "@/components/admin/admin-nav";
import { JobLines } from "@/components/admin/job-lines";
import { Alert } from "@/components/ui/alert";
import { Facts } from "@/components/ui/facts";
import { PageHeading } from "@/components/ui/page-heading";
import { jobsPage } from "@/lib/admin/jobs-page";
import { requireSession } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Jobs" };

/** What the platform's clock has run, and how far the audit is sealed. */
export default async function JobsPage() {
  await requireSession("/admin/jobs");
  const { jobs, audit } = await jobsPage();
  const { head, unsealed } = audit;
  return (
    <div className="column-admin">
      <AdminNav current="jobs" />
      <PageHeading title="Jobs" lead="What your platform’s clock calls, and what came of it." />
      {jobs.some(({ overdue }) => overdue) ? (
        <Alert tone="notice">
          A job did not end well for longer than it may. See that <span className="mono">CRON_SECRET</span> is
          set and that your platform’s clock calls <span className="mono">/api/cron</span> with it.
        </Alert>
      ) : null}
      <JobLines jobs={jobs} />
      <section className="stack" aria-labelledby="audit">
        <h2 id="audit">The audit’s chain</h2>
        <Facts
          items={[
            { term: "Last seal", value: head ? <Time at={head.sealedAt} exact /> : "Nothing was sealed yet" },
            ...(head
              ? [
                  {
                    term: "Head",
                    value: <span className="mono">{`${head.hash} (seal ${head.number})`}</span>,
                  },
                ]
              : []),
            { term: "Rows that wait for a seal", value: unsealed },
          ]}
        />
        <p>
          Note the head elsewhere: with it, <span className="mono">npm run audit:verify</span> tells when the
          chain’s end was cut off.
        </p>
      </section>
    </div>
  );
}
