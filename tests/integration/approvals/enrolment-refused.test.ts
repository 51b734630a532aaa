import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { POST } from "@/app/api/approvals/enrolment/route";
import { policy } from "@/lib/policy";
import { enrolmentText } from "@/lib/schemas/approval";
import { testDatabase } from "../../support/database";
import { newPerson, type Person } from "../../support/people";
import { browseWith } from "../../support/requests";
import { newLink } from "./links";
import { AUDIENCE, call, enrol, newKey, newPhone, postEnrolment } from "./phone";
import { enteredAs } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const devices = async () => (await sql`select 1 from devices`).length;

/** A link, and a phone's browser with nobody logged in. */
async function link(person?: Person) {
  const made = await newLink(person ?? (await newPerson()));
  await browseWith({ sid: null });
  return made;
}

describe("A link for a phone is over (T-100)", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["after ten minutes", () => sql`update enrolments set expires_at = expires_at - interval '600 seconds'`],
    ["when the session has ended that made it", () => sql`update sessions set revoked_at = now()`],
    [
      "when changes of the account are paused",
      () => sql`update users set frozen_until = now() + interval '1 hour'`,
    ],
    ["when the account is disabled", () => sql`update users set disabled_at = now()`],
    ["when the account is deleted", () => sql`delete from users`],
  ])("%s", async (_, change) => {
    const { token } = await link();
    await change();
    expect(await postEnrolment({ do: "look", token })).toEqual({ status: 200, body: { kind: "over" } });
    expect(await enrol(token)).toEqual({ status: 200, body: { kind: "over" } });
    expect(await devices()).toBe(0);
  });

  test("when it never was, and is the same then", async () => {
    await link();
    for (const token of [randomBytes(17).toString("base64url").slice(0, 22), "A".repeat(22)])
      expect(await enrol(token)).toEqual({ status: 200, body: { kind: "over" } });
    for (const token of ["", "A".repeat(21), "A".repeat(23), `${"A".repeat(21)}=`])
      expect((await enrol(token)).status).toBe(400);
  });

  test("just not before its ten minutes are", async () => {
    const { token } = await link();
    await sql`update enrolments set expires_at = expires_at - interval '590 seconds'`;
    expect((await enrol(token)).body?.kind).toBe("enrolled");
  });
});

describe("A phone is not enrolled (T-100)", () => {
  test("in a browser that is logged in to another account", async () => {
    const { token } = await link();
    const other = await newPerson();
    await enteredAs(other);
    for (const answer of [await postEnrolment({ do: "look", token }), await enrol(token)])
      expect(answer).toEqual({ status: 200, body: { kind: "other-account", account: other.username } });
    expect(await devices()).toBe(0);
  });

  test("but is in one that is logged in to its own", async () => {
    const person = await newPerson();
    const { token } = await newLink(person);
    expect((await enrol(token)).body?.kind).toBe("enrolled");
  });

  test("without proof that it has the key", async () => {
    const { token } = await link();
    const { token: another } = await link();
    const [key, other] = [newKey(), newKey()];
    const text = enrolmentText(AUDIENCE, token, key.publicKey);
    for (const signature of [
      other.sign(text),
      key.sign(enrolmentText("https://evil.example", token, key.publicKey)),
      key.sign(enrolmentText(AUDIENCE, another, key.publicKey)),
      key.sign(enrolmentText(AUDIENCE, token, other.publicKey)),
      key.sign(key.publicKey),
      "A".repeat(86),
      "",
    ])
      expect((await enrol(token, key, { signature })).status).toBe(400);
    expect(
      (await postEnrolment({ do: "enrol", token, publicKey: key.publicKey, name: "Pixel" })).status,
    ).toBe(400);
    expect(await devices()).toBe(0);
    expect((await enrol(token, key)).body?.kind).toBe("enrolled");
  });

  test("with a key that is no point of the curve, or not written as one", async () => {
    const { token } = await link();
    const { publicKey } = newKey();
    const point = Buffer.from(publicKey, "base64url");
    point[64] = (point[64] ?? 0) ^ 1;
    const zero = Buffer.concat([Buffer.from([4]), Buffer.alloc(64)]);
    const compressed = Buffer.concat([Buffer.from([2]), point.subarray(1, 33)]);
    for (const wrong of [point, zero, compressed].map((bytes) => bytes.toString("base64url")))
      expect((await enrol(token, newKey(), { publicKey: wrong })).status).toBe(400);
    for (const wrong of [`${publicKey}=`, publicKey.slice(1), `C${publicKey.slice(1)}`, ""])
      expect((await enrol(token, newKey(), { publicKey: wrong })).status).toBe(400);
    expect(await devices()).toBe(0);
  });

  test("with a key that is enrolled already, for whomever, however it is written", async () => {
    const key = newKey();
    const { token } = await link();
    await enrol(token, key);
    const { token: another } = await link();
    expect(await enrol(another, key)).toMatchObject({ body: { kind: "over" } });
    // The last letter holds two bits of nothing: other letters name the same bytes.
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = letters[letters.indexOf(key.publicKey.slice(-1)) ^ 1];
    const publicKey = key.publicKey.slice(0, -1) + last;
    expect((await enrol(another, { ...key, publicKey })).status).toBe(400);
    expect(await devices()).toBe(1);
    expect((await enrol(another, newKey())).body?.kind).toBe("enrolled");
  });

  test("beside ten others; one that was removed makes room", async () => {
    const person = await newPerson();
    for (let number = 0; number < policy.devices.most; number += 1) await newPhone(person, `Phone ${number}`);
    const { token } = await link(person);
    expect(await enrol(token)).toMatchObject({ body: { kind: "over" } });
    await sql`update devices set revoked_at = now() where name = 'Phone 0'`;
    expect((await enrol(token)).body?.kind).toBe("enrolled");
  });

  test.each([
    ["no name", { name: " " }],
    ["a name that is too long", { name: "a".repeat(policy.devices.nameLength + 1) }],
    ["a name that cannot be stored", { name: "\u0000" }],
    ["half a letter", { name: "\ud800" }],
    ["more than it may say", { userId: "1" }],
  ])("with %s", async (_, change) => {
    const { token } = await link();
    expect((await enrol(token, newKey(), change)).status).toBe(400);
    expect(await devices()).toBe(0);
  });

  test("by a post from another site, or of another kind", async () => {
    const { token } = await link();
    const body = JSON.stringify({ do: "look", token });
    expect((await call(POST, body, { "content-type": "text/plain" })).status).toBe(415);
    expect((await call(POST, "{", {})).status).toBe(400);
    expect((await call(POST, " ".repeat(9_000), {})).status).toBe(413);
    await browseWith({ sid: null, origin: "https://evil.example" });
    expect((await call(POST, body, {})).status).toBe(403);
    await browseWith({ sid: null, origin: null });
    expect((await call(POST, body, {})).status).toBe(403);
  });
});
