import { Time } from "@/components/account/time";
import type { Person } from "@/lib/admin/person";

/** What the person can show, and since when; nothing of what it is shown with. */
export function PersonFactors({ person: { factors } }: { person: Person }) {
  return (
    <section className="stack" aria-labelledby="factors">
      <h2 id="factors">Ways to log in</h2>
      <table className="admin-table">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Name</th>
            <th scope="col">Since</th>
            <th scope="col">Last used</th>
          </tr>
        </thead>
        <tbody>
          {factors.map(({ key, kind, name, since, lastUsedAt }) => (
            <tr key={key}>
              <th scope="row">{kind}</th>
              <td>
                <bdi>{name}</bdi>
              </td>
              <td>
                <span className="admin-term">Since </span>
                <Time at={since} />
              </td>
              <td>
                <span className="admin-term">Last used: </span>
                {lastUsedAt ? <Time at={lastUsedAt} exact /> : "never"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
