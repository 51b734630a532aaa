import { beforeEach, describe, expect, test, vi } from "vitest";
import { currentSession } from "@/lib/auth/session";
import { policy } from "@/lib/policy";
import { signWith } from "../../support/authenticator";
import { testDatabase } from "../../support/database";
import { browseWith } from "../../support/requests";
import { audited } from "../approvals/scenes";
import { answerWith, ask, cookieOf, enterWith, loginOf, offer, withPasskey } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

describe("A passkey that has checked its owner", () => {
  test("logs in by itself, at level 2, and leads to where the person wanted to go", async () => {
    const { person, passkey } = await withPasskey();
    const { options, token } = await offer();
    const handle = await cookieOf("passkey");
    expect(await answerWith(token, signWith(passkey, options), "/account/history")).toBe("/account/history");
    expect(await loginOf(handle)).toMatchObject({ state: "completed", route: "passkey", amr: "pop uv" });
    expect(await currentSession()).toMatchObject({ aal: 2, methods: ["pop", "uv"], user: { id: person.id } });
    expect(await cookieOf("passkey")).toBe("");
    expect(await audited("login.passkey")).toEqual(["right"]);
    expect(await sql`select 1 from passkeys where last_used_at is not null`).toHaveLength(1);
  });

  test("names the browser as a password does, so that its owner hears of a new one", async () => {
    const { person, passkey } = await withPasskey();
    expect(await enterWith(passkey)).toBe("/account");
    expect(await sql`select 1 from browsers where user_id = ${person.id}`).toHaveLength(1);
    await browseWith({ sid: null });
    expect(await enterWith(passkey)).toBe("/account");
    expect(await sql`select 1 from browsers where user_id = ${person.id}`).toHaveLength(2);
    expect(await sql`select 1 from notices where kind = 'new-browser' and channel = 'email'`).toHaveLength(1);
  });

  test("begins the counts of wrong factors anew, and phones are asked again", async () => {
    const { person, passkey } = await withPasskey();
    await sql`update users set factor_failures = 60, factor_failed_at = now(), approvals_off_at = now()`;
    expect(await enterWith(passkey)).toBe("/account");
    const [user] = await sql`select factor_failures, approvals_off_at from users where id = ${person.id}`;
    expect(user).toEqual({ factor_failures: 0, approvals_off_at: null });
  });

  test("counts, or stays at nothing where it is on several machines", async () => {
    const counting = await withPasskey({ synced: false, counter: 7 });
    const synced = await withPasskey();
    for (let time = 0; time < 2; time += 1) {
      expect(await enterWith(counting.passkey)).toBe("/account");
      await browseWith({ sid: null });
      expect(await enterWith(synced.passkey)).toBe("/account");
      await browseWith({ sid: null });
    }
    const rows = await sql`select synced, counter::int from passkeys order by synced`;
    expect(rows).toEqual([
      { synced: false, counter: 9 },
      { synced: true, counter: 0 },
    ]);
  });
});

describe("What a passkey is to sign", () => {
  test("is told to our own pages only, and to nobody who asks for anything else", async () => {
    await browseWith({ sid: null });
    expect((await ask()).status).toBe(200);
    expect((await ask("{")).status).toBe(400);
    expect((await ask({ do: "login", name: "somebody" })).status).toBe(400);
    expect((await ask({ do: "login" }, { "content-type": "text/plain" })).status).toBe(415);
    expect((await ask(`{"do":"login","more":"${"a".repeat(20_000)}"}`)).status).toBe(413);
    for (const origin of [null, "https://evil.example", "null"]) {
      await browseWith({ sid: null, origin });
      expect((await ask()).status).toBe(403);
      expect(await cookieOf("passkey")).toBe("");
    }
  });

  test("is new every time, 256 bits, and asks that the owner be checked", async () => {
    await browseWith({ sid: null });
    const offers = [await offer(), await offer()];
    const challenges = offers.map(({ options }) => Buffer.from(options.challenge, "base64url"));
    expect(challenges.map(({ length }) => length)).toEqual([32, 32]);
    expect(challenges[0]).not.toEqual(challenges[1]);
    for (const { options } of offers)
      expect(options).toMatchObject({ rpId: "localhost", userVerification: "required" });
  });

  test("is given to one address so often, and no more", async () => {
    const { limit } = policy.throttles.passkeyByAddress;
    const { offerPasskeyLogin } = await import("@/lib/passkeys/enter");
    const { visitor } = await import("../../support/people");
    for (let time = 0; time < limit; time += 1) expect((await offerPasskeyLogin(visitor)).kind).toBe("made");
    expect(await offerPasskeyLogin(visitor)).toMatchObject({ kind: "throttled" });
    expect((await offerPasskeyLogin({ ...visitor, address: "198.51.100.7" })).kind).toBe("made");
  });
});
