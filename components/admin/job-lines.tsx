import { Time } from "@/components/account/time";
import type { JobLine } from "@/lib/admin/jobs-page";

/** The jobs with their last run each. */
export function JobLines({ jobs }: { jobs: readonly JobLine[] }) {
  return (
    <table className="admin-table">
      <thead>
        <tr>
          <th scope="col">Job</th>
          <th scope="col">Last run</th>
          <th scope="col">How it ended</th>
          <th scope="col">What it did</th>
          <th scope="col">Next</th>
        </tr>
      </thead>
      <tbody>
        {jobs.map(({ name, title, startedAt, outcome, done, overdue }) => (
          <tr key={name}>
            <th scope="row">
              {title} <span className="mono">({name})</span>
            </th>
            <td>{startedAt ? <Time at={startedAt} exact /> : null}</td>
            <td>{outcome}</td>
            <td>{done}</td>
            <td>{overdue ? <strong>Overdue</strong> : "In time"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
