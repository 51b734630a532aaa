import { beforeEach, describe, expect, test, vi } from "vitest";
import { replacePassword } from "@/lib/account/change-password";
import { replaceNumber } from "@/lib/account/change-phone";
import { sendAgain } from "@/lib/challenges/again";
import { askPin } from "@/lib/challenges/ask-pin";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { openForSession } from "@/lib/confirmations/open";
import { confirmShown, makeCodes } from "@/lib/factors/recovery-codes";
import { flowRef } from "@/lib/flow-cookie";
import { requestReset, startReset } from "@/lib/reset/reset";
import { verifyProviders } from "@/lib/verify/registry";
import { testDatabase } from "../../support/database";
import { faultProxy } from "../../support/fault-proxy";
import { newPerson, PASSWORD, visitor } from "../../support/people";
import { testSimulator } from "../../support/simulator";
import { pinPage } from "../../support/steps";
import { provedPhoneChange } from "../account/changes";
import { newLink } from "../approvals/links";
import { enrol, newKey } from "../approvals/phone";
import { newestLink } from "../reset/resets";
import { loggedIn } from "../step-up/browser";
import { count } from "./invariants";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset, url } = await testDatabase();
const proxy = await faultProxy(url);
process.env.DATABASE_URL = proxy.url;
const { control } = await testSimulator();
const providers = verifyProviders();
beforeEach(async () => {
  control.reset();
  await reset();
});

const NEW = "+447700900777";

/** A flow whose PIN is on its way, and the number that it went to. */
const asked = {
  "step-up": async () => {
    const { session, person } = await loggedIn();
    const handle = await openForSession("step-up", session, {});
    await askPin(
      "step-up",
      handle,
      { userId: person.id, phone: person.phone, locale: null },
      visitor,
      providers,
    );
    return { handle, phone: person.phone };
  },
  "phone-change": async () => {
    const { session, person } = await loggedIn();
    const handle = await openForSession("phone-change", session, { phone: NEW });
    await askPin("phone-change", handle, { userId: person.id, phone: NEW, locale: null }, visitor, providers);
    return { handle, phone: NEW };
  },
  reset: async () => {
    const person = await newPerson();
    await requestReset(person.username, visitor);
    const handle = (await startReset(await newestLink(), visitor, providers)) ?? "";
    return { handle, phone: person.phone };
  },
} as const;

describe("A PIN that the provider took, and the database did not (F-10)", () => {
  // A new number's PIN proves nothing of the account, so it takes back no count: the try that got lost stays one of ten.
  test.each([
    ["step-up", 0],
    ["phone-change", 1],
    ["reset", 0],
  ] as const)(
    "of a %s proves nothing, costs nobody a wait, and the next one works",
    async (kind, counted) => {
      const { handle, phone } = await asked[kind]();
      const type = () =>
        checkConfirmationPin(kind, handle, control.latestCode(phone) ?? "", visitor, providers);
      proxy.loseStatement("update challenges set state = 'approved'");
      await expect(type()).rejects.toThrow();
      expect(await sql`select state from confirmations where purpose = ${kind}`).toEqual([{ state: "open" }]);
      expect(await type()).toMatchObject({ kind: "closed" });
      const page = await pinPage(handle, kind);
      expect(page).toMatchObject({ obstacle: "ended" });
      expect(Date.parse(page?.resendAt ?? "")).toBeLessThanOrEqual(Date.parse(page?.now ?? ""));
      await sendAgain(flowRef(kind, handle), visitor, providers);
      expect(await pinPage(handle, kind)).toMatchObject({ obstacle: null, triesLeft: 3 });
      expect(await type()).toMatchObject({ kind: "proved" });
      expect(await sql`select factor_failures from users`).toEqual([{ factor_failures: counted }]);
    },
  );
});

const audits = async (event: string) => (await sql`select 1 from audit where event = ${event}`).length;

describe("A change whose answer was lost after it was committed (F-14)", () => {
  test("of the password is made once, told once, and the old one is honestly refused", async () => {
    const { session } = await loggedIn();
    const change = () =>
      replacePassword(session, { current: PASSWORD, password: "nine lives of a tabby" }, visitor);
    proxy.loseAnswerTo("update users u set password_hash");
    await expect(change()).rejects.toThrow();
    const told = await count("notices");
    expect(await change()).toEqual({ kind: "wrong" });
    expect([await count("notices"), await audits("account.password")]).toEqual([told, 1]);
  });

  test("of the number is made once, and the repeat says that it is over", async () => {
    const { session } = await loggedIn();
    const handle = await provedPhoneChange(session, NEW);
    const change = () => replaceNumber(session, handle, NEW, visitor);
    proxy.loseAnswerTo("insert into phone_changes");
    await expect(change()).rejects.toThrow();
    const told = await count("notices");
    expect(await change()).toBe("over");
    expect([await count("phone_changes"), await count("notices")]).toEqual([1, told]);
    expect(await sql`select number from phones`).toEqual([{ number: NEW }]);
  });

  test("of recovery codes leaves one set that is good, which its owner has seen", async () => {
    const { session } = await loggedIn();
    proxy.loseAnswerTo("insert into recovery_codes");
    await expect(makeCodes(session, visitor, 10)).rejects.toThrow();
    const made = await makeCodes(session, visitor, 10);
    expect(await confirmShown(session, visitor, made?.setId ?? "")).toBe(true);
    expect(await sql`select set_id from recovery_codes where confirmed_at is not null group by 1`).toEqual([
      { set_id: made?.setId },
    ]);
  });

  test("of a phone that is enrolled is one phone, and the phone is told what became of its link", async () => {
    const { token } = await newLink(await newPerson());
    const key = newKey();
    proxy.loseAnswerTo("commit");
    const lost = await enrol(token, key).then(
      ({ status }) => status,
      () => 503,
    );
    expect(lost).toBe(503);
    const again = await enrol(token, key);
    expect(again.body?.kind).toMatch(/^(enrolled|over|used)$/);
    expect([await count("devices"), await audits("device.added")]).toEqual([1, 1]);
  });

  test("of a reset that is asked for says the same, and its newest link works", async () => {
    const person = await newPerson();
    proxy.loseAnswerTo("insert into confirmations");
    await expect(requestReset(person.username, visitor)).rejects.toThrow();
    expect(await requestReset(person.username, visitor)).toEqual({ kind: "asked" });
    expect(await startReset(await newestLink(), visitor, providers)).not.toBeNull();
    expect(control.messagesFor(person.phone)).toHaveLength(1);
  });
});
