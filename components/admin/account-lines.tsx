import { Time } from "@/components/account/time";
import type { AccountLine } from "@/lib/admin/account-line";

/** Accounts as a table: on a narrow screen each is a block with its columns' names in it. */
export function AccountLines({ accounts }: { accounts: readonly AccountLine[] }) {
  return (
    <table className="admin-table">
      <thead>
        <tr>
          <th scope="col">User name</th>
          <th scope="col">E-mail address</th>
          <th scope="col">Phone</th>
          <th scope="col">Since</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map(({ id, href, username, email, phoneEnding, createdAt, marks }) => (
          <tr key={id}>
            <th scope="row">
              <a href={href}>{username}</a>
            </th>
            <td>{email}</td>
            <td>
              Ending in <span className="mono">{phoneEnding}</span>
            </td>
            <td>
              <Time at={createdAt} />
            </td>
            <td>{marks.length > 0 ? <strong>{marks.join(", ")}</strong> : "Active"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
