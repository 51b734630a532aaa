import { beforeEach, describe, expect, test, vi } from "vitest";
import { needsOf, type SessionPlace } from "@/lib/access/places";
import { formToken } from "@/lib/flow-cookie";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { browseWith } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { newAdmin } from "../admin/scenes";
import { allPlaces, enter } from "./doors";
import { furnish } from "./furnish";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("next/server", async (real) => ({ ...(await real<object>()), connection: async () => undefined }));
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

// Before the environment is read.
process.env.SMTP_URL = "smtp://localhost:2525";
process.env.MAIL_FROM = "Countersign <login@example.org>";

const { reset } = await testDatabase();
beforeEach(reset);

const doors = allPlaces.flatMap(({ place, right }) =>
  typeof right === "object" && right.role === "admin" ? [place as SessionPlace] : [],
);

type Worth = Parameters<typeof newSession>[1];
const LATE = policy.session.stepUpFreshSeconds + 1;

/** What comes of each place that is for administrators, to somebody with such a session. */
async function walk(given: Worth | null, role: "admin" | "user" = "admin") {
  const person = role === "admin" ? await newAdmin() : await newPerson();
  const about = await newPerson();
  const { sid } = await newSession(person.id, given ?? {});
  const { fields, own, query } = await furnish(await newPerson(), formToken(sid));
  const theirs = await newSession(about.id);
  await browseWith({ sid: given === null ? null : sid });
  const asked = { ...fields, person: about.id, session: theirs.id };
  const ends: [SessionPlace, string][] = [];
  for (const place of doors) {
    const outcome = await enter(place, { fields: asked, own, query, params: { id: about.id } });
    ends.push([place, outcome.kind === "led" ? outcome.to.replace(/\?.*$/, "") : outcome.kind]);
  }
  return ends;
}

describe("A place of the administration", () => {
  test.each(["pop uv", "pwd swk"])("opens to an administrator who has just shown '%s'", async (amr) => {
    for (const [place, end] of await walk({ amr }))
      expect(end, place).toMatch(place.includes("#") ? /^(\/admin\/users\/|answered$)/ : /^answered$/);
  });

  test("that decides asks for it again later, and one that shows does not", async () => {
    for (const [place, end] of await walk({ amr: "pop uv", confirmed: LATE }))
      expect(end, place).toBe(needsOf(place).fresh ? "/account/confirm" : "answered");
  });

  test.each(["pwd sms", "otp pwd", "pwd rec", "sms", "pwd"])(
    "asks an administrator who has shown '%s' for more",
    async (amr) => {
      for (const [place, end] of await walk({ amr })) expect(end, place).toBe("/account/confirm");
    },
  );

  test.each(["pop uv", "pwd swk", "pwd sms", "sms"])(
    "is, to a user who has shown '%s', not there",
    async (amr) => {
      for (const [place, end] of await walk({ amr }, "user")) expect(end, place).toBe("missing");
    },
  );

  test("leads whoever is not logged in to the login", async () => {
    for (const [place, end] of await walk(null)) expect(end, place).toBe("/login");
  });
});
