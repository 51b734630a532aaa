import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { sendAgain } from "@/lib/challenges/again";
import { flowRef } from "@/lib/flow-cookie";
import { checkLoginPin } from "@/lib/login/check-pin";
import { sweepAll } from "@/lib/sweep";
import { matchesProof, proofOf } from "@/lib/verify/own-code";
import { race } from "@/tests/support/barrier";
import { testDatabase } from "@/tests/support/database";
import {
  loginAwaitingPin,
  newPerson,
  signupAwaitingPin,
  signupRequest,
  visitor,
} from "@/tests/support/people";
import { scriptedProvider } from "@/tests/support/provider";
import { pinPage } from "@/tests/support/steps";
import { passTime } from "@/tests/support/time";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const own = () => scriptedProvider({ name: "telnyx", workflow: ["sms"], codes: "own" });
type Script = ReturnType<typeof own>;

const pinOf = ({ starts }: Script, message = 0): string => starts[message]?.code ?? "";
const wrongFor = (...pins: string[]): string =>
  ["000000", "111111", "222222"].find((one) => !pins.includes(one)) ?? "";

/** A login with two texts on their way. */
async function withTwoTexts() {
  const script = own();
  const handle = await loginAwaitingPin(await newPerson(), script.providers);
  await passTime(31);
  await sendAgain(flowRef("login", handle), visitor, script.providers);
  return { ...script, handle, first: pinOf(script, 0), second: pinOf(script, 1) };
}

describe("a PIN of our own", () => {
  test("has six digits and a tag that stands on the page, and opens one session", async () => {
    const script = own();
    const handle = await loginAwaitingPin(await newPerson(), script.providers);
    expect(pinOf(script)).toMatch(/^\d{6}$/);
    expect(script.starts[0]?.tag).toMatch(/^[A-Z]{2}$/);
    expect(await pinPage(handle)).toMatchObject({ tag: script.starts[0]?.tag, keepsOlder: true });
    const attempts = await race(3, () => checkLoginPin(handle, pinOf(script), visitor, script.providers));
    const verified = attempts.filter((one) => one.status === "fulfilled" && one.value.kind === "verified");
    expect(verified).toHaveLength(1);
    expect(await redeemHandle(handle)).not.toBeNull();
    expect(await redeemHandle(handle)).toBeNull();
  });

  test("is stored nowhere: a dump gives it away neither in clear nor to whoever tries a million (T-023)", async () => {
    const script = own();
    await loginAwaitingPin(await newPerson(), script.providers);
    const [row = {}] = await sql<Record<string, unknown>[]>`select * from challenges`;
    expect(JSON.stringify(row)).not.toContain(pinOf(script));
    const hash = String(row.code_hash);
    const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");
    for (let code = 0; code < 1_000_000; code += 1) {
      const digits = String(code).padStart(6, "0");
      if (sha256(digits) === hash || sha256(`${row.id}:${digits}`) === hash)
        throw new Error("It is a bare hash");
    }
    expect(proofOf(String(row.id), pinOf(script)).hash).toBe(hash);
  });

  test("is worth nothing for another challenge, whoever asked for that", async () => {
    const script = own();
    const mine = await loginAwaitingPin(await newPerson(), script.providers);
    const theirs = await loginAwaitingPin(await newPerson(), script.providers);
    expect(pinOf(script, 0)).not.toBe(pinOf(script, 1));
    expect(await checkLoginPin(theirs, pinOf(script, 0), visitor, script.providers)).toMatchObject({
      kind: "wrong",
    });
    const [{ hash = "" } = {}] = await sql<{ hash: string }[]>`
      select code_hash as hash from challenges order by created_at limit 1`;
    const moved = { challengeId: "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11", hash };
    expect(matchesProof([moved], pinOf(script, 0))).toBe(false);
    expect(await checkLoginPin(mine, pinOf(script, 0), visitor, script.providers)).toMatchObject({
      kind: "verified",
    });
  });

  test("is wrong three times at most", async () => {
    const script = own();
    const handle = await loginAwaitingPin(await newPerson(), script.providers);
    const wrong = wrongFor(pinOf(script));
    for (const triesLeft of [2, 1]) {
      expect(await checkLoginPin(handle, wrong, visitor, script.providers)).toMatchObject({ triesLeft });
    }
    expect(await checkLoginPin(handle, wrong, visitor, script.providers)).toMatchObject({ kind: "closed" });
    expect(await checkLoginPin(handle, pinOf(script), visitor, script.providers)).toMatchObject({
      kind: "closed",
    });
    expect(await sql`select code_hash from challenges`).toEqual([{ code_hash: null }]);
  });

  test("expires, and the sweeper deletes what was kept of it", async () => {
    const script = own();
    const handle = await loginAwaitingPin(await newPerson(), script.providers);
    await passTime(301);
    expect(await checkLoginPin(handle, pinOf(script), visitor, script.providers)).toMatchObject({
      kind: "closed",
    });
    expect(await sweepAll(script.providers)).toMatchObject({ codes: 1 });
    expect(await sql`select code_hash from challenges`).toEqual([{ code_hash: null }]);
  });

  test("works also when nobody knows whether its text went out (F-01)", async () => {
    const script = own();
    script.answers.start = async () => ({ kind: "unknown" });
    const handle = await loginAwaitingPin(await newPerson(), script.providers);
    expect(await pinPage(handle)).toMatchObject({ obstacle: null });
    expect(await checkLoginPin(handle, pinOf(script), visitor, script.providers)).toMatchObject({
      kind: "verified",
    });
  });

  test("passes with its text to the same account's next login, and counts there only", async () => {
    const script = own();
    const person = await newPerson();
    const first = await loginAwaitingPin(person, script.providers);
    const second = await loginAwaitingPin(person, script.providers);
    expect(script.starts).toHaveLength(1);
    expect(await checkLoginPin(first, pinOf(script), visitor, script.providers)).toMatchObject({
      kind: "closed",
    });
    expect(await checkLoginPin(second, pinOf(script), visitor, script.providers)).toMatchObject({
      kind: "verified",
    });
  });
});

