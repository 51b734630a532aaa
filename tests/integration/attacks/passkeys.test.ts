import { beforeEach, describe, expect, test, vi } from "vitest";
import { hashSecret, keyedHash, randomSecret } from "@/lib/crypto";
import { formToken } from "@/lib/flow-cookie";
import { logInByPasskey } from "@/lib/passkeys/enter";
import { challengeOf } from "@/lib/passkeys/relying-party";
import { policy } from "@/lib/policy";
import { passkeyAnswer } from "@/lib/schemas/passkey";
import { type Lies, signWith } from "../../support/authenticator";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { visitor } from "../../support/people";
import { browseWith } from "../../support/requests";
import { audited } from "../approvals/scenes";
import {
  answerWith,
  ask,
  cookieOf,
  enterWith,
  offer,
  setCookie,
  standing,
  withPasskey,
} from "../passkeys/scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const refusedWith = (words: RegExp) => ({ message: expect.stringMatching(words) });
const REFUSED = refusedWith(/opens no account here/);
const OVER = refusedWith(/took too long/);

describe("What a passkey is to sign (T-006)", () => {
  test("is the same for every name: no passkey is named, and nothing depends on anybody", async () => {
    const { person } = await withPasskey();
    const asked = [];
    for (const body of [{ do: "login" }, { do: "login" }]) {
      await browseWith({ sid: null });
      const { options } = await (await ask(body)).json();
      asked.push({ ...options, challenge: null });
    }
    expect(asked[0]).toEqual(asked[1]);
    expect(asked[0]).toMatchObject({ allowCredentials: [] });
    expect((await ask({ do: "login", identifier: person.username })).status).toBe(400);
    expect((await ask({ do: "login", identifier: "nobody" })).status).toBe(400);
  });
});

