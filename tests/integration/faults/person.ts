import { expect } from "vitest";
import { submitPassword } from "@/app/(auth)/login/actions";
import { resendPin, submitPin as submitLoginPin } from "@/app/(auth)/login/pin/actions";
import { submitSignup } from "@/app/(auth)/signup/actions";
import { resendPin as resendSignupPin, submitPin as submitSignupPin } from "@/app/(auth)/signup/pin/actions";
import { currentSession } from "@/lib/auth/session";
import { pinView } from "@/lib/challenges/view";
import { untouched } from "@/lib/forms/state";
import { describeError } from "@/lib/log";
import { requireLoginStep } from "@/lib/login/guard";
import { requireSignupStep } from "@/lib/signup/guard";
import { loggedLines } from "../../support/console";
import { PASSWORD, type signupRequest } from "../../support/people";
import { formOf, nextHeaders, whatComesOf } from "../../support/requests";
import { testSimulator } from "../../support/simulator";

const { control } = await testSimulator();

/** Where a press of a button has led: a path, or what stands on the page when it leads nowhere. */
export type Place = string;
/** What a page offers somebody who wants to get on. */
export type Page = () => Promise<Place>;

export const cookie = async (kind: string): Promise<string> =>
  (await nextHeaders.cookies()).get(`countersign-${kind}`)?.value ?? "";

/** Presses until the end of the way, or until what stands there is no way on; nobody presses more often than this. */
const MOST_PRESSES = 12;

/**
 * Goes on from page to page as somebody does who presses again where something went wrong. `pages`: by the path, without
 * what follows "?"; where none is, the way ends. What went wrong never says a secret.
 */
export async function walk(from: Place, pages: Readonly<Record<string, Page>>, secrets: () => string[]) {
  let place = from;
  let faults = 0;
  const way = [from];
  for (let press = 0; press < MOST_PRESSES; press += 1) {
    const page = pages[place.split("?")[0] ?? ""];
    if (!page) break;
    try {
      place = await page();
      way.push(place);
    } catch (error) {
      faults += 1;
      const told = JSON.stringify(describeError(error));
      for (const secret of secrets()) expect(told).not.toContain(secret);
    }
  }
  for (const secret of secrets()) expect(loggedLines().join("\n")).not.toContain(secret);
  return { place, way, faults };
}

/** A page's answer in one word: where it leads, or the message that stands on it. */
const placeOf = (answer: unknown): Place =>
  typeof answer === "string" ? answer : `says ${JSON.stringify(answer)}`;

type Step = Awaited<ReturnType<typeof requireLoginStep>>;
type Press = (form: FormData) => Promise<unknown>;

/** A PIN page: types the newest PIN, or asks for another where the page offers nothing else. */
async function pinPage(guard: () => Promise<Step>, phone: string, type: Press, again?: Press) {
  const found = await whatComesOf(guard());
  if (typeof found === "string") return found;
  const view = pinView(found.step);
  const token = found.formToken;
  if (view.obstacle === "ended" && again) return placeOf(await whatComesOf(again(formOf({ token }))));
  if (view.obstacle) return `says ${view.obstacle}`;
  const pin = control.latestCode(phone) ?? "";
  return placeOf(await whatComesOf(type(formOf({ token, pin }))));
}

/** Behind the door: whoever has no session is sent back to it. */
const home = async () => ((await currentSession()) ? "in" : "/login?next=/account");

export const loginPages = ({ username, phone }: Readonly<{ username: string; phone: string }>) => ({
  "/login": async () =>
    placeOf(
      await whatComesOf(
        submitPassword(untouched, formOf({ identifier: username, password: PASSWORD, next: "" })),
      ),
    ),
  "/login/pin": () => pinPage(requireLoginStep, phone, (form) => submitLoginPin(untouched, form), resendPin),
  "/account": home,
});

export const signupPages = (
  request: Pick<ReturnType<typeof signupRequest>, "username" | "email" | "password" | "country" | "phone">,
  formKey: string,
) => {
  const { username, email, password, country, phone } = request;
  const form = { username, email, password, country, phone, formKey, next: "" };
  return {
    "/signup": async () => placeOf(await whatComesOf(submitSignup(untouched, formOf(form)))),
    "/signup/pin": () =>
      pinPage(requireSignupStep, phone, (typed) => submitSignupPin(untouched, typed), resendSignupPin),
    "/account": home,
  };
};

export const secretsOf = (phone: string, ...more: readonly string[]) => [
  PASSWORD,
  phone,
  ...control.messagesFor(phone).map(({ code }) => code),
  ...more.filter((secret) => secret !== ""),
];
