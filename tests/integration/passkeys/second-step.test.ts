import { beforeEach, describe, expect, test, vi } from "vitest";
import { submitPasskey as submitLogin } from "@/app/(auth)/login/passkey/actions";
import { submitPasskey as submitStepUp } from "@/app/account/confirm/passkey/actions";
import { hashSecret } from "@/lib/crypto";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { optionsFor, showPasskey } from "@/lib/passkeys/show";
import { passkeyAnswer } from "@/lib/schemas/passkey";
import { stepUpHandle } from "@/lib/step-up/confirm";
import { type Lies, type SoftPasskey, signWith } from "../../support/authenticator";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { newPerson, type Person, visitor } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { audited, login, loginState } from "../approvals/scenes";
import { here, loggedIn } from "../step-up/browser";
import { added, cookieOf, offer, setCookie, standing, withPasskey } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const REFUSED = { message: expect.stringContaining("none of this account") };
const COPIED = { message: expect.stringContaining("there may be a copy") };

/** The right password of somebody with a passkey, in a browser where nobody is logged in. */
async function waiting(person: Person): Promise<string> {
  const { handle, asks } = await login(person);
  expect(asks).toBe("passkey");
  await browseWith({ sid: null });
  await setCookie("login", handle);
  return handle;
}

const submit = (handle: string, answer: unknown, token = formToken(handle)) =>
  whatComesOf(submitLogin(untouched, formOf({ token, answer: JSON.stringify(answer) })));

async function shown(handle: string, { id }: Person, passkey: SoftPasskey, lies: Lies = {}) {
  return submit(handle, signWith(passkey, await optionsFor({ kind: "login", handle }, id), lies));
}

describe("A passkey after the password", () => {
  test.each([
    ["and has checked its owner", true, ["pop", "pwd", "uv"]],
    ["and was only touched", false, ["pop", "pwd"]],
  ])("logs in at level 2 %s", async (_, userVerified, methods) => {
    const { person, passkey } = await withPasskey();
    const handle = await waiting(person);
    expect(await shown(handle, person, passkey, { userVerified })).toBe("/account");
    expect(await here()).toMatchObject({ aal: 2, methods });
    expect(await loginState(handle)).toBe("completed");
    expect(await audited("login.factor")).toEqual(["right"]);
    expect(await sql`select factor from audit where event = 'login.factor'`).toEqual([
      { factor: userVerified ? "pop uv" : "pop" },
    ]);
  });

  test("is asked of the passkeys of this account, which need not name whose they are", async () => {
    const [{ person, passkey }] = [await withPasskey(), await withPasskey()];
    const handle = await waiting(person);
    expect(await optionsFor({ kind: "login", handle }, person.id)).toMatchObject({
      allowCredentials: [{ id: passkey.id, transports: ["internal"] }],
      userVerification: "preferred",
    });
    expect(await shown(handle, person, passkey, { userHandle: null })).toBe("/account");
  });

  const lies: readonly (readonly [string, Lies])[] = [
    ["was asked by another site", { origin: "https://evil.example" }],
    ["was asked in a frame of another site", { crossOrigin: true }],
    ["was made for another site", { rpId: "evil.example" }],
    ["says that it was just made", { type: "webauthn.create" }],
    ["did not notice anybody", { userPresent: false }],
    ["names another account", { userHandle: Buffer.alloc(16, 7).toString("base64url") }],
    ["is on one machine all of a sudden", { synced: false }],
  ];

  test.each(lies)("is refused when it %s, and the login goes on", async (_, lie) => {
    const { person, passkey } = await withPasskey();
    const handle = await waiting(person);
    const before = await standing();
    expect(await shown(handle, person, passkey, lie)).toMatchObject(REFUSED);
    expect(await standing()).toEqual(before);
    expect(await loginState(handle)).toBe("challenged");
    expect(await audited("login.factor")).toEqual(["wrong"]);
    expect(await shown(handle, person, passkey)).toBe("/account");
  });

  test("is refused when it belongs to somebody else, or was removed", async () => {
    const [mine, other] = [await withPasskey(), await withPasskey()];
    const handle = await waiting(mine.person);
    const { userHandle } = mine.passkey;
    expect(await shown(handle, mine.person, other.passkey)).toMatchObject(REFUSED);
    expect(await shown(handle, mine.person, other.passkey, { userHandle })).toMatchObject(REFUSED);
    expect(await shown(handle, mine.person, mine.passkey, { signedBy: other.passkey })).toMatchObject(
      REFUSED,
    );
    await sql`update passkeys set revoked_at = now()`;
    expect(await shown(handle, mine.person, mine.passkey)).toMatchObject(REFUSED);
    expect(await loginState(handle)).toBe("challenged");
    expect(await sql`select 1 from users where factor_failures > 0`).toHaveLength(0);
  });

  test("is taken for a copy when its count does not grow", async () => {
    const { person, passkey } = await withPasskey({ synced: false, counter: 7 });
    const handle = await waiting(person);
    for (const counter of [0, 6, 7])
      expect(await shown(handle, person, passkey, { counter })).toMatchObject(COPIED);
    expect(await audited("login.factor")).toEqual(["copied", "copied", "copied"]);
    expect(await shown(handle, person, passkey, { counter: 8 })).toBe("/account");
  });

  test("does not pass with what it signed for another login, a whole login or a step-up", async () => {
    const { person, passkey } = await withPasskey();
    const earlier = await waiting(person);
    const handle = await waiting(person);
    const whole = await offer();
    const others = [
      await optionsFor({ kind: "login", handle: earlier }, person.id),
      await optionsFor({ kind: "step-up", handle }, person.id),
      whole.options,
    ];
    for (const options of others)
      expect(await submit(handle, signWith(passkey, options))).toMatchObject(REFUSED);
    expect(await loginState(handle)).toBe("challenged");
  });

  test("passes in its own browser, from its own form, while the login lives and asks for it", async () => {
    const { person, passkey } = await withPasskey();
    const handle = await waiting(person);
    const answer = signWith(passkey, await optionsFor({ kind: "login", handle }, person.id));
    expect(await submit(handle, answer, "")).toMatchObject({
      message: expect.stringContaining("out of date"),
    });
    expect(await submit(handle, "nothing")).toMatchObject(REFUSED);
    await sql`update logins set asks = 'pin' where handle_hash = ${hashSecret(handle)}`;
    expect(await submit(handle, answer)).toBe("/login/pin");
    await sql`update logins set asks = 'passkey', expires_at = now() where handle_hash = ${hashSecret(handle)}`;
    expect(await submit(handle, answer)).toBe("/login?ended=expired");
    expect(await sql`select 1 from passkeys where last_used_at is not null`).toHaveLength(0);
  });

  test("passes once when twenty use one answer at once", async () => {
    const { person, passkey } = await withPasskey();
    for (let round = 0; round < 5; round += 1) {
      await sql`delete from throttles`;
      const handle = await waiting(person);
      const options = await optionsFor({ kind: "login", handle }, person.id);
      const answer = passkeyAnswer.parse(signWith(passkey, options));
      const outcomes = await race(20, () => showPasskey({ kind: "login", handle }, answer, visitor));
      const kinds = outcomes.map((one) => (one.status === "fulfilled" ? one.value.kind : String(one.reason)));
      expect(kinds.filter((kind) => kind === "passed")).toHaveLength(1);
      expect(kinds.filter((kind) => kind === "closed")).toHaveLength(19);
    }
  });
});

