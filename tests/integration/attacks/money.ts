import { expect } from "vitest";
import { startSignup } from "@/lib/signup/start";
import type { Providers } from "@/lib/verify/provider";
import { loggedLines } from "../../support/console";
import { testDatabase } from "../../support/database";
import { signupRequest, visitor } from "../../support/people";

type Line = Readonly<Record<string, unknown>>;

/** The application's log lines about one event, since the test before. */
export const logged = (event: string): Line[] =>
  loggedLines()
    .map((line): Line => JSON.parse(line))
    .filter((line) => line.event === event);

/** The limits that kept messages back, each as often as it did. */
export const blockedBy = (): unknown[] => logged("send.blocked").map(({ limit }) => limit);

/** Alerts are raised once the answer is out. */
export const alertsOf = (keys: readonly string[]): Promise<void> =>
  expect.poll(() => logged("alert").map(({ key }) => key)).toEqual(keys);

/** Whoever pumps has as many addresses and numbers as it takes. */
export const addressOf = (index: number): string => `198.51.${100 + Math.floor(index / 250)}.${index % 250}`;
export const estonian = (block: number, last: number): string => `+3725${1000 + block}${100 + last}`;

/** The handle of a sign-up that nobody will finish. */
export async function pump(providers: Providers, phone: string, address: string | null): Promise<string> {
  const outcome = await startSignup(signupRequest({ phone }), { ...visitor, address }, providers);
  if (outcome.kind !== "challenged") throw new Error(`The sign-up was ${JSON.stringify(outcome)}`);
  return outcome.handle;
}

/** Lets the ledger grow older, as if that many seconds had passed. */
export async function ageLedger(seconds: number): Promise<void> {
  const { sql } = await testDatabase();
  await sql`update sends set at = at - ${seconds} * interval '1 second'`;
}
