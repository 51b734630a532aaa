import { Time } from "@/components/account/time";
import type { MessageView } from "@/lib/admin/messages";

/** The last PINs and notices, and what became of them. */
export function MessageTable({ messages }: { messages: readonly MessageView[] }) {
  return (
    <section className="stack" aria-labelledby="messages">
      <h2 id="messages">Messages</h2>
      {messages.length === 0 ? (
        <p>Nothing was sent lately.</p>
      ) : (
        <table className="admin-table">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">How</th>
              <th scope="col">When</th>
              <th scope="col">What became of it</th>
            </tr>
          </thead>
          <tbody>
            {messages.map(({ key, at, what, how, state, troubled }) => (
              <tr key={key}>
                <th scope="row">{what}</th>
                <td>By {how}</td>
                <td>
                  <Time at={at} exact />
                </td>
                <td>{troubled ? <strong>{state}</strong> : state}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