describe("A passkey that confirms", () => {
  /** Somebody with a passkey, in a session as given, whose step-up has begun. */
  async function begun(given: Parameters<typeof loggedIn>[0]) {
    const entered = await loggedIn({}, await newPerson());
    const passkey = await added(entered.sid);
    const { session, person } = await loggedIn(given, entered.person);
    const handle = await stepUpHandle(session, "/account/username");
    const options = await optionsFor({ kind: "step-up", handle }, person.id);
    const confirm = (answer: unknown) =>
      whatComesOf(
        submitStepUp(untouched, formOf({ token: formToken(handle), answer: JSON.stringify(answer) })),
      );
    return { session, person, passkey, handle, options, confirm };
  }

  test("makes the session fresh, under a new id", async () => {
    const { session, passkey, options, confirm } = await begun({ confirmed: 3_600 });
    expect(await confirm(signWith(passkey, options))).toBe("/account/username");
    const now = await here();
    expect(now.id).not.toBe(session.id);
    expect(now).toMatchObject({ aal: 2, methods: ["pop", "pwd", "sms", "uv"] });
    expect(now.stepUpAgeSeconds).toBeLessThan(60);
    expect(await audited("step-up.factor")).toEqual(["right"]);
  });

  test.each([
    ["lifts a session that has shown the phone alone, once it has checked its owner", true, 2],
    ["does not lift it when it was only touched", false, 1],
  ])("%s", async (_, userVerified, aal) => {
    const { passkey, options, confirm } = await begun({ amr: "sms" });
    expect(await confirm(signWith(passkey, options, { userVerified }))).toBe("/account/username");
    expect((await here()).aal).toBe(aal);
  });

  test("is refused when it is somebody else's, or signed for something else", async () => {
    const other = await withPasskey();
    const { person, session, passkey, handle, options, confirm } = await begun({ confirmed: 3_600 });
    expect(await confirm(signWith(other.passkey, options))).toMatchObject(REFUSED);
    const elsewhere = await optionsFor({ kind: "login", handle }, person.id);
    expect(await confirm(signWith(passkey, elsewhere))).toMatchObject(REFUSED);
    expect(await cookieOf("step-up")).toBe(handle);
    expect((await here()).id).toBe(session.id);
    expect(await audited("step-up.factor")).toEqual(["wrong", "wrong"]);
  });

  test("does nothing for another session, not even of the same account", async () => {
    const { person, passkey, handle, options, confirm } = await begun({ confirmed: 3_600 });
    const thief = await loggedIn({ confirmed: 3_600 }, person);
    await setCookie("step-up", handle);
    expect(await confirm(signWith(passkey, options))).toBe("/account/confirm/passkey");
    expect((await here()).id).toBe(thief.id);
    expect((await here()).stepUpAgeSeconds).toBeGreaterThan(3_000);
  });
});
