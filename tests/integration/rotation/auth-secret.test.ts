import { createPublicKey, verify } from "node:crypto";
import { encode } from "next-auth/jwt";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { makeEnrolmentLink, shownEnrolment } from "@/lib/approvals/enrol";
import { attestedText, receiptOf } from "@/lib/approvals/receipts";
import { digitsOf } from "@/lib/approvals/request";
import { currentSession } from "@/lib/auth/session";
import { formToken, readHandle } from "@/lib/flow-cookie";
import { offerPasskeyLogin } from "@/lib/passkeys/enter";
import { postText } from "@/lib/schemas/approval";
import { passkeyAnswer } from "@/lib/schemas/passkey";
import { stepUpHandle } from "@/lib/step-up/confirm";
import { signWith } from "../../support/authenticator";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, PASSWORD, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, nextHeaders } from "../../support/requests";
import { AUDIENCE, call } from "../approvals/phone";
import { enteredAs, loginState, newWaitingLogin } from "../approvals/scenes";
import { withPasskey } from "../passkeys/scenes";
import { begunReset, mailedLink } from "../reset/resets";
import { NEW, type Server, started as server, serversThrough } from "./server";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { reset } = await testDatabase();
let [before, rotated, after]: Server[] = [];
beforeAll(async () => {
  [before, rotated, after] = await serversThrough("AUTH_SECRET");
});
beforeEach(reset);

describe("While AUTH_SECRET is changed (F-21)", () => {
  test("whoever is logged in stays so, until the former secret is dropped", async () => {
    const { session } = await enteredAs(await newPerson());
    expect((await server(before).currentSession())?.id).toBe(session.id);
    expect((await server(rotated).currentSession())?.id).toBe(session.id);
    expect(await server(after).currentSession()).toBeNull();
  });

  test("a session of a server that has the new one in front is read by those that only know it", async () => {
    const { sid, session } = await enteredAs(await newPerson());
    const salt = "countersign-session";
    (await nextHeaders.cookies()).set(salt, await encode({ token: { sid }, secret: NEW, salt }));
    expect((await server(before).currentSession())?.id).toBe(session.id);
    expect((await server(after).currentSession())?.id).toBe(session.id);
    // Why it is made known first: a server that has never heard of it would ask to log in again.
    expect(await currentSession()).toBeNull();
  });

  test("a form that was loaded before can be sent, with and without a session", async () => {
    const { session } = await enteredAs(await newPerson());
    const now = await server(rotated).currentSession();
    expect(now?.formToken).not.toBe(session.formToken);
    expect(now?.formTokens).toContain(session.formToken);
    const handle = "h".repeat(43);
    expect(server(rotated).formTokenMatches(handle, formToken(handle))).toBe(true);
    expect(server(after).formTokenMatches(handle, formToken(handle))).toBe(false);
  });

  test("a login that waits for its PIN goes on to its session", async () => {
    const { providers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    expect(await server(rotated).checkLoginPin(handle, code, visitor, providers)).toMatchObject({
      kind: "verified",
    });
    expect(await server(after).redeemHandle(handle)).not.toBeNull();
  });

  test("a PIN that we made ourselves is still right", async () => {
    const own = scriptedProvider({ codes: "own" });
    const handle = await loginAwaitingPin(await newPerson(), own.providers);
    const pin = own.starts[0]?.code ?? "";
    // The provider port asks the same question with the secrets of the server that it is in.
    const { providers } = scriptedProvider({ codes: "own" });
    expect(await server(rotated).checkLoginPin(handle, pin, visitor, providers)).toMatchObject({
      kind: "verified",
    });
  });

  test("a mailed link to reset a password opens, and the reset goes on to its end", async () => {
    const person = await newPerson();
    const link = await mailedLink(person);
    expect(await server(after).mailedReset(link)).toBeNull();
    expect(await server(rotated).mailedReset(link)).not.toBeNull();
    const { handle, script } = await begunReset(person);
    const checked = server(rotated).checkConfirmationPin(
      "reset",
      handle,
      script.code,
      visitor,
      script.providers,
    );
    expect((await checked).kind).toBe("proved");
    expect(await server(rotated).finishReset(handle, "nine lives of a tabby", visitor)).toEqual({
      kind: "changed",
    });
  });

  test("a step-up that was begun can be confirmed", async () => {
    const { session } = await enteredAs(await newPerson(), { confirmed: 3_600, amr: "sms" });
    const handle = await stepUpHandle(session, "/account/username");
    expect(await server(rotated).confirmPassword(session, handle, PASSWORD, visitor)).toMatchObject({
      kind: "right",
    });
  });

  test("digits that a browser shows already are right on the phone", async () => {
    const { phone, handle, request } = await newWaitingLogin();
    const body = phone.body(phone.deciding(request, "approved", { digits: digitsOf(request.id) }));
    const signature = phone.key.sign(postText(AUDIENCE, body));
    const headers = { "countersign-device": phone.id, "countersign-signature": signature };
    const answer = await call(server(rotated).approvals.POST, body, headers);
    expect(answer.body).toMatchObject({ state: "approved" });
    expect(await loginState(handle)).toBe("verified");
  });

  test("a receipt from before is checked with a key that is still published, until the secret is dropped", async () => {
    const { person, phone, request } = await newWaitingLogin();
    await phone.decide(request, "approved");
    const receipt = await receiptOf(person.id, request.id);
    if (!receipt) throw new Error("There is no receipt");
    const { attestation, ...told } = receipt;
    const published = (one: Server) => one.receiptKeys().find(({ kid }) => kid === attestation.kid);
    const { x = "" } = published(server(rotated)) ?? {};
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    const signature = Buffer.from(attestation.signature, "base64url");
    expect(verify(null, Buffer.from(attestedText(told)), key, signature)).toBe(true);
    expect(published(server(after))).toBeUndefined();
    // Downloaded anew it is vouched for with the newest.
    const again = await server(rotated).receiptOf(person.id, request.id);
    expect(again?.attestation.kid).toBe(server(after).receiptKeys()[0]?.kid);
  });

  test("the link that a phone is to scan stays the one that was shown", async () => {
    const { session } = await enteredAs(await newPerson());
    await makeEnrolmentLink(session, visitor);
    const shown = await shownEnrolment(session);
    expect(shown?.url).toMatch(/#[\w-]{22}$/);
    expect((await server(rotated).shownEnrolment(session))?.url).toBe(shown?.url);
    expect(await server(rotated).enrolmentVersion((await readHandle("enrolment")) ?? "")).toBe("open");
  });

  test("a passkey that was asked to sign before logs in", async () => {
    const { passkey } = await withPasskey();
    await browseWith({ sid: null });
    const entering = { returnTo: null, browserHash: null };
    const offered = await offerPasskeyLogin(visitor);
    if (offered.kind !== "made") throw new Error("Nothing was offered");
    const answer = passkeyAnswer.parse(signWith(passkey, offered.options));
    const logIn = (one: Server) => one.logInByPasskey(offered.handle, answer, entering, visitor);
    expect(await logIn(server(after))).toEqual({ kind: "refused" });
    expect(await logIn(server(rotated))).toEqual({ kind: "verified" });
  });
});
