import { beforeEach, describe, expect, test } from "vitest";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { sendAgain } from "@/lib/challenges/again";
import { goOn } from "@/lib/challenges/next";
import { hashSecret } from "@/lib/crypto";
import { flowRef } from "@/lib/flow-cookie";
import { cancelLogin } from "@/lib/login/cancel";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { pinPage } from "@/tests/support/steps";
import { passTime } from "@/tests/support/time";
import { testDatabase } from "../support/database";
import { loginAwaitingPin, newPerson, PASSWORD, visitor } from "../support/people";
import { scriptedProvider } from "../support/provider";

const { sql, reset } = await testDatabase();
beforeEach(reset);

describe("a login", () => {
  test("opens one session after the password and the PIN, and returns where the person wanted to go", async () => {
    const person = await newPerson();
    const { providers, starts, code } = scriptedProvider();
    const request = { identifier: person.username, password: PASSWORD, returnTo: "/account?tab=1" };
    const started = await startLogin(request, visitor, providers);
    if (started.kind !== "challenged") throw new Error(started.kind);
    expect(starts).toMatchObject([{ number: person.phone, locale: "en-GB", workflow: ["sms", "voice"] }]);

    expect(await redeemHandle(started.handle)).toBeNull();
    expect(await checkLoginPin(started.handle, code, visitor, providers)).toEqual({
      kind: "verified",
      returnTo: "/account?tab=1",
    });
    const redeemed = await redeemHandle(started.handle);
    expect(redeemed?.id).toBe(person.id);
    expect(await findLiveSession(redeemed?.sid)).toMatchObject({ userId: person.id, amr: "pwd sms" });
    expect(await redeemHandle(started.handle)).toBeNull();
    expect(await sql`select * from sessions`).toHaveLength(1);
  });

  test("works with the e-mail address in any case", async () => {
    const person = await newPerson({ email: "Anna.Example@Example.org" });
    const { providers } = scriptedProvider();
    const request = { identifier: "ANNA.example@EXAMPLE.ORG", password: PASSWORD, returnTo: null };
    expect((await startLogin(request, visitor, providers)).kind).toBe("challenged");
    expect(person.email).toContain("Anna");
  });

  test("a wrong PIN says how many tries are left, and the third closes the challenge", async () => {
    const person = await newPerson();
    const { providers } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    expect(await checkLoginPin(handle, "000000", visitor, providers)).toMatchObject({
      kind: "wrong",
      triesLeft: 2,
    });
    expect(await checkLoginPin(handle, "000000", visitor, providers)).toMatchObject({
      kind: "wrong",
      triesLeft: 1,
    });
    expect(await checkLoginPin(handle, "000000", visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await pinPage(handle)).toMatchObject({ obstacle: "exhausted" });
  });

  test("an outage of the provider hands the try back, on the challenge and on the account", async () => {
    const person = await newPerson();
    const { providers, answers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    answers.check = async () => "unavailable";
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "unavailable" });
    expect(await sql`select tries_left from challenges`).toEqual([{ tries_left: 3 }]);
    expect(await sql`select factor_failures from users`).toEqual([{ factor_failures: 0 }]);
  });

  test("a message that nobody confirmed leaves a row that says so, and no second message", async () => {
    const person = await newPerson();
    const { providers, answers, starts } = scriptedProvider();
    answers.start = async () => ({ kind: "unknown" });
    const handle = await loginAwaitingPin(person, providers);
    expect(await pinPage(handle)).toMatchObject({ obstacle: "unconfirmed" });
    expect(starts).toHaveLength(1);
  });

  test("a refused message can be asked for again soon, and then works", async () => {
    const person = await newPerson();
    const { providers, answers, code } = scriptedProvider();
    const sent = answers.start;
    answers.start = async () => ({ kind: "unavailable" });
    const handle = await loginAwaitingPin(person, providers);
    expect(await pinPage(handle)).toMatchObject({ obstacle: "unavailable" });
    answers.start = sent;
    await passTime(11);
    await sendAgain(flowRef("login", handle), visitor, providers);
    expect(await pinPage(handle)).toMatchObject({ obstacle: null });
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "verified" });
  });

  test("a second login of the same account carries the running PIN on; the first window loses it", async () => {
    const person = await newPerson();
    const { providers, starts, code } = scriptedProvider();
    const first = await loginAwaitingPin(person, providers);
    const second = await loginAwaitingPin(person, providers);
    expect(starts).toHaveLength(1);
    expect(await checkLoginPin(first, code, visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await pinPage(first)).toMatchObject({ obstacle: "superseded" });
    expect(await checkLoginPin(second, code, visitor, providers)).toMatchObject({ kind: "verified" });
  });

  test("a conflict at the provider with our own running request is resolved by carrying it on", async () => {
    const person = await newPerson();
    const { providers, answers, code } = scriptedProvider();
    const first = await loginAwaitingPin(person, providers);
    // As in a race: the second login did not see the first's message.
    await sql`update challenges set expires_at = now() + interval '10 seconds'`;
    answers.start = async () => ({ kind: "already-pending" });
    const second = await loginAwaitingPin(person, providers);
    expect(await checkLoginPin(second, code, visitor, providers)).toMatchObject({ kind: "verified" });
    expect(await pinPage(first)).toMatchObject({ obstacle: "superseded" });
  });

  test("an expired challenge takes no PIN and says so", async () => {
    const person = await newPerson();
    const { providers, code, checks } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    await passTime(301);
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await pinPage(handle)).toMatchObject({ obstacle: "expired" });
    expect(checks).toHaveLength(0);
  });

  test("a new PIN is sent only when its time has come; the old request is ended first", async () => {
    const person = await newPerson();
    const { providers, starts, cancelled } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    await sendAgain(flowRef("login", handle), visitor, providers);
    expect(starts).toHaveLength(1);
    await passTime(31);
    await sendAgain(flowRef("login", handle), visitor, providers);
    expect(cancelled).toHaveLength(1);
    expect(starts).toHaveLength(2);
    await passTime(31);
    await sendAgain(flowRef("login", handle), visitor, providers);
    expect(starts).toHaveLength(2);
  });

  test("where the old request cannot be ended, its PIN stays good in the new challenge", async () => {
    const person = await newPerson();
    const { providers, answers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    await passTime(31);
    answers.cancel = async () => false;
    await sendAgain(flowRef("login", handle), visitor, providers);
    expect(await pinPage(handle)).toMatchObject({ obstacle: null, triesLeft: 3 });
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "verified" });
  });

  test("calling now happens once and the same PIN stays good", async () => {
    const person = await newPerson();
    const { providers, advanced, code } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    expect(await goOn(flowRef("login", handle), providers)).toBe("began");
    expect(await goOn(flowRef("login", handle), providers)).toBe("not-now");
    expect(advanced).toHaveLength(1);
    expect(await pinPage(handle)).toMatchObject({ channel: "voice", next: null });
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "verified" });
  });

  test("a call that could not be started can be asked for again", async () => {
    const person = await newPerson();
    const { providers, answers } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    answers.next = async () => false;
    expect(await goOn(flowRef("login", handle), providers)).toBe("unavailable");
    answers.next = async () => true;
    expect(await goOn(flowRef("login", handle), providers)).toBe("began");
  });

  test("a cancelled login is worth nothing", async () => {
    const person = await newPerson();
    const { providers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    expect(await cancelLogin(handle)).toBe(true);
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await redeemHandle(handle)).toBeNull();
    expect(await sql`select state from logins where handle_hash = ${hashSecret(handle)}`).toEqual([
      { state: "cancelled" },
    ]);
  });
});
