import { beforeEach, expect, test, vi } from "vitest";
import { replacePassword } from "@/lib/account/change-password";
import { completeStepUp } from "@/lib/step-up/confirm";
import { testDatabase } from "../../support/database";
import { PASSWORD, visitor } from "../../support/people";
import { here, loggedIn, provedStepUp } from "./browser";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const age = () => sql`update sessions set stepped_up_at = now() - interval '4 minutes'`;
const freshness = async (): Promise<number> => {
  const [row] = await sql<{ seconds: number }[]>`
    select extract(epoch from now() - stepped_up_at)::float8 as seconds from sessions where revoked_at is null`;
  return row?.seconds ?? Number.NaN;
};

test("A change that gives the session a new id does not make it fresh: its phone has not been shown", async () => {
  await loggedIn();
  await age();
  const outcome = await replacePassword(
    await here(),
    { current: PASSWORD, password: "nine lives of a tabby" },
    visitor,
  );
  expect(outcome).toEqual({ kind: "changed" });
  expect(await freshness()).toBeGreaterThanOrEqual(240);
});

test("A step-up does", async () => {
  const { session } = await loggedIn();
  await age();
  expect(await completeStepUp(session, await provedStepUp(session))).toMatchObject({
    returnTo: expect.anything(),
  });
  expect(await freshness()).toBeLessThan(60);
});
