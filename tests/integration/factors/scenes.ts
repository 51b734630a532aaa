import { Secret, TOTP } from "otpauth";
import { expect } from "vitest";
import { databaseNow } from "@/db/queries/approvals";
import type { ShownStep } from "@/db/queries/second-steps";
import { hashSecret } from "@/lib/crypto";
import { makeCodes } from "@/lib/factors/recovery-codes";
import { type ShownOutcome, sealedFor, showAppCode, showRecoveryCode } from "@/lib/factors/show";
import { newSecret } from "@/lib/factors/totp";
import { isSecondStep } from "@/lib/login/second-steps";
import { takeWay } from "@/lib/login/ways";
import { policy } from "@/lib/policy";
import { seal } from "@/lib/seal";
import { testDatabase } from "../../support/database";
import { newPerson, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith } from "../../support/requests";
import { enteredAs, login } from "../approvals/scenes";

const { sql } = await testDatabase();

const shownAt = (secret: Buffer, timestamp: number): string =>
  new TOTP({
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
    period: policy.authenticator.stepSeconds,
  }).generate({ timestamp });

/** An app whose secret the test has: `code` is what it shows, so many seconds from now by the database's clock. */
export const appWith = (secret: Buffer) => ({
  secret,
  code: async (seconds = 0): Promise<string> => shownAt(secret, (await databaseNow()) + seconds * 1000),
});

export type App = ReturnType<typeof appWith> & Readonly<{ id: string }>;

/** An app written as an enrolment leaves it. */
export async function newApp({ id: userId }: Pick<Person, "id">, name = "Phone"): Promise<App> {
  const secret = newSecret();
  const [row] = await sql<{ id: string }[]>`
    insert into authenticator_apps (user_id, name, secret, last_step, browser)
    values (${userId}, ${name}, ${seal(secret, sealedFor(userId))}, 0, 'Firefox on Linux') returning id`;
  return { id: row?.id ?? "", ...appWith(secret) };
}

/** Codes that their owner has confirmed to have. */
export async function newCodes(person: Person, count = 3): Promise<readonly string[]> {
  const { session, id } = await enteredAs(person);
  const made = await makeCodes(session, visitor, count);
  if (!made) throw new Error("No codes were made");
  await sql`update recovery_codes set confirmed_at = now() where set_id = ${made.setId}`;
  await sql`delete from sessions where id = ${id}`;
  await browseWith({ sid: null });
  return made.codes;
}

export async function withApp() {
  const person = await newPerson();
  return { person, app: await newApp(person) };
}

export async function withCodes(count = 3) {
  const person = await newPerson();
  return { person, codes: await newCodes(person, count) };
}

/** The handle of a login that asks for this. */
export async function waitingFor(
  step: ShownStep | "pin" | "approval",
  person: Person,
  browserHash: string | null = null,
  { providers } = scriptedProvider(),
): Promise<string> {
  const { handle, asks } = await login(person, browserHash, { ...scriptedProvider(), providers });
  if (isSecondStep(asks) && asks === step) return handle;
  const led = await takeWay(handle, step, visitor, providers);
  const [row] = await sql<
    { asks: string }[]
  >`select asks from logins where handle_hash = ${hashSecret(handle)}`;
  if (row?.asks !== step) throw new Error(`The login asks for ${row?.asks}: ${led}`);
  return handle;
}

export const loginFlow = (handle: string) => ({ kind: "login", handleHash: hashSecret(handle) }) as const;
export const stepUpFlow = (handle: string) => ({ kind: "step-up", handleHash: hashSecret(handle) }) as const;

export const showApp = (handle: string, code: string): Promise<ShownOutcome> =>
  showAppCode(loginFlow(handle), code, visitor);
export const showCode = (handle: string, code: string): Promise<ShownOutcome> =>
  showRecoveryCode(loginFlow(handle), code, visitor);

export const WRONG_APP = "000000";
export const WRONG_CODE = "ZZZZ-ZZZZ-ZZZZ-ZZZZ";

/** A browser that this account has logged in from before. */
export async function knownBrowser(
  { id }: Pick<Person, "id">,
  lastAsked: string | null = null,
): Promise<string> {
  const hash = hashSecret(crypto.randomUUID());
  await sql`insert into browsers (user_id, browser_hash, last_asked) values (${id}, ${hash}, ${lastAsked})`;
  return hash;
}

export async function failuresOf({ id }: Pick<Person, "id">): Promise<number> {
  const [row] = await sql<{ n: number }[]>`select factor_failures as n from users where id = ${id}`;
  return row?.n ?? -1;
}

/** How many of these were so. */
export const kinds = (
  outcomes: readonly PromiseSettledResult<{ kind: string }>[],
): Readonly<Record<string, number>> => {
  const counted: Record<string, number> = {};
  for (const one of outcomes) {
    const kind = one.status === "fulfilled" ? one.value.kind : String(one.reason);
    counted[kind] = (counted[kind] ?? 0) + 1;
  }
  return counted;
};

/** Does it three times, each begun before any of them could lock the account. */
export async function together(run: () => Promise<unknown>): Promise<void> {
  const waiting = async () => (await sql`select 1 from pg_locks where not granted`).length;
  let runs: Promise<unknown>[] = [];
  await sql.begin(async (held) => {
    await held`select 1 from users for update`;
    runs = [run(), run(), run()];
    await expect.poll(waiting, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
  });
  await Promise.all(runs);
}
