import { beforeEach, describe, expect, test, vi } from "vitest";
import { begin } from "@/app/account/security/passkeys/actions";
import { randomSecret } from "@/lib/crypto";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { addPasskey } from "@/lib/passkeys/enrol";
import { policy } from "@/lib/policy";
import { newPasskeyAnswer } from "@/lib/schemas/passkey";
import { type Lies, makePasskey } from "../../support/authenticator";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { toldTo } from "../../support/notices";
import { newPerson, visitor } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { audited } from "../approvals/scenes";
import { loggedIn } from "../step-up/browser";
import { added, begun, cookieOf, post } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const live = async () =>
  (await sql<{ id: string }[]>`select id from sessions where revoked_at is null`).map(({ id }) => id);
const passkeys = () => sql`select 1 from passkeys`;
const ADDED = "/account/security/passkeys?done=added";
const press = (sid: string, token = formToken(sid)) => whatComesOf(begin(untouched, formOf({ token })));

describe("A passkey that is added", () => {
  test("is told to every address, and ends every session but the one that added it", async () => {
    const person = await newPerson();
    await newSession(person.id);
    const stranger = await newSession((await newPerson()).id);
    const { id, sid } = await loggedIn({}, person);
    const { options, formToken: token } = await begun(sid);
    const { passkey, answer } = makePasskey(options);
    expect(await post(token, answer, "  My laptop ")).toBe(ADDED);
    expect((await live()).sort()).toEqual([id, stranger.id].sort());
    expect(await toldTo()).toContain(`factor-added email ${person.email}`);
    const [row] =
      await sql`select name, credential_id, counter::int, transports, synced, browser from passkeys`;
    expect(row).toEqual({
      name: "My laptop",
      credential_id: passkey.id,
      counter: 0,
      transports: "internal",
      synced: true,
      browser: "Firefox on Linux",
    });
    const details = { factor: "passkey", device: "My laptop" };
    expect(await sql`select details from audit where event = 'factor.added'`).toEqual([{ details }]);
    expect(await audited("session.ended")).toEqual(["factor"]);
    const [notice] = await sql`select details from notices where kind = 'factor-added'`;
    expect(notice?.details).toMatchObject({ ...details, browser: "Firefox on Linux" });
    expect(await cookieOf("factor-enrolment")).toBe("");
  });

  test("is kept by the device for this account, and never twice on one device", async () => {
    const { sid, person } = await loggedIn();
    const passkey = await added(sid);
    const { options } = await begun(sid);
    expect(options).toMatchObject({
      rp: { id: "localhost" },
      user: { name: person.username },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
      excludeCredentials: [{ id: passkey.id, transports: ["internal"] }],
    });
    expect(Buffer.from(options.user.id, "base64url").toString("hex")).toBe(person.id.replaceAll("-", ""));
  });

  test("need not have checked its owner, and may sign for itself", async () => {
    const { sid } = await loggedIn();
    const { options, formToken: token } = await begun(sid);
    expect(await post(token, makePasskey(options, {}, { userVerified: false }).answer)).toBe(ADDED);
  });
});

