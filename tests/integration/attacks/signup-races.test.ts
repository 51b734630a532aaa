import { beforeEach, describe, expect, test, vi } from "vitest";
import { checkSignupPin } from "@/lib/signup/finish";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { signupAwaitingPin, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";

// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

type Given = Parameters<typeof signupAwaitingPin>[1];

/** Two forms of one thing; everything else differs. */
const same: readonly (readonly [field: string, (round: number) => readonly [Given, Given]])[] = [
  ["username", (round) => [{ username: `Anna.B${round}` }, { username: `anna.b${round}` }]],
  ["username", (round) => [{ username: `look-alike${round}` }, { username: `lookalike${round}` }]],
  ["email", (round) => [{ email: `Anna${round}@Example.org` }, { email: `anna${round}@example.ORG` }]],
  ["phone", (round) => [{ phone: `07700 9000${round}` }, { phone: `+44 7700-9000-${round}` }]],
];

describe.each(same)("Two sign-ups at once with one %s in two forms (T-076)", (field, forms) => {
  test("make one account, and the other is told what is taken, 10 times", async () => {
    const { providers, code } = scriptedProvider();
    for (let round = 10; round < 20; round += 1) {
      const [one, two] = forms(round);
      const handles = [await signupAwaitingPin(providers, one), await signupAwaitingPin(providers, two)];
      const ends = await race(2, (index) => checkSignupPin(handles[index] ?? "", code, visitor, providers));
      const told = ends.map((end) => (end.status === "fulfilled" ? end.value : end.reason));
      expect(told).toContainEqual(expect.objectContaining({ kind: "created" }));
      expect(told).toContainEqual({ kind: "taken", field });
      expect(await sql`select 1 from users`).toHaveLength(1);
      expect(await sql`select 1 from phones`).toHaveLength(1);
      await reset();
    }
  });
});
