import { beforeAll, expect, test } from "vitest";
import { invariants, offenders } from "@/dev/soak/invariants";
import { redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { checkSignupPin } from "@/lib/signup/finish";
import { testDatabase } from "@/tests/support/database";
import { PASSWORD, signupAwaitingPin, signupRequest, visitor } from "@/tests/support/people";
import { scriptedProvider } from "@/tests/support/provider";

const { sql } = await testDatabase();

/** Of the one account there is. */
const me = "(select id from users limit 1)";
const login = "(select id from logins where route = 'password' limit 1)";
const challenge = (columns: string, values: string) =>
  `insert into challenges (purpose, login_id, number, phone, resend_at, expires_at, ${columns})
    values ('login', ${login}, 9, '+447700900001', now(), now() + interval '5 minutes', ${values})`;

/** What breaks each of them, in a database where all of them hold. */
const breaches: Readonly<Record<string, string>> = {
  "No session without a login of the same account that was completed for it": `insert into sessions (sid_hash, user_id, amr,
    browser) values ('x', ${me}, 'pwd sms', 'Firefox')`,
  "No login opens two sessions": `insert into audit (event, outcome, user_id, login_id, session_id)
    select event, outcome, user_id, login_id, session_id from audit where event = 'login.session' limit 1`,
  "Every completed login has its session in the audit": `insert into logins (handle_hash, user_id, state, amr, browser,
    expires_at) values ('x', ${me}, 'completed', 'pwd sms', 'Firefox', now())`,
  "Every session that has ended says why in the audit": `update sessions set revoked_at = now(), revoked_for = 'owner'`,
  "No session of an account that is disabled, and no account that was deleted":
    "update users set disabled_at = now()",
  "No account without its phone, its name, and the audit row of its beginning": "delete from phones",
  "One account for each name, address and number": `alter table phones drop constraint phones_number_unique,
    drop constraint phones_user_id_unique; insert into phones (user_id, number) select user_id, number from phones`,
  "No request of the provider is approved twice, and no login by two PINs": challenge(
    "state, tries_left",
    "'approved', 3",
  ),
  "Every right PIN in the audit has a challenge that was closed for it": `insert into audit (event, outcome, user_id)
    values ('login.pin', 'right', ${me})`,
  "Every recovery code that is used has its audit row, and none has two": `insert into recovery_codes (user_id, set_id,
    locator, hash, used_at) values (${me}, gen_random_uuid(), 'x', 'x', now())`,
  "Every authenticator app and passkey has the audit row of its enrolment": `insert into authenticator_apps (user_id, name,
    secret, last_step, browser) values (${me}, 'My app', 'x', 0, 'Firefox')`,
  "Every enrolled phone has its audit row": `insert into audit (event, outcome, user_id)
    values ('device.added', 'changed', ${me})`,
  "Every change of a number has its audit row": `insert into phone_changes (user_id, old_number, new_number, undo_until)
    values (${me}, '+447700900001', '+447700900002', now())`,
  "Every change of an address has its audit row": `insert into confirmations (purpose, state, user_id, browser, expires_at)
    values ('email-change', 'done', ${me}, 'Firefox', now())`,
  "Every change that matters has its notice, written with it": `insert into audit (event, outcome, user_id)
    values ('account.username', 'changed', ${me})`,
  "No notice is both sent and given up, and none is sent that was never tried": `insert into notices (user_id, kind,
    channel, recipient, details, sent_at) values (${me}, 'new-browser', 'email', 'a@example.org', '{}', now())`,
  "Nothing waits for a provider's answer that will never come": `${challenge("state, tries_left", "'pending', 3")};
    update challenges set created_at = now() - interval '2 minutes' where number = 9`,
  "No tries beyond what there are": challenge("state, tries_left", "'sent', 4"),
  "No wrong PIN of an account is forgotten before a right one": challenge(
    "state, tries_left, user_id, created_at",
    `'exhausted', 0, ${me}, now() + interval '1 second'`,
  ),
  "No message that the provider has taken is missing in the ledger": challenge(
    "state, tries_left, provider_request_id",
    "'sent', 3, gen_random_uuid()",
  ),
};

class Undone extends Error {}

/** What is found after this, which is taken back. */
async function foundAfter(breach: string, sentence: string): Promise<readonly object[]> {
  const invariant = invariants.find((one) => one.sentence === sentence);
  if (!invariant) throw new Error(`No such invariant: ${sentence}`);
  let found: readonly object[] = [];
  await sql
    .begin(async (held) => {
      await held`set local session_replication_role = replica`;
      await held.unsafe(breach);
      found = await offenders(held, invariant);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return found;
}

beforeAll(async () => {
  const { providers, code } = scriptedProvider();
  const request = signupRequest();
  const signup = await signupAwaitingPin(providers, request);
  expect((await checkSignupPin(signup, code, visitor, providers)).kind).toBe("created");
  expect(await redeemHandle(signup)).not.toBeNull();
  const begun = await startLogin(
    { identifier: request.username, password: PASSWORD, returnTo: null },
    visitor,
    providers,
  );
  if (begun.kind !== "challenged") throw new Error(begun.kind);
  expect((await checkLoginPin(begun.handle, code, visitor, providers)).kind).toBe("verified");
  expect(await redeemHandle(begun.handle)).not.toBeNull();
});

test("Each of what must hold is known to be broken by something", () => {
  expect(Object.keys(breaches).sort()).toEqual(invariants.map(({ sentence }) => sentence).sort());
});

test.each(invariants.map((one) => [one.sentence, one] as const))(
  "%s: it holds after a sign-up and a login",
  async (_sentence, invariant) => {
    expect(await offenders(sql, invariant)).toEqual([]);
  },
);

test.each(Object.entries(breaches))("%s: a breach is found", async (sentence, breach) => {
  expect((await foundAfter(breach, sentence)).length).toBeGreaterThan(0);
});
