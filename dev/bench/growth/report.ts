import type { GrowthFigures, Size } from "../growth";
import { fixed, type Row, table } from "../table";
import { limits, type Verdict } from "../targets";

const users = ({ users: count }: Size): string => count.toLocaleString("en-GB");

export function growthVerdicts({ sizes }: GrowthFigures): Verdict[] {
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (!first || !last) return [];
  const span = `${users(last)} users against ${users(first)}`;
  return [
    {
      what: `Time in the database for a login, ${span}`,
      value: last.login.milliseconds / first.login.milliseconds,
      limit: limits.growthRatio,
      unit: "×",
    },
    {
      what: `Pages of the database read for a login, ${span}`,
      value: last.login.buffers / first.login.buffers,
      limit: limits.growthBuffersRatio,
      unit: "×",
    },
  ];
}

/** Per login, per opening of the account and its history, and per sweep: time in statements, pages read or found cached. */
export function growthReport({ sizes }: GrowthFigures): string {
  return `${table("What the database does, by its own count (ms, pages of 8 kB)", [
    ["users", "size in MB", "login ms", "pages", "account ms", "pages", "sweep ms", "pages"],
    ...sizes.map(
      (size): Row => [
        users(size),
        fixed(size.bytes / 1e6, 0),
        fixed(size.login.milliseconds, 2),
        fixed(size.login.buffers, 0),
        fixed(size.account.milliseconds, 2),
        fixed(size.account.buffers, 0),
        fixed(size.sweep.milliseconds, 1),
        fixed(size.sweep.buffers, 0),
      ],
    ),
  ])}\n`;
}
