import { createPublicKey, randomUUID, verify } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { GET } from "@/app/account/receipts/[id]/route";
import { GET as keys } from "@/app/api/receipt-keys/route";
import { attestedText, receiptKeys, receiptOf } from "@/lib/approvals/receipts";
import { testDatabase } from "../../support/database";
import { browseWith, whatComesOf } from "../../support/requests";
import { wrongDigits } from "./phone";
import { enteredAs, newWaitingLogin, waitingAction, withPhone } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const download = (id: string) =>
  whatComesOf(
    GET(new Request(`http://localhost:3000/account/receipts/${id}`), { params: Promise.resolve({ id }) }),
  );

async function statusOf(id: string): Promise<number | string> {
  const answer = await download(id);
  return typeof answer === "string" ? answer : answer.status;
}

async function approvedAction() {
  const scene = await waitingAction();
  await scene.phone.decide(scene.request, "approved");
  return scene;
}

/** A receipt, whose place among the published keys is looked up as whoever checks it does. */
async function checked(userId: string, id: string): Promise<boolean> {
  const receipt = await receiptOf(userId, id);
  if (!receipt) throw new Error("There is no receipt");
  const { attestation, ...told } = receipt;
  const jwk = receiptKeys().find(({ kid }) => kid === attestation.kid);
  if (!jwk) throw new Error("The key is not published");
  const key = createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: "jwk" });
  return verify(null, Buffer.from(attestedText(told)), key, Buffer.from(attestation.signature, "base64url"));
}

describe("A receipt", () => {
  test.each(["approved", "denied", "disowned"] as const)(
    "of what was %s says what the phone signed, to the byte",
    async (decision) => {
      const { person, phone, request } = await newWaitingLogin();
      const { digits, signature } = phone.deciding(request, decision);
      await phone.post({ do: "decide", id: request.id, decision, digits, signature });
      const receipt = await receiptOf(person.id, request.id);
      expect(receipt).toMatchObject({
        decision,
        digits,
        signature,
        device: { id: phone.id, publicKey: phone.key.publicKey },
      });
      expect(receipt?.statement).toContain(request.request);
      expect(receipt?.request).toEqual(JSON.parse(request.request));
      expect(await checked(person.id, request.id)).toBe(true);
    },
  );

  test("is attested with a key that is published, and with nothing changed", async () => {
    const { person, request } = await approvedAction();
    expect(await checked(person.id, request.id)).toBe(true);
    const receipt = await receiptOf(person.id, request.id);
    const { keys: published } = await keys().json();
    expect(published).toEqual(receiptKeys());
    expect(published.map(({ kid }: { kid: string }) => kid)).toContain(receipt?.attestation.kid);
    expect(receipt?.attestation.keys).toBe("http://localhost:3000/api/receipt-keys");
    expect(JSON.stringify(published)).not.toContain('"d"');
  });

  test("is downloaded by its owner only, and never kept by a cache", async () => {
    const { request, sid } = await approvedAction();
    const answer = await download(request.id);
    if (typeof answer === "string") throw new Error(`Led to ${answer}`);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(answer.headers.get("content-disposition")).toBe(
      `attachment; filename="receipt-${request.id}.json"`,
    );
    expect(await answer.json()).toMatchObject({ type: "countersign.receipt", decision: "approved" });
    await enteredAs((await withPhone()).person);
    expect(await statusOf(request.id)).toBe(404);
    await browseWith({ sid: null });
    expect(await statusOf(request.id)).toBe("/login?next=%2Faccount%2Fhistory");
    await browseWith({ sid });
    expect(await statusOf(request.id)).toBe(200);
  });

  test.each([randomUUID(), "1", "", "../1", "' or 1=1 --"])("is not there for %j (T-062)", async (id) => {
    await approvedAction();
    expect(await statusOf(id)).toBe(404);
  });

  test("is not there for what waits, was given up or ended with wrong digits", async () => {
    const { person, phone, request } = await newWaitingLogin();
    expect(await receiptOf(person.id, request.id)).toBeNull();
    for (let time = 0; time < 3; time += 1)
      await phone.decide(request, "approved", { digits: wrongDigits(request.id) });
    expect(await receiptOf(person.id, request.id)).toBeNull();
  });

  test("stays when the phone is renamed or removed, and when what it was for is gone", async () => {
    const { person, phone, request } = await newWaitingLogin();
    await phone.decide(request, "approved");
    const before = await receiptOf(person.id, request.id);
    await phone.leave();
    await sql`delete from logins`;
    await sql`delete from sessions`;
    expect(await receiptOf(person.id, request.id)).toEqual(before);
    expect(await checked(person.id, request.id)).toBe(true);
  });
});
