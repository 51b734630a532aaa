import { beforeEach, expect, test, vi } from "vitest";
import type * as access from "@/lib/access/places";
import { testDatabase } from "../../support/database";
import { breachesWith } from "./matrix";
import { needMore } from "./worth";

/** What the places ask for in truth. */
const unlowered = vi.hoisted((): { places: Readonly<Record<string, access.Right>> } => ({ places: {} }));

// Every right that asks for a session is as low as it can be, and the application obeys.
vi.mock("@/lib/access/places", async (real) => {
  const module = await real<typeof access>();
  unlowered.places = module.places;
  const lowest = { aal: 1, evenFrozen: true } as const;
  const lowered = Object.entries<access.Right>(module.places).map(
    ([place, right]) => [place, typeof right === "object" ? lowest : right] as const,
  );
  return { ...module, places: Object.fromEntries(lowered), needsOf: () => lowest };
});
vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("next/server", async (real) => ({ ...(await real<object>()), connection: async () => undefined }));
vi.mock("next/cache", () => ({ revalidatePath: vi.fn() }));
vi.mock("@/lib/later", async () => (await import("../phone-login/later")).laterHere);
vi.mock("@/lib/verify/registry", async (real) => (await import("./providers")).scripted(await real()));
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

// Before the environment is read.
process.env.SIGNUP_BY_PHONE = "1";
process.env.TRUSTED_BROWSER_DAYS = "7";

const { reset } = await testDatabase();
beforeEach(reset);

/**
 * Actions that ask for both factors, or for one of them just proved; but not those that other tests try, nor what is for
 * administrators: there the statement itself asks for the role once more.
 */
const asking = (which: (needs: access.Needs) => boolean) =>
  Object.entries(unlowered.places)
    .filter(([place, right]) => place.includes("#") && typeof right === "object" && which(right))
    .filter(([, right]) => typeof right === "object" && right.role === undefined)
    .filter(([place]) => !Object.hasOwn(needMore, place))
    .map(([place]) => place);

const named = (breaches: readonly string[]) =>
  [
    ...new Set(breaches.filter((breach) => breach.includes("too little")).map((one) => one.split(": ")[0])),
  ].sort();

test("An action that asked for one factor in place of two would be noticed", async () => {
  expect(named(await breachesWith("phone", true))).toEqual(asking(({ aal }) => aal === 2).sort());
});

test("An action that asked for no fresh proof would be noticed", async () => {
  expect(named(await breachesWith("password-pin", false))).toEqual(
    asking(({ fresh }) => fresh === true).sort(),
  );
});
