import { beforeEach, describe, expect, test } from "vitest";
import { readSignupForm } from "@/db/queries/signups";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { startLogin } from "@/lib/login/start";
import { checkSignupPin, finishSignup } from "@/lib/signup/finish";
import { startSignup } from "@/lib/signup/start";
import { pinPage } from "@/tests/support/steps";
import { testDatabase } from "../support/database";
import { newPerson, PASSWORD, signupAwaitingPin, signupRequest, visitor } from "../support/people";
import { scriptedProvider } from "../support/provider";

const { sql, reset } = await testDatabase();
beforeEach(reset);

describe("a sign-up", () => {
  test("becomes an account with a session only when the phone is proved", async () => {
    const { providers, code } = scriptedProvider();
    const request = signupRequest({ username: "Anna.B", returnTo: "/account" });
    const started = await startSignup(request, visitor, providers);
    if (started.kind !== "challenged") throw new Error(started.kind);
    expect(await sql`select * from users`).toHaveLength(0);
    expect(await redeemHandle(started.handle)).toBeNull();

    expect(await checkSignupPin(started.handle, code, visitor, providers)).toEqual({
      kind: "created",
      returnTo: "/account",
    });
    const redeemed = await redeemHandle(started.handle);
    expect(await findLiveSession(redeemed?.sid)).toMatchObject({ username: "Anna.B", amr: "pwd sms" });
    const login = { identifier: "anna.b", password: PASSWORD, returnTo: null };
    expect((await startLogin(login, visitor, providers)).kind).toBe("challenged");
  });

  test("cannot log in before the phone is proved", async () => {
    const { providers } = scriptedProvider();
    const request = signupRequest();
    await startSignup(request, visitor, providers);
    const login = { identifier: request.username, password: PASSWORD, returnTo: null };
    expect(await startLogin(login, visitor, providers)).toEqual({ kind: "rejected" });
  });

  test("reserves nothing: of two with the same name the first to prove its phone gets it", async () => {
    const { providers, code } = scriptedProvider();
    const first = await signupAwaitingPin(providers, { username: "same-name" });
    const second = await signupAwaitingPin(providers, { username: "Same.Name" });
    expect(await checkSignupPin(second, code, visitor, providers)).toMatchObject({ kind: "created" });
    expect(await checkSignupPin(first, code, visitor, providers)).toEqual({
      kind: "taken",
      field: "username",
    });
    expect(await readSignupForm(hashSecret(first))).toMatchObject({ username: "same-name" });
  });

  test("tells that an address or a number has an account only to whoever proved the number", async () => {
    const { providers, code } = scriptedProvider();
    const owner = await newPerson();
    const byEmail = await signupAwaitingPin(providers, { email: owner.email.toUpperCase() });
    expect(await pinPage(byEmail, "signup")).toMatchObject({ obstacle: null });
    expect(await checkSignupPin(byEmail, code, visitor, providers)).toEqual({
      kind: "taken",
      field: "email",
    });
    const byPhone = await signupAwaitingPin(providers, { phone: owner.phone });
    expect(await checkSignupPin(byPhone, code, visitor, providers)).toEqual({
      kind: "taken",
      field: "phone",
    });
    expect(await sql`select * from users`).toHaveLength(1);
    expect(await redeemHandle(byPhone)).toBeNull();
  });

  test("whose name was taken meanwhile goes on with another, without a second PIN", async () => {
    const { providers, code, starts } = scriptedProvider();
    const request = signupRequest({ email: (await newPerson()).email });
    const handle = await signupAwaitingPin(providers, request);
    await checkSignupPin(handle, code, visitor, providers);
    const corrected = { ...request, email: "other@example.org", previousHandle: handle };
    const again = await startSignup(corrected, visitor, providers);
    expect(again).toMatchObject({ kind: "challenged", phoneProved: true });
    if (again.kind !== "challenged") return;
    expect(await finishSignup(again.handle, visitor)).toMatchObject({ kind: "created" });
    expect(starts).toHaveLength(1);
  });

  test("that corrects its form keeps the text that is on its way", async () => {
    const { providers, code, starts } = scriptedProvider();
    const request = signupRequest();
    const first = await signupAwaitingPin(providers, request);
    const second = await signupAwaitingPin(providers, { ...request, previousHandle: first });
    expect(starts).toHaveLength(1);
    expect(await checkSignupPin(second, code, visitor, providers)).toMatchObject({ kind: "created" });
  });

  test("with a corrected number needs the PIN of the new number", async () => {
    const { providers, code, starts } = scriptedProvider();
    const request = signupRequest();
    const first = await signupAwaitingPin(providers, request);
    await checkSignupPin(first, "000000", visitor, providers);
    const phone = "07700 900999";
    const second = await signupAwaitingPin(providers, { ...request, phone, previousHandle: first });
    expect(starts.map((one) => one.number)).toEqual([expect.any(String), "+447700900999"]);
    expect(await checkSignupPin(second, code, visitor, providers)).toMatchObject({ kind: "created" });
    expect(await sql`select number from phones`).toEqual([{ number: "+447700900999" }]);
  });

  test("of one form posted twice shares one text", async () => {
    const { providers, answers, code } = scriptedProvider();
    const request = signupRequest({ formKey: randomSecret() });
    const first = await signupAwaitingPin(providers, request);
    answers.start = async () => ({ kind: "already-pending" });
    const second = await signupAwaitingPin(providers, request);
    expect(await pinPage(first, "signup")).toMatchObject({ obstacle: "superseded" });
    expect(await checkSignupPin(second, code, visitor, providers)).toMatchObject({ kind: "created" });
  });

  test("of a stranger cannot hold a number: its request is ended after the provider's 30 seconds", async () => {
    const { providers, answers, cancelled } = scriptedProvider();
    const send = answers.start;
    const request = signupRequest();
    await signupAwaitingPin(providers, request);
    answers.start = async () => (cancelled.length > 0 ? send() : { kind: "already-pending" });

    const own = await signupAwaitingPin(providers, { ...signupRequest(), phone: request.phone });
    expect(await pinPage(own, "signup")).toMatchObject({ obstacle: "already-pending" });
    await sql`update challenges set sent_at = sent_at - interval '31 seconds'`;
    const later = await signupAwaitingPin(providers, { ...signupRequest(), phone: request.phone });
    expect(await pinPage(later, "signup")).toMatchObject({ obstacle: null });
    expect(cancelled).toHaveLength(1);
  });

  test.each([
    ["a breached password", { password: "passwordpassword" }, "password"],
    ["our name in the password", { password: "my Countersign login" }, "password"],
    ["a premium number", { phone: "+1 900 555 0123", country: "US" }, "phone"],
    ["a landline", { phone: "020 7946 0000" }, "phone"],
    ["nonsense for a number", { phone: "call me" }, "phone"],
  ])("with %s is refused at its field, and nothing is sent or written", async (_name, given, field) => {
    const { providers, starts } = scriptedProvider();
    const outcome = await startSignup(signupRequest(given), visitor, providers);
    expect(outcome).toMatchObject({ kind: "invalid", errors: { [field]: expect.any(String) } });
    expect(starts).toHaveLength(0);
    expect(await sql`select * from signups`).toHaveLength(0);
  });

  test.each(["07700 900000", "+44 7700 900000", "0044 7700 900000", "０７７００９０００００"])(
    "takes %s as the same number",
    async (phone) => {
      const { providers, starts } = scriptedProvider();
      await signupAwaitingPin(providers, { phone });
      expect(starts[0]?.number).toBe("+447700900000");
    },
  );

  test("with a user name that looks like another's is refused at its field", async () => {
    await newPerson({ username: "paypal" });
    const { providers } = scriptedProvider();
    const outcome = await startSignup(signupRequest({ username: "PayPa1" }), visitor, providers);
    expect(outcome).toMatchObject({ kind: "invalid", errors: { username: expect.any(String) } });
  });
});