describe("two posts of one form", () => {
  test("of a login send one text, whichever comes first, 50 times (F-24)", async () => {
    for (let round = 0; round < 50; round += 1) {
      const script = own();
      const person = await newPerson();
      const from = { address: `10.2.${round}.1` };
      const handles = await race(3, () => loginAwaitingPin(person, script.providers, from));
      expect(script.starts).toHaveLength(1);
      const open = handles.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      const outcomes = await Promise.all(
        open.map((handle) => checkLoginPin(handle, pinOf(script), visitor, script.providers)),
      );
      expect(outcomes.filter(({ kind }) => kind === "verified")).toHaveLength(1);
    }
  });

  test("of a sign-up send one text (F-24)", async () => {
    const script = own();
    const request = { ...signupRequest(), formKey: "one-form" };
    await race(3, () => signupAwaitingPin(script.providers, request));
    expect(script.starts).toHaveLength(1);
    await signupAwaitingPin(script.providers, { ...request, formKey: "another-form" });
    expect(script.starts).toHaveLength(2);
  });
});

test("ten windows of one person get one further text in a cooldown (T-104)", async () => {
  const script = own();
  const person = await newPerson();
  const handles: string[] = [];
  for (let window = 0; window < 5; window += 1)
    handles.push(await loginAwaitingPin(person, script.providers));
  await passTime(31);
  await race(5, (window) => sendAgain(flowRef("login", handles[window] ?? ""), visitor, script.providers));
  expect(script.starts).toHaveLength(2);
  for (const handle of handles) {
    const page = await pinPage(handle);
    expect(Date.parse(page?.resendAt ?? "")).toBeGreaterThan(Date.parse(page?.now ?? ""));
  }
});

describe("another text of our own", () => {
  test("does not kill the one that is on its way: each PIN is good, and the page names both tags", async () => {
    const { handle, first, starts, cancelled, providers } = await withTwoTexts();
    const page = await pinPage(handle);
    expect(page).toMatchObject({ tag: starts[1]?.tag, olderTags: [starts[0]?.tag] });
    expect(cancelled).toHaveLength(0);
    expect(await checkLoginPin(handle, first, visitor, providers)).toMatchObject({ kind: "verified" });
  });

  test("is used up together with the first one", async () => {
    const { handle, first, second, providers } = await withTwoTexts();
    expect(await checkLoginPin(handle, second, visitor, providers)).toMatchObject({ kind: "verified" });
    expect(await checkLoginPin(handle, first, visitor, providers)).toMatchObject({ kind: "closed" });
  });

  test("does not bring further guesses at the PINs of a challenge that was closed", async () => {
    const { handle, first, second, providers } = await withTwoTexts();
    const wrong = wrongFor(first, second);
    for (let tries = 0; tries < 3; tries += 1) await checkLoginPin(handle, wrong, visitor, providers);
    await passTime(61);
    await sendAgain(flowRef("login", handle), visitor, providers);
    expect(await checkLoginPin(handle, first, visitor, providers)).toMatchObject({ kind: "wrong" });
    expect(await checkLoginPin(handle, second, visitor, providers)).toMatchObject({ kind: "wrong" });
  });

  test("that could not be sent leaves the first one as it was", async () => {
    const script = own();
    const handle = await loginAwaitingPin(await newPerson(), script.providers);
    await passTime(31);
    script.answers.start = async () => ({ kind: "unavailable" });
    await sendAgain(flowRef("login", handle), visitor, script.providers);
    expect(await pinPage(handle)).toMatchObject({
      obstacle: null,
      tag: null,
      olderTags: [script.starts[0]?.tag],
    });
    expect(await checkLoginPin(handle, pinOf(script), visitor, script.providers)).toMatchObject({
      kind: "verified",
    });
  });

  test("outlives the first, whose time is over", async () => {
    const { handle, first, second, providers } = await withTwoTexts();
    await passTime(280);
    expect(await pinPage(handle)).toMatchObject({ olderTags: [] });
    expect(await checkLoginPin(handle, first, visitor, providers)).toMatchObject({ kind: "wrong" });
    expect(await checkLoginPin(handle, second, visitor, providers)).toMatchObject({ kind: "verified" });
  });
});

test("a PIN that we pass to a provider is repeated by every further message of its flow", async () => {
  const { providers, starts } = scriptedProvider({ codes: "repeated" });
  const handle = await signupAwaitingPin(providers);
  await passTime(31);
  await sendAgain(flowRef("signup", handle), visitor, providers);
  const other = await signupAwaitingPin(providers);
  expect(starts[0]?.code).toMatch(/^\d{6}$/);
  expect(starts[1]?.code).toBe(starts[0]?.code);
  expect(starts[2]?.code).not.toBe(starts[0]?.code);
  expect(await pinPage(handle, "signup")).toMatchObject({ keepsOlder: true, tag: null });
  expect(await pinPage(other, "signup")).toMatchObject({ keepsOlder: true });
  expect(JSON.stringify(await sql`select * from challenges`)).not.toContain(starts[0]?.code);
});
