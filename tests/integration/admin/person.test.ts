import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { ownHistory } from "@/lib/account/own-history";
import { disable } from "@/lib/admin/deeds";
import { viewPerson } from "@/lib/admin/person";
import { numberInLedger } from "@/lib/sending/facts";
import { testDatabase } from "../../support/database";
import { newPerson, type Person, visitor } from "../../support/people";
import { newSession } from "../../support/sessions";
import { asAdmin, deeds } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

async function seen(person: Pick<Person, "id">, admin?: Awaited<ReturnType<typeof asAdmin>>) {
  const { session } = admin ?? (await asAdmin());
  const found = await viewPerson(session, visitor, person.id);
  if (!found) throw new Error("There is no such account");
  return found;
}

/** A message with a PIN in the ledger. */
const sent = (number: string, result: string, minutes: number, used = false) => sql`
  insert into sends (challenge_id, purpose, provider, channel, country, prefix, number_hash, at, result, estimated_price,
    currency, used_at)
  values (${randomUUID()}, 'login', 'vonage', 'sms', 'GB', ${number.slice(0, -3)}, ${numberInLedger(number)[0] ?? ""},
    now() - ${minutes} * interval '1 minute', ${result}, 0, 'EUR', ${used ? new Date() : null})`;

describe("The page of a person", () => {
  test("says how the account stands and holds no secret of it", async () => {
    const person = await newPerson();
    await sql`
      update users set frozen_until = now() + interval '1 hour', disabled_at = now() where id = ${person.id}`;
    await sql`
      insert into authenticator_apps (user_id, name, secret, last_step, browser)
      values (${person.id}, 'App', 'sealed-secret', 0, 'Firefox')`;
    await sql`
      insert into devices (user_id, name, public_key, push_endpoint, browser)
      values (${person.id}, 'Pixel', 'public-key', 'https://push.example/secret', 'Chrome')`;
    const { id: session } = await newSession(person.id);
    const view = await seen(person);
    expect(view.states).toEqual([
      expect.stringMatching(/^Disabled since /),
      expect.stringMatching(/^Changes are paused until /),
    ]);
    expect(view.factors.map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
      "Phone that approves: Pixel",
      "Authenticator app: App",
      `Text or call: To the number ending in ${person.phone.slice(-2)}`,
    ]);
    expect(view.sessions).toEqual([]);
    const all = JSON.stringify(view);
    for (const secret of [
      person.phone,
      person.phone.slice(4),
      "sealed-secret",
      "public-key",
      "push.example",
      "argon2",
      session,
    ])
      expect(all).not.toContain(secret);
  });

  test("lists the sessions that still open something, with what was shown", async () => {
    const person = await newPerson();
    const live = await newSession(person.id, { amr: "pwd sms", place: "Tallinn, EE" });
    await newSession(person.id, { age: 40 * 86_400, idle: 39 * 86_400 });
    expect((await seen(person)).sessions).toMatchObject([
      { id: live.id, amr: "pwd sms", aal: 2, browser: "Firefox on Linux", place: "Tallinn, EE" },
    ]);
  });

  test("puts what did not arrive before what did, each by the newest, and knows nobody else's messages", async () => {
    const person = await newPerson();
    const other = await newPerson();
    await sent(person.phone, "delivered", 1);
    await sent(person.phone, "undelivered", 30);
    await sent(person.phone, "blocked", 20);
    await sent(person.phone, "unknown", 10, true);
    await sent(other.phone, "refused", 2);
    await sent(person.phone, "decoy", 2);
    await sql`
      insert into notices (user_id, kind, channel, recipient, details, attempts, created_at, given_up_at, sent_at)
      values (${person.id}, 'new-browser', 'email', ${person.email}, '{}', 7, now() - interval '25 minutes', now(), null),
        (${person.id}, 'password-changed', 'text', ${person.phone}, '{}', 1, now() - interval '5 minutes', null, now())`;
    const { messages } = await seen(person);
    expect(messages.map(({ what, state, troubled }) => `${troubled ? "!" : ""}${what}: ${state}`)).toEqual([
      "!PIN: Blocked by the provider or the network",
      "!A new browser has logged in to your account: Given up after 7 tries",
      "!PIN: Did not arrive",
      "PIN: Arrived",
      "Your password was changed: Sent",
      "PIN: Its PIN was entered",
    ]);
    expect(JSON.stringify(messages)).not.toContain(person.email);
  });

  test("tells why a message did not arrive, as the provider said and in plain letters", async () => {
    const person = await newPerson();
    const [request, challenge] = [randomUUID(), randomUUID()];
    const [login] = await sql<{ id: string }[]>`
      insert into logins (handle_hash, user_id, state, amr, browser, expires_at)
      values ('x', ${person.id}, 'failed', 'pwd', 'Firefox', now()) returning id`;
    await sql`
      insert into challenges (id, purpose, login_id, user_id, phone, number, provider, provider_request_id, state, tries_left,
        resend_at, expires_at)
      values (${challenge}, 'login', ${login?.id ?? ""}, ${person.id}, ${person.phone}, 1, 'vonage', ${request}, 'failed', 3,
        now(), now())`;
    await sent(person.phone, "undelivered", 1);
    await sql`update sends set challenge_id = ${challenge}`;
    await sql`
      insert into provider_events (provider, request_id, scope, channel, status, meaning, reason, occurred_at)
      values ('vonage', ${request}, 'step', 'sms', 'failed', 'undelivered', 'Absent <b>subscriber</b>', now())`;
    const { messages } = await seen(person);
    expect(messages[0]?.state).toBe("Did not arrive (Absent b subscriber b)");
  });

  test("is nobody's under an id of nobody, and none of that is written down", async () => {
    const { session } = await asAdmin();
    for (const id of [randomUUID(), "x", "", "../account", "' or 1=1"])
      expect(await viewPerson(session, visitor, id)).toBeNull();
    expect(await deeds()).toEqual([]);
  });
});

