import { Alert } from "@/components/ui/alert";
import type { RequiredNotice as Notice } from "@/lib/account/required";

/** What the role of an account asks of it, and where that is done. */
export function RequiredNotice({
  notice,
  link,
}: Readonly<{ notice: Notice | null; link?: string | undefined }>) {
  if (!notice) return null;
  return (
    <Alert
      tone={notice.overdue ? "error" : "notice"}
      title={notice.title}
      action={link ? <a href={link}>Enrol one</a> : undefined}
    >
      {notice.text}
    </Alert>
  );
}
