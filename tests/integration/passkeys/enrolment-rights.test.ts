import { beforeEach, describe, expect, test, vi } from "vitest";
import { begin } from "@/app/account/security/passkeys/actions";
import { hashSecret } from "@/lib/crypto";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { begunPasskey } from "@/lib/passkeys/enrol";
import { challengeOf } from "@/lib/passkeys/relying-party";
import { makePasskey } from "../../support/authenticator";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { here, loggedIn } from "../step-up/browser";
import { begun, cookieOf, post, setCookie } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const passkeys = () => sql`select 1 from passkeys`;
const ADDED = "/account/security/passkeys?done=added";
const press = (sid: string, token = formToken(sid)) => whatComesOf(begin(untouched, formOf({ token })));

describe("Adding a passkey", () => {
  test("needs a session that was confirmed just now, of both factors, and a form that is its own", async () => {
    const person = await newPerson();
    const stale = await loggedIn({ confirmed: 3_600 }, person);
    expect(await press(stale.sid)).toBe("/account/confirm?next=%2Faccount%2Fsecurity%2Fpasskeys");
    const weak = await loggedIn({ amr: "sms" }, person);
    expect(await press(weak.sid)).toBe("/account/confirm?next=%2Faccount%2Fsecurity%2Fpasskeys");
    const fresh = await loggedIn({}, person);
    expect(await press(fresh.sid, formToken(stale.sid))).toMatchObject({ message: expect.anything() });
    await browseWith({ sid: fresh.sid, origin: "https://evil.example" });
    expect(await press(fresh.sid)).toMatchObject({ message: expect.anything() });
    await browseWith({ sid: null });
    expect(await press(fresh.sid)).toBe("/login?next=%2Faccount%2Fsecurity%2Fpasskeys");
    expect(await sql`select 1 from factor_enrolments`).toHaveLength(0);
  });

  test("is over when it took too long, its session ended, another was begun, or changes were frozen", async () => {
    const { sid, person } = await loggedIn();
    const OVER = { message: expect.stringContaining("took too long") };
    const first = await begun(sid);
    const handle = await cookieOf("factor-enrolment");
    const second = await begun(sid);
    const newer = await cookieOf("factor-enrolment");
    await setCookie("factor-enrolment", handle);
    expect(await post(first.formToken, makePasskey(first.options).answer)).toMatchObject(OVER);
    await setCookie("factor-enrolment", newer);
    const { answer } = makePasskey(second.options);
    await sql`update factor_enrolments set expires_at = now()`;
    expect(await begunPasskey(await here())).toBeNull();
    expect(await post(second.formToken, answer)).toMatchObject(OVER);
    await sql`update factor_enrolments set expires_at = now() + interval '1 minute'`;
    await sql`update users set frozen_until = now() + interval '1 hour' where id = ${person.id}`;
    expect(await post(second.formToken, answer)).toMatchObject({
      message: expect.stringContaining("not me"),
    });
    expect(await press(sid)).toMatchObject({ message: expect.stringContaining("not me") });
    await sql`update users set frozen_until = null`;
    await sql`update sessions set revoked_at = now()`;
    expect(await post(second.formToken, answer)).toBe("/login?next=%2Faccount%2Fsecurity%2Fpasskeys");
    expect(await passkeys()).toHaveLength(0);
  });

  test("goes on in no other session, not even of the same account, and not with what was signed elsewhere", async () => {
    const { sid, person } = await loggedIn();
    const mine = await begun(sid);
    const handle = await cookieOf("factor-enrolment");
    const { answer } = makePasskey(mine.options);
    for (const who of [person, await newPerson()]) {
      await loggedIn({}, who);
      await setCookie("factor-enrolment", handle);
      expect(await begunPasskey(await here())).toBeNull();
      expect(await post(mine.formToken, answer)).toMatchObject({ message: expect.anything() });
    }
    await browseWith({ sid });
    await setCookie("factor-enrolment", handle);
    for (const purpose of ["enter", "login", "step-up"] as const) {
      const options = { ...mine.options, challenge: challengeOf(purpose, handle) };
      expect(await post(mine.formToken, makePasskey(options).answer)).toMatchObject({
        message: expect.stringContaining("did not fit"),
      });
    }
    expect(await passkeys()).toHaveLength(0);
    expect(await sql`select 1 from factor_enrolments where handle_hash = ${hashSecret(handle)}`).toHaveLength(
      1,
    );
    expect(await post(mine.formToken, answer)).toBe(ADDED);
  });
});