describe("A passkey that logs in (T-092)", () => {
  const UNVERIFIED = refusedWith(/not enough alone/);
  const lies: readonly (readonly [string, Lies])[] = [
    ["was asked by another site", { origin: "https://evil.example" }],
    ["was asked by a site below ours", { origin: "http://evil.localhost:3000" }],
    ["was asked in a frame of another site", { crossOrigin: true }],
    ["was made for another site", { rpId: "evil.example" }],
    ["signs something else", { challenge: randomSecret() }],
    ["says that it was just made", { type: "webauthn.create" }],
    ["did not notice anybody", { userPresent: false }],
    ["did not check who uses it", { userVerified: false }],
    ["belongs to another account", { userHandle: Buffer.alloc(16, 7).toString("base64url") }],
    ["does not say whose it is", { userHandle: null }],
    ["is on one machine all of a sudden", { synced: false }],
    ["was never made here", { credentialId: randomSecret() }],
  ];

  test.each(lies)("opens nothing when it %s", async (_, lie) => {
    const { passkey } = await withPasskey();
    const before = await standing();
    expect(await enterWith(passkey, lie)).toMatchObject(lie.userVerified === false ? UNVERIFIED : REFUSED);
    expect(await standing()).toEqual(before);
  });

  test("opens nothing with the signature of another one", async () => {
    const [mine, other] = [await withPasskey(), await withPasskey()];
    const before = await standing();
    expect(await enterWith(mine.passkey, { signedBy: other.passkey })).toMatchObject(REFUSED);
    expect(await enterWith(mine.passkey, { userHandle: other.passkey.userHandle })).toMatchObject(REFUSED);
    expect(await enterWith(mine.passkey, { credentialId: other.passkey.id })).toMatchObject(REFUSED);
    expect(await standing()).toEqual(before);
    expect(await audited("login.passkey")).toEqual(["wrong", "wrong", "wrong"]);
  });

  test("opens nothing once it is removed, or its account disabled", async () => {
    const { passkey } = await withPasskey();
    await sql`update passkeys set revoked_at = now()`;
    expect(await enterWith(passkey)).toMatchObject(REFUSED);
    await sql`update passkeys set revoked_at = null`;
    await sql`update users set disabled_at = now()`;
    expect(await enterWith(passkey)).toMatchObject(REFUSED);
    expect(await sql`select 1 from logins`).toHaveLength(0);
  });

  test.each([
    ["fewer", 5],
    ["as many", 7],
    ["no", 0],
  ])("is taken for a copy when it has counted %s uses", async (_, counter) => {
    const { passkey } = await withPasskey({ synced: false, counter: 7 });
    const before = await standing();
    expect(await enterWith(passkey, { counter })).toMatchObject(refusedWith(/there may be a copy/));
    expect(await standing()).toEqual(before);
    expect(await audited("login.passkey")).toEqual(["copied"]);
  });

  test("logs in once: what it has signed is worth nothing afterwards, in its own browser or another", async () => {
    const { passkey } = await withPasskey();
    const { options, token } = await offer();
    const handle = await cookieOf("passkey");
    const answer = signWith(passkey, options);
    expect(await answerWith(token, answer)).toBe("/account");
    for (const browser of ["its own", "another"]) {
      if (browser === "another") await browseWith({ sid: null });
      await setCookie("passkey", handle);
      expect(await answerWith(token, answer)).toMatchObject(OVER);
    }
    expect(await sql`select 1 from logins`).toHaveLength(1);
    expect(await audited("login.passkey")).toEqual(["right"]);
  });

  test("logs in no other browser than the one that asked", async () => {
    const { passkey } = await withPasskey();
    const { options, token } = await offer();
    const answer = signWith(passkey, options);
    await browseWith({ sid: null });
    expect(await answerWith(token, answer)).toMatchObject(OVER);
    const own = await offer();
    expect(await answerWith(own.token, answer)).toMatchObject(REFUSED);
    expect(await answerWith(token, answer)).toMatchObject(OVER);
    expect(await sql`select 1 from logins`).toHaveLength(0);
  });

  test("logs in when it was asked less than ten minutes ago, and nobody can change when that was", async () => {
    const { passkey } = await withPasskey();
    const { options } = await offer();
    const handle = await cookieOf("passkey");
    const answer = signWith(passkey, options);
    const from = (seconds: number) => {
      const bytes = Buffer.from(handle, "base64url");
      bytes.writeUIntBE(bytes.readUIntBE(0, 6) + seconds * 1_000, 0, 6);
      return bytes.toString("base64url");
    };
    for (const seconds of [-600, -1, 1, 600]) {
      const moved = from(seconds);
      await setCookie("passkey", moved);
      expect(await answerWith(formToken(moved), answer)).toMatchObject({ message: expect.anything() });
    }
    const old = from(-policy.passkey.lifeSeconds);
    await setCookie("passkey", old);
    const late = signWith(passkey, { challenge: challengeOf("enter", old), rpId: "localhost" });
    expect(await answerWith(formToken(old), late)).toMatchObject(OVER);
    expect(await sql`select 1 from logins`).toHaveLength(0);
    await setCookie("passkey", handle);
    expect(await answerWith(formToken(handle), answer)).toBe("/account");
  });

  test("does not log in with what it signed for anything else", async () => {
    const { passkey } = await withPasskey();
    const { token } = await offer();
    const handle = await cookieOf("passkey");
    const elsewhere = (["login", "step-up", "enrol"] as const).map((purpose) => challengeOf(purpose, handle));
    for (const challenge of [...elsewhere, handle, hashSecret(handle), keyedHash("form-token", handle)]) {
      const answer = signWith(passkey, { challenge, rpId: "localhost" });
      expect(await answerWith(token, answer)).toMatchObject(REFUSED);
    }
    expect(await sql`select 1 from logins`).toHaveLength(0);
  });

  test("does not log in from a form that is not ours", async () => {
    const { passkey } = await withPasskey();
    const { options, token } = await offer();
    const handle = await cookieOf("passkey");
    const answer = signWith(passkey, options);
    expect(await answerWith("", answer)).toMatchObject(OVER);
    expect(await answerWith(formToken(randomSecret()), answer)).toMatchObject(OVER);
    for (const origin of [null, "https://evil.example"]) {
      await browseWith({ sid: null, origin });
      await setCookie("passkey", handle);
      expect(await answerWith(token, answer)).toMatchObject(OVER);
    }
    expect(await sql`select 1 from logins`).toHaveLength(0);
  });

  test("is refused without a word of how when what it says is no answer at all", async () => {
    const { passkey } = await withPasskey();
    const { options, token } = await offer();
    const answer = signWith(passkey, options);
    const response = (changed: object) => ({ ...answer, response: { ...answer.response, ...changed } });
    const garbage: unknown[] = [
      "",
      "{",
      "null",
      "[]",
      {},
      { ...answer, id: "a".repeat(2_000), rawId: "a".repeat(2_000) },
      { ...answer, id: "ä" },
      { ...answer, rawId: "AAAA" },
      { ...answer, type: "password" },
      { ...answer, response: null },
      response({ clientDataJSON: "" }),
      response({ clientDataJSON: "AAAA" }),
      response({ clientDataJSON: Buffer.from("null").toString("base64url") }),
      response({ clientDataJSON: "A".repeat(50_000) }),
      response({ authenticatorData: "AAAA" }),
      response({ authenticatorData: `${answer.response.authenticatorData}AAAA` }),
      response({ signature: "AAAA" }),
      response({ signature: [answer.response.signature] }),
      response({ userHandle: "A".repeat(5_000) }),
      `${"[".repeat(20_000)}`,
    ];
    for (const given of garbage) expect(await answerWith(token, given)).toMatchObject(REFUSED);
    expect(await sql`select 1 from logins`).toHaveLength(0);
    expect(await answerWith(token, answer)).toBe("/account");
  });

  test.each([
    ["that counts", 7],
    ["that does not count", 0],
  ])("%s logs in once when twenty use one answer at once", async (_, counter) => {
    const { passkey } = await withPasskey({ synced: counter === 0, counter });
    for (let round = 0; round < 5; round += 1) {
      await sql`delete from throttles`;
      await browseWith({ sid: null });
      const { options } = await offer();
      const handle = await cookieOf("passkey");
      const answer = passkeyAnswer.parse(signWith(passkey, options));
      const begins = { returnTo: null, browserHash: null };
      const outcomes = await race(20, () => logInByPasskey(handle, answer, begins, visitor));
      const kinds = outcomes.map((one) => (one.status === "fulfilled" ? one.value.kind : String(one.reason)));
      expect(kinds.filter((kind) => kind === "verified")).toHaveLength(1);
      expect(kinds.filter((kind) => !["verified", "over", "copied"].includes(kind))).toEqual([]);
    }
    expect(await sql`select 1 from logins where route = 'passkey'`).toHaveLength(5);
  });
});
