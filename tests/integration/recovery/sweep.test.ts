import { beforeEach, expect, test } from "vitest";
import { randomSecret } from "@/lib/crypto";
import { policy } from "@/lib/policy";
import { sweepAll } from "@/lib/sweep";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { newSession } from "../../support/sessions";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const { flowSeconds, receiptSeconds } = policy.retention;
const gone = { factorEnrolments: 0, trustedBrowsers: 0, recoveryCodes: 0, recoveries: 0 };
const ago = (seconds: number) => sql`now() - ${seconds} * interval '1 second'`;

async function newEnrolment(expired: number): Promise<void> {
  const { id } = await newPerson();
  const session = await newSession(id);
  await sql`insert into factor_enrolments (handle_hash, kind, user_id, session_id, tries_left, expires_at)
    values (${randomSecret()}, 'passkey', ${id}, ${session.id}, 5, ${ago(expired)})`;
}

async function newTrusted(expired: number): Promise<void> {
  const { id } = await newPerson();
  await sql`insert into trusted_browsers (user_id, browser_hash, token_hash, browser, expires_at, revoked_at)
    values (${id}, '', '', '', ${ago(expired)}, now())`;
}

type Code = Readonly<Partial<Record<"created" | "confirmed" | "used" | "dropped", number>>>;

async function newCode({ created = 0, confirmed, used, dropped }: Code): Promise<void> {
  const { id } = await newPerson();
  const at = (seconds?: number) => (seconds === undefined ? null : ago(seconds));
  await sql`insert into recovery_codes (user_id, set_id, locator, hash, created_at, confirmed_at, used_at, dropped_at)
    values (${id}, gen_random_uuid(), '', '', ${ago(created)}, ${at(confirmed)}, ${at(used)}, ${at(dropped)})`;
}

async function newRecovery(state: string, ends: number, ended: number | null): Promise<void> {
  const { id } = await newPerson();
  await sql`insert into recoveries (user_id, state, browser, ready_at, ends_at, ended_at)
    values (${id}, ${state}, '', now(), ${ago(ends)}, ${ended === null ? null : ago(ended)})`;
}

test("the sweeper keeps what may still be needed: of enrolments, trusted browsers, codes and recoveries", async () => {
  await newEnrolment(flowSeconds - 60);
  await newTrusted(flowSeconds - 60);
  const old = receiptSeconds * 2;
  await newCode({ created: flowSeconds - 60 });
  await newCode({ created: old, confirmed: old });
  await newCode({ created: old, confirmed: old, used: receiptSeconds - 60 });
  await newCode({ created: old, confirmed: old, dropped: receiptSeconds - 60 });
  await newRecovery("waiting", -60, null);
  await newRecovery("waiting", flowSeconds - 60, null);
  await newRecovery("stopped", -60, flowSeconds - 60);
  expect(await sweepAll()).toMatchObject(gone);
});

test("the sweeper takes what has been over for long", async () => {
  await newEnrolment(flowSeconds + 60);
  await newTrusted(flowSeconds + 60);
  const old = receiptSeconds * 2;
  await newCode({ created: flowSeconds + 60 });
  await newCode({ created: old, confirmed: old, used: receiptSeconds + 60 });
  await newCode({ created: old, confirmed: old, dropped: receiptSeconds + 60 });
  await newRecovery("waiting", flowSeconds + 60, null);
  await newRecovery("stopped", -60, flowSeconds + 60);
  await newRecovery("done", -60, flowSeconds + 60);
  expect(await sweepAll()).toMatchObject({
    ...{ factorEnrolments: 1, trustedBrowsers: 1, recoveryCodes: 3, recoveries: 3 },
  });
  expect(await sweepAll()).toMatchObject(gone);
});
