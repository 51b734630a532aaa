import "server-only";

import { countUnsealed, readHead } from "@/db/queries/audit-chain";
import { iso } from "../iso";
import { type JobState, jobStates } from "../jobs";
import { countWords, outcomeWords } from "./job-words";

export type JobLine = Readonly<{
  name: string;
  title: string;
  /** ISO 8601; null: it has never run. */
  startedAt: string | null;
  outcome: string;
  done: string | null;
  overdue: boolean;
}>;

const jobLine = ({ name, title, last, overdue }: JobState): JobLine => ({
  name,
  title,
  startedAt: last && iso(last.startedAt),
  outcome: last ? outcomeWords(last) : "Never ran",
  done: last?.counts ? countWords(last.counts) : null,
  overdue,
});

export type AuditState = Readonly<{
  head: Readonly<{ number: string; hash: string; sealedAt: string }> | null;
  /** Such as "312", or "100,000 or more". */
  unsealed: string;
}>;

const MOST_COUNTED = 100_000;
const format = new Intl.NumberFormat("en-GB");

export async function jobsPage(): Promise<Readonly<{ jobs: readonly JobLine[]; audit: AuditState }>> {
  const [states, head, waiting] = await Promise.all([jobStates(), readHead(), countUnsealed(MOST_COUNTED)]);
  return {
    jobs: states.map(jobLine),
    audit: {
      head: head && { number: head.number, hash: head.hash, sealedAt: head.sealedAt },
      unsealed: `${format.format(waiting)}${waiting === MOST_COUNTED ? " or more" : ""}`,
    },
  };
}
