import { Time } from "@/components/account/time";
import type { RecordEntry } from "@/lib/admin/person";

/** The last of what was written down about the account, in the words of its own history and with the events' names. */
export function PersonRecord({ record }: { record: readonly RecordEntry[] }) {
  return (
    <section className="stack" aria-labelledby="record">
      <h2 id="record">History</h2>
      {record.length === 0 ? (
        <p>Nothing is written down about this account.</p>
      ) : (
        <table className="admin-table">
          <thead>
            <tr>
              <th scope="col">What happened</th>
              <th scope="col">When</th>
              <th scope="col">Where</th>
              <th scope="col">Event</th>
            </tr>
          </thead>
          <tbody>
            {record.map(({ line, at, what, where, event, by }) => (
              <tr key={line}>
                <td className="admin-what">
                  <bdi>{what}</bdi>
                  {by ? ` (${by})` : null}
                </td>
                <td>
                  <Time at={at} exact />
                </td>
                <td className="admin-where">
                  <bdi>{where}</bdi>
                </td>
                <td className="mono">{event}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
