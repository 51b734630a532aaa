import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { submitNewPhone } from "@/app/(auth)/recover/link/actions";
import RecoverLinkPage, { metadata } from "@/app/(auth)/recover/link/page";
import { submitPin } from "@/app/(auth)/recover/pin/actions";
import { openRecoveryNumber } from "@/db/queries/recoveries";
import { askPin } from "@/lib/challenges/ask-pin";
import { formToken, writeHandle } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { type LinkPurpose, linkToken } from "@/lib/links";
import { policy } from "@/lib/policy";
import { beginNewNumber } from "@/lib/recovery/link";
import { finishReset } from "@/lib/reset/reset";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { newPerson, PASSWORD } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { pinPage } from "../../support/steps";
import { provedReset } from "../reset/resets";
import {
  askedRecovery,
  begunNumber,
  elsewhere,
  finish,
  NEW,
  newestLink,
  passHours,
  provedNumber,
  ripeLink,
  states,
  typed,
} from "./recoveries";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

async function shown(query: Record<string, string | string[]>): Promise<string> {
  await browseWith({ sid: null });
  return renderToStaticMarkup(await RecoverLinkPage({ searchParams: Promise.resolve(query) }));
}
const begin = (link: unknown, phone = NEW.typed, password = PASSWORD) =>
  beginNewNumber(link, typed(phone, password), elsewhere, scriptedProvider().providers);
const recoveryId = async () => (await sql<{ id: string }[]>`select id from recoveries`)[0]?.id ?? "";

describe("The mailed link", () => {
  test("shows a form for password and number, and opening it changes nothing", async () => {
    const person = await newPerson();
    const link = await ripeLink(person);
    const before = await allRows();
    const html = await shown({ link });
    expect(html).toContain(person.username);
    expect(html).toContain(`name="link" value="${link}"`);
    expect(html).toContain('type="password"');
    expect(html).not.toContain(person.phone.slice(-6));
    expect(await allRows()).toEqual(before);
    expect(metadata.robots).toEqual({ index: false, follow: false });
  });

  test("says when it will work before that, and sends nothing", async () => {
    await askedRecovery(await newPerson());
    const link = await newestLink();
    await passHours(71);
    expect(await shown({ link })).toContain("This link works from");
    expect(await begin(link)).toEqual({ kind: "over" });
    expect(await sql`select 1 from confirmations`).toEqual([]);
    await passHours(1.01);
    expect(await begin(link)).toMatchObject({ kind: "asked" });
  });

  test.each([
    ["after four days", () => passHours(24 * 4)],
    ["once it was stopped", () => sql`update recoveries set state = 'stopped'`],
    ["once it was done", () => sql`update recoveries set state = 'done'`],
  ])("opens nothing %s, and says so", async (_, make) => {
    const link = await ripeLink(await newPerson());
    await make();
    const before = await allRows();
    const html = await shown({ link });
    expect(html).toContain("That is over");
    expect(html).not.toContain("<form");
    expect(await begin(link)).toEqual({ kind: "over" });
    expect(await allRows()).toEqual(before);
  });

  test("opens nothing while changes are frozen, and says until when", async () => {
    const link = await ripeLink(await newPerson());
    await sql`update users set frozen_until = now() + interval '1 hour'`;
    expect(await shown({ link })).toContain("Not now");
    expect(await begin(link)).toEqual({ kind: "over" });
  });

  test("is a stranger's like any other when it is forged, of another purpose or of a disabled account", async () => {
    const person = await newPerson();
    const link = await ripeLink(person);
    const id = await recoveryId();
    const others: readonly LinkPurpose[] = ["not-me", "undo-number", "confirm-email", "reset"];
    const bad: unknown[] = [
      "",
      "x".repeat(44),
      null,
      [link],
      ...others.map((purpose) => linkToken(purpose, id)),
    ];
    bad.push(link.slice(0, -1) + (link.endsWith("A") ? "B" : "A"), linkToken("recovery", person.id));
    const before = await allRows();
    for (const one of bad) expect(await begin(one)).toEqual({ kind: "over" });
    expect(await shown({ link: linkToken("reset", id) })).toContain("This link opens nothing");
    expect(await shown({})).toContain("This link opens nothing");
    expect(await shown({ link: [link, link] })).not.toContain("<form");
    await sql`update users set disabled_at = now()`;
    expect(await begin(link)).toEqual({ kind: "over" });
    expect(await shown({ link })).toContain("This link opens nothing");
    await sql`update users set disabled_at = null`;
    expect(await allRows()).toEqual(before);
  });
});

