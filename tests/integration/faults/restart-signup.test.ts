import { beforeEach, describe, expect, test, vi } from "vitest";
import { randomSecret } from "@/lib/crypto";
import { signupRequest } from "../../support/people";
import { cellsOf, outcomeOf } from "./cells";
import { count, expectWhole } from "./invariants";
import { lineThatBreaks } from "./line";
import { cookie, loginPages, secretsOf, signupPages, walk } from "./person";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { proxy, control, begin } = await lineThatBreaks();
beforeEach(begin);

/** The form as it stands in the browser: pressed again it carries the same key. */
async function signUp(request: ReturnType<typeof signupRequest>) {
  const handle = await cookie("signup");
  const pages = { ...loginPages(request), ...signupPages(request, randomSecret()) };
  return walk("/signup", pages, () => secretsOf(request.phone, handle));
}

await begin();
const cells = await cellsOf(proxy, () => signUp(signupRequest()));

/** Where more than one more press is needed: the statement, what was not to be saved, and what it costs. */
const dear = [
  // The text is out and nobody knows its id: no PIN can be checked, and no second text is sent while it may come.
  { holds: "recorded as", when: "before", end: "says unconfirmed", texts: 1, accounts: 0 },
  // The provider has taken the PIN and takes none twice: another text, at once, as nobody guessed.
  { holds: "closed as", when: "before", end: "in", texts: 2, accounts: 1 },
  // The session is there and its secret is lost: whoever has the account now logs in.
  { holds: "done as", when: "after", end: "in", texts: 2, accounts: 1 },
] as const;

const expected = outcomeOf(dear, { end: "in", texts: 1, accounts: 1 });

describe("The database goes away in the middle of a sign-up (F-10, F-13, F-14)", () => {
  test("of which every statement is looked at, and each of the dear ones is one of them", () => {
    expect(cells.length).toBeGreaterThanOrEqual(2 * 8);
    expect(cells.filter((cell) => "holds" in expected(cell))).toHaveLength(dear.length);
  });

  test.each(cells.map((cell) => [cell.title, cell] as const))(
    "%s: the next press goes on",
    async (_, cell) => {
      const request = signupRequest();
      const { end, texts, accounts } = expected(cell);
      proxy.cutAll(cell.at, cell.when);
      const { place, faults, way } = await signUp(request);
      expect(faults, way.join()).toBe(1);
      expect(place, way.join()).toBe(end);
      expect(control.messagesFor(request.phone), way.join()).toHaveLength(texts);
      expect(await count("users")).toBe(accounts);
      await expectWhole(request.phone);
    },
  );
});