describe("What an administrator does and looks at", () => {
  const sentences = async (userId: string) =>
    (await ownHistory(userId, {})).days.flatMap(({ entries }) =>
      entries.map(({ what, where }) => [what, where]),
    );

  test("stands in the history of the person, without where the administrator was, and in their own", async () => {
    const person = await newPerson();
    const admin = await asAdmin();
    for (let round = 0; round < 3; round += 1) await seen(person, admin);
    await disable({ session: admin.session, visitor, personId: person.id });
    expect(await sentences(person.id)).toEqual([
      ["An administrator disabled this account", ""],
      ["An administrator looked at this account", ""],
    ]);
    expect(await sentences(admin.admin.id)).toEqual([
      [`Disabled the account ${person.username}`, "Firefox on Linux · 192.0.2.1"],
      [`Looked at the account ${person.username}`, "Firefox on Linux · 192.0.2.1"],
    ]);
  });

  test("stands on the page of the person with the administrator's name and the event's", async () => {
    const person = await newPerson();
    const admin = await asAdmin();
    await disable({ session: admin.session, visitor, personId: person.id });
    const { record } = await seen(person, admin);
    const by = admin.admin.username;
    expect(record.map(({ event, what, by: whom }) => [event, what, whom])).toEqual([
      ["admin.viewed viewed", "An administrator looked at this account", by],
      ["admin.disabled done", "An administrator disabled this account", by],
    ]);
  });

  test("goes from page to page in their history without a gap", async () => {
    const { admin } = await asAdmin();
    await sql`
      insert into audit (event, outcome, user_id, actor_id, browser)
      select case when n % 2 = 0 then 'login.password' else 'admin.viewed' end, 'right',
        case when n % 2 = 0 then ${admin.id}::uuid else gen_random_uuid() end,
        case when n % 2 = 0 then null else ${admin.id}::uuid end, 'Firefox'
      from generate_series(1, 120) n`;
    let count = 0;
    let query: Record<string, string> = {};
    for (let page = 0; page < 5; page += 1) {
      const { days, older } = await ownHistory(admin.id, query);
      count += days.flatMap(({ entries }) => entries).length;
      if (older === null) break;
      query = Object.fromEntries(new URL(older, "http://localhost").searchParams);
    }
    expect(count).toBe(120);
  });
});