describe("Before the PIN goes out", () => {
  test("the password has to be right; wrong ones are counted, and the owner's own tries are not", async () => {
    const link = await ripeLink(await newPerson());
    const { limit } = policy.throttles.passwordByAccount;
    for (let tries = 0; tries < limit; tries += 1)
      expect(await begin(link, NEW.typed, "not the password")).toEqual({ kind: "wrong" });
    expect(await begin(link)).toMatchObject({ kind: "throttled" });
    expect(await sql`select 1 from confirmations`).toEqual([]);
    expect(await sql`select factor_failures::int as n from users`).toEqual([{ n: 0 }]);
    expect(await sql`select 1 from audit where outcome = 'wrong' and event = 'login.password'`).toHaveLength(
      limit,
    );
  });

  test.each([
    ["is no number", "12345"],
    ["is a landline", "020 7946 0018"],
  ])("the number may not be one that %s", async (_, phone) => {
    const link = await ripeLink(await newPerson());
    const before = await allRows();
    expect(await begin(link, phone)).toEqual({ kind: "invalid", message: expect.any(String) });
    expect(await allRows()).toEqual(before);
  });

  test("a number of another account is treated as any other, until it is proved", async () => {
    const other = await newPerson();
    const link = await ripeLink(await newPerson());
    const national = `0${other.phone.slice(3)}`;
    const [theirs, free] = [await begunNumber(link, national), await begunNumber(link)];
    const views = [await pinPage(theirs.handle, "recovery"), await pinPage(free.handle, "recovery")];
    expect(views.map((view) => [view?.obstacle, view?.channel])).toEqual([
      [null, "sms"],
      [null, "sms"],
    ]);
    expect(await theirs.type()).toEqual({ kind: "proved" });
    expect(await finish(theirs.handle)).toMatchObject({ kind: "taken" });
    expect(await toldTo()).toContain(`number-claimed email ${other.email}`);
  });

  test("the password must still be the one that was right, and a new one ends what was begun", async () => {
    const person = await newPerson();
    const link = await ripeLink(person);
    const stale = { id: await recoveryId(), handleHash: "x", phone: NEW.e164, passwordHash: "an older hash" };
    expect(await openRecoveryNumber({ ...stale, ...elsewhere, lifeSeconds: 60 })).toBe(false);
    const handle = await provedNumber(link);
    await finishReset(await provedReset(person), "nine lives of a tabby", elsewhere);
    expect(await finish(handle)).toEqual({ kind: "over" });
  });

  test("an account whose PINs are closed gets one all the same, and wrong ones do not count there", async () => {
    const link = await ripeLink(await newPerson());
    await sql`update users set factor_failures = ${policy.factorFailures.closeAt}, factor_failed_at = now()`;
    const { type, script } = await begunNumber(link);
    expect(script.starts.map(({ number }) => number)).toEqual([NEW.e164]);
    expect(await type("000000")).toMatchObject({ kind: "wrong" });
    expect(await type()).toEqual({ kind: "proved" });
    expect(await sql`select factor_failures::int as n from users`).toEqual([
      { n: policy.factorFailures.closeAt },
    ]);
  });

  test("three wrong PINs end it; with the link it can be begun again", async () => {
    const link = await ripeLink(await newPerson());
    const { type } = await begunNumber(link);
    for (let tries = 0; tries < 3; tries += 1) await type("000000");
    expect(await type()).toMatchObject({ kind: "closed" });
    expect(await finish(await provedNumber(link, "07700 900998"))).toEqual({ kind: "done" });
  });

  test("a PIN that was asked for something else proves no new phone", async () => {
    const person = await newPerson();
    const link = await ripeLink(person);
    const { handle, type } = await begunNumber(link);
    await sql`update confirmations set purpose = 'reset'`;
    expect(await type()).toMatchObject({ kind: "closed" });
    await askPin("recovery", handle, { userId: person.id, phone: NEW.e164, locale: null }, elsewhere);
    expect(await finish(handle)).toEqual({ kind: "over" });
    expect(await states()).toEqual(["waiting"]);
  });
});

describe("The forms", () => {
  const post = (fields: Record<string, string>) => whatComesOf(submitNewPhone(untouched, formOf(fields)));

  test("take the link with the password from our own page only, and never give the password back (T-053)", async () => {
    const link = await ripeLink(await newPerson());
    const fields = { link, ...typed(NEW.typed) };
    const before = await allRows();
    await browseWith({ sid: null, origin: "https://evil.example" });
    expect(await post(fields)).toMatchObject({ message: expect.any(String) });
    await browseWith({ sid: null });
    const wrong = await post({ ...fields, password: "", phone: "1" });
    expect(wrong).toMatchObject({ errors: { password: expect.any(String) }, values: { phone: "1" } });
    expect(JSON.stringify(await post({ ...fields, phone: "12" }))).not.toContain(PASSWORD);
    expect(await post({ ...fields, link: "" })).toBe("/recover/link?ended");
    expect(await allRows()).toEqual(before);
  });

  test("lead from the right PIN to the login, and from a taken number back to the link", async () => {
    const link = await ripeLink(await newPerson());
    const enter = async () => {
      const { handle, type } = await begunNumber(link);
      await type();
      await browseWith({ sid: null });
      await writeHandle("recovery", handle);
      return whatComesOf(submitPin(untouched, formOf({ token: formToken(handle), pin: "123456" })));
    };
    const other = await newPerson({ phone: NEW.e164 });
    expect(await enter()).toBe(`/recover/link?link=${link}&taken`);
    expect(await shown({ link, taken: "" })).toContain("already belongs to an account");
    await sql`delete from users where id = ${other.id}`;
    await sql`delete from confirmations`;
    expect(await enter()).toBe("/login?ended=recovered");
  });
});
