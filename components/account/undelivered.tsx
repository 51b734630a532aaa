import { Alert } from "@/components/ui/alert";
import type { Undelivered } from "@/lib/notices/undelivered";
import { Time } from "./time";

/** The owner hears here of what no message could tell them; newest first. */
export function UndeliveredNotices({ notices }: { notices: readonly Undelivered[] }) {
  if (notices.length === 0) return null;
  return (
    <Alert
      tone="notice"
      title="We could not reach you"
      action={<a href="/account/history">See what happened to your account</a>}
    >
      <p>These notices could not be delivered. Check that the address and the phone below are right.</p>
      <ul className="undelivered">
        {notices.map(({ subject, channel, createdAt }) => (
          <li key={`${createdAt.toISOString()} ${channel} ${subject}`}>
            {subject}, by {channel === "email" ? "e-mail" : "text"},{" "}
            <Time at={createdAt.toISOString()} exact />
          </li>
        ))}
      </ul>
    </Alert>
  );
}
