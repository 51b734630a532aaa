import { randomUUID } from "node:crypto";
import { TOTP } from "otpauth";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { sealedFor } from "@/lib/factors/show";
import { newSecret, typedSecret } from "@/lib/factors/totp";
import { seal } from "@/lib/seal";
import { testDatabase } from "../../support/database";
import { PASSWORD, type Person } from "../../support/people";
import { newSession } from "../../support/sessions";
import type { Given } from "./doors";

const { sql } = await testDatabase();

/** An authenticator app that this session is just enrolling, and its code. */
export async function enrolling(sid: string, userId: string) {
  const [handle, secret] = [randomSecret(), newSecret()];
  await sql`
    insert into factor_enrolments (handle_hash, kind, user_id, session_id, secret, tries_left, expires_at)
    select ${hashSecret(handle)}, 'authenticator', ${userId}, id, ${seal(secret, sealedFor(userId))}, 5,
      now() + interval '10 minutes' from sessions where sid_hash = ${hashSecret(sid)}`;
  return { handle, code: new TOTP({ secret: typedSecret(secret).replaceAll(" ", "") }).generate() };
}

/** Everything that can be named in a form, in an account that has it. */
export async function furnish({ id, username }: Person, token: string): Promise<Given> {
  const row = async (insert: Promise<{ id: string }[]>) => (await insert)[0]?.id ?? "";
  const device = await row(sql`
    insert into devices (user_id, name, public_key, browser) values (${id}, 'Pixel', 'x', 'Chrome') returning id`);
  const passkey = await row(sql`
    insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser)
    values (${id}, 'Laptop', 'credential', 'x', 0, true, 'Chrome') returning id`);
  const app = await row(sql`
    insert into authenticator_apps (user_id, name, secret, last_step, browser)
    values (${id}, 'App', 'x', 0, 'Chrome') returning id`);
  const trusted = await row(sql`
    insert into trusted_browsers (user_id, token_hash, browser_hash, browser, expires_at)
    values (${id}, 'other', 'other', 'Safari', now() + interval '1 day') returning id`);
  const set = randomUUID();
  await sql`insert into recovery_codes (user_id, set_id, locator, hash) values (${id}, ${set}, 'x', 'x')`;
  const other = await newSession(id);
  const somebody = await row(sql`
    insert into users (username, username_key, username_skeleton, email, email_key)
    values ('somebody', 'somebody', 'somebody', 'somebody@example.org', 'somebody@example.org') returning id`);
  const fields = {
    token,
    next: "/account",
    username: "another-name",
    email: "another@example.org",
    confirmation: username,
    country: "GB",
    phone: "07700 900777",
    language: "fr-FR",
    current: PASSWORD,
    password: "the engine weaves patterns",
    pin: "000000",
    code: "000000",
    name: "Renamed",
    device,
    browser: trusted,
    session: other.id,
    kind: "passkey",
    id: passkey,
    way: "authenticator",
    set,
    have: "1",
    link: "x",
    person: somebody,
    q: "some",
  };
  return {
    fields,
    own: { "/account/security/authenticator#rename": { id: app } },
    query: { kind: "passkey", id: passkey },
    params: { id: other.id, provider: "vonage", job: "sweep", nextauth: "session" },
  };
}