describe("No passkey is added", () => {
  const lies: readonly (readonly [string, Lies])[] = [
    ["was made for another site's page", { origin: "https://evil.example" }],
    ["was made in a frame of another site", { crossOrigin: true }],
    ["was made for another site", { rpId: "evil.example" }],
    ["was made for something else", { challenge: randomSecret() }],
    ["has only signed", { type: "webauthn.get" }],
    ["did not notice anybody", { userPresent: false }],
    ["is called something else than it says", { credentialId: randomSecret() }],
    ["has a key of a kind that was not asked for", { algorithm: -8 - 8 }],
    ["comes with a statement where none belongs", { statement: Buffer.from([0xa1, 0x61, 0x61, 0x01]) }],
    ["comes with certificates", { format: "packed", statement: Buffer.from("a163783563814100", "hex") }],
    ["comes with a statement of a kind that needs certificates", { format: "fido-u2f" }],
  ];

  test.each(lies)("that %s", async (_, lie) => {
    const { sid } = await loggedIn();
    const { options, formToken: token } = await begun(sid);
    expect(await post(token, makePasskey(options, {}, lie).answer)).toMatchObject({
      message: expect.stringContaining("did not fit"),
      values: { name: "Laptop" },
    });
    expect(await passkeys()).toHaveLength(0);
    expect(await post(token, makePasskey(options).answer)).toBe(ADDED);
  });

  test("of what is no answer at all", async () => {
    const { sid } = await loggedIn();
    const { options, formToken: token } = await begun(sid);
    const { answer } = makePasskey(options);
    const response = (changed: object) => ({ ...answer, response: { ...answer.response, ...changed } });
    const given = [
      null,
      [],
      { ...answer, id: "", rawId: "" },
      response({ attestationObject: "AAAA" }),
      response({ attestationObject: "A".repeat(50_000) }),
      response({ attestationObject: Buffer.alloc(6_000, 0x81).toString("base64url") }),
      response({ clientDataJSON: "AAAA" }),
    ];
    for (const one of given)
      expect(await post(token, one)).toMatchObject({ message: expect.stringContaining("did not fit") });
    expect(await passkeys()).toHaveLength(0);
  });

  test("with a name that cannot be shown, and what the device made is not lost", async () => {
    const { sid } = await loggedIn();
    const { options, formToken: token } = await begun(sid);
    const { answer } = makePasskey(options);
    for (const name of [" ", "a".repeat(41), "left\u202eright", "a\u0000b"])
      expect(await post(token, answer, name)).toMatchObject({ errors: { name: expect.anything() } });
    expect(await post(token, answer, "a".repeat(40))).toBe(ADDED);
  });

  test("that is enrolled already, in this account or another, and that is told plainly", async () => {
    const mine = await loggedIn();
    const { id } = await added(mine.sid);
    for (const { sid } of [mine, await loggedIn()]) {
      await browseWith({ sid });
      const { options, formToken: token } = await begun(sid);
      expect(await post(token, makePasskey(options, { id }).answer)).toMatchObject({
        message: expect.stringContaining("enrolled already"),
      });
    }
    expect(await passkeys()).toHaveLength(1);
    expect(await audited("factor.added")).toEqual(["changed"]);
  });

  test("twice with one enrolment, however many use it at once", async () => {
    const { sid, session } = await loggedIn();
    for (let round = 0; round < 5; round += 1) {
      await sql`delete from throttles`;
      await sql`delete from passkeys`;
      const { options } = await begun(sid);
      const handle = await cookieOf("factor-enrolment");
      const made = Array.from({ length: 20 }, () => newPasskeyAnswer.parse(makePasskey(options).answer));
      const outcomes = await race(20, async (index) => {
        const answer = made[index] ?? made[0];
        return answer ? addPasskey(session, handle, { answer, name: "Laptop" }, visitor) : "none";
      });
      const kinds = outcomes.map((one) => (one.status === "fulfilled" ? one.value : String(one.reason)));
      expect(kinds.filter((kind) => kind === "enrolled")).toHaveLength(1);
      expect(kinds.filter((kind) => kind === "over")).toHaveLength(19);
      expect(await passkeys()).toHaveLength(1);
    }
  });

  test("beyond ten of one account", async () => {
    const { sid, session } = await loggedIn();
    for (let count = 0; count < policy.factors.most; count += 1) {
      await sql`delete from throttles`;
      await added(sid);
    }
    await sql`delete from throttles`;
    expect(await press(sid)).toMatchObject({ message: expect.stringContaining("at most 10") });
    await sql`update passkeys set revoked_at = now() where id = (select id from passkeys limit 1)`;
    const { options } = await begun(sid);
    await sql`update passkeys set revoked_at = null`;
    const answer = newPasskeyAnswer.parse(makePasskey(options).answer);
    const handle = await cookieOf("factor-enrolment");
    expect(await addPasskey(session, handle, { answer, name: "Eleventh" }, visitor)).toBe("full");
  });
});
