import { beforeEach, describe, expect, test, vi } from "vitest";
import { goOn } from "@/app/(auth)/login/approve/actions";
import { askStepUpPin } from "@/app/account/confirm/actions";
import { resendPin, submitPin } from "@/app/account/confirm/pin/actions";
import { currentSession } from "@/lib/auth/session";
import { pinView } from "@/lib/challenges/view";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { requireWaitingLogin } from "@/lib/login/approve";
import { policy } from "@/lib/policy";
import { requireConfirmation } from "@/lib/step-up/guard";
import { newPerson } from "../../support/people";
import { formOf, nextHeaders, whatComesOf } from "../../support/requests";
import { enteredAs, newWaitingLogin } from "../approvals/scenes";
import { type Cell, cellsOf } from "./cells";
import { expectWhole } from "./invariants";
import { lineThatBreaks } from "./line";
import { cookie, secretsOf, walk } from "./person";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, proxy, control, begin } = await lineThatBreaks();
beforeEach(begin);

const live = () => sql`select 1 from sessions where revoked_at is null`;
const WANTED = "/account/username";

/** Somebody whose session is too old to change anything, on the way to a page that changes something. */
async function staleSession() {
  const person = await newPerson();
  await enteredAs(person, { confirmed: policy.session.stepUpFreshSeconds + 60 });
  return person;
}

async function confirmIt({ phone }: Readonly<{ phone: string }>) {
  /** What was typed and not answered is still there to be sent again. */
  let typed: Readonly<Record<string, string>> | null = null;
  const press = async (form: Readonly<Record<string, string>>) => {
    typed = form;
    const led = String(await whatComesOf(submitPin(untouched, formOf(form))));
    typed = null;
    return led;
  };
  const pages = {
    "/account/confirm": async () => {
      const session = await currentSession();
      if (!session) return "/login";
      const form = formOf({ token: session.formToken, next: WANTED });
      return String(await whatComesOf(askStepUpPin(form)));
    },
    "/account/confirm/pin": async () => {
      if (typed) return press(typed);
      const session = await currentSession();
      if (!session) return "/login";
      const found = await whatComesOf(requireConfirmation("step-up", session, "/account/confirm"));
      if (typeof found === "string") return found;
      const { obstacle } = pinView(found.step);
      const token = found.formToken;
      if (obstacle === "ended") return String(await whatComesOf(resendPin(formOf({ token }))));
      if (obstacle) return `says ${obstacle}`;
      const pin = control.latestCode(phone) ?? "";
      return press({ token, pin });
    },
    [WANTED]: async () => {
      const session = await currentSession();
      if (!session) return "/login";
      return session.stepUpAgeSeconds < policy.session.stepUpFreshSeconds ? "in" : "/account/confirm";
    },
  };
  const handle = await cookie("session");
  return walk("/account/confirm", pages, () => secretsOf(phone, handle));
}

await begin();
const stale = await staleSession();
const stepUps = await cellsOf(proxy, () => confirmIt(stale));

/** Where it takes more than one more press: the statement, what was not to be saved, and what it costs. */
const dear = [
  // Nobody knows whether the text was asked for: the page says so, and offers another after the usual pause.
  { holds: "begun as (select", when: "after", end: "says unconfirmed", texts: 0 },
  { holds: "recorded as", when: "before", end: "says unconfirmed", texts: 1 },
  { holds: "closed as", when: "before", end: "in", texts: 2 },
  // The old session has ended with the statement, and the secret of the new one is lost.
  { holds: "done as ( update logins", when: "after", end: "/login?next=%2Faccount%2Fconfirm", texts: 1 },
] as const;

const expected = ({ statement, when }: Cell) =>
  dear.find((one) => one.when === when && statement.startsWith(`with ${one.holds}`)) ?? {
    end: "in",
    texts: 1,
  };

describe("The database goes away in the middle of a step-up (F-10, F-13, F-14)", () => {
  test("of which every statement is looked at", () => {
    expect(stepUps.length).toBeGreaterThanOrEqual(2 * 10);
  });

  test.each(stepUps.map((cell) => [cell.title, cell] as const))(
    "%s: the next press goes on",
    async (_, cell) => {
      const person = await staleSession();
      const { end, texts } = expected(cell);
      proxy.cutAll(cell.at, cell.when);
      const { place, faults, way } = await confirmIt(person);
      expect(faults, way.join()).toBe(1);
      expect(place, way.join()).toBe(end);
      expect(control.messagesFor(person.phone), way.join()).toHaveLength(texts);
      expect(await live()).toHaveLength(1);
    },
  );
});

/** A phone that approves a login, pressed again where it is told nothing; and the browser that waits for it. */
async function approveIt({ phone, request, handle, person }: Awaited<ReturnType<typeof newWaitingLogin>>) {
  (await nextHeaders.cookies()).set("countersign-login", handle);
  const told: (number | string)[] = [];
  const pages = {
    phone: async () => {
      const { status, body } = await phone.decide(request, "approved");
      told.push(status === 503 ? status : `${body?.kind} ${body?.state}`);
      return status === 503 ? "phone" : "/login/approve";
    },
    "/login/approve": async () => {
      const found = await whatComesOf(requireWaitingLogin());
      if (typeof found === "string") return found;
      if (found.row.state !== "approved") return "phone";
      return String(await whatComesOf(goOn(formOf({ token: formToken(handle) }))));
    },
    "/account": async () => ((await currentSession()) ? "in" : "out"),
  };
  const walked = await walk("phone", pages, () => secretsOf(person.phone, handle));
  return { ...walked, told };
}

await begin();
const waiting = await newWaitingLogin();
const answers = await cellsOf(proxy, () => approveIt(waiting));

describe("The database goes away while a phone approves (F-13, F-14)", () => {
  test("of which every statement is looked at", () => {
    expect(answers.length).toBeGreaterThanOrEqual(2 * 6);
  });

  test.each(answers.map((cell) => [cell.title, cell] as const))(
    "%s: it counts once, and browser and phone are told the same",
    async (_, cell) => {
      const scene = await newWaitingLogin();
      proxy.cutAll(cell.at, cell.when);
      const { place, faults, told, way } = await approveIt(scene);
      const lost = cell.when === "after" && cell.statement.startsWith("with done as");
      expect(place, way.join()).toBe(lost ? "out" : "in");
      expect(faults + told.filter((one) => one === 503).length).toBe(1);
      expect(told.at(-1)).toMatch(/^(decided|over) approved$/);
      expect(await sql`select state from approvals`).toEqual([{ state: "approved" }]);
      expect(
        await sql`select 1 from audit where event = 'approval.answer' and outcome = 'approved'`,
      ).toHaveLength(1);
      expect(await live()).toHaveLength(1);
      await expectWhole(scene.person.phone);
    },
  );
});
