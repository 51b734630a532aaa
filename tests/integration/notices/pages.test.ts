import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import NotMePage, * as notMe from "@/app/(auth)/not-me/page";
import UndoNumberPage, * as undoNumber from "@/app/(auth)/undo-number/page";
import { linkToken } from "@/lib/links";
import { testDatabase } from "../../support/database";
import { newNotice, newPhoneChange } from "../../support/notices";
import { newPerson } from "../../support/people";
import { disputedBy, linkOf } from "./disputes";

// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

type Page = typeof NotMePage;

async function shown(page: Page, query: Record<string, string | string[]>): Promise<string> {
  return renderToStaticMarkup(await page({ searchParams: Promise.resolve(query) }));
}
const buttons = (html: string) => [...html.matchAll(/<button[^>]*>([^<]*)</g)].map(([, label]) => label);

test.each([
  ["not-me", notMe.metadata],
  ["undo-number", undoNumber.metadata],
])("No search engine keeps the page %s, and its title has nothing of the link", (_, { robots, title }) => {
  expect(robots).toEqual({ index: false, follow: false });
  expect(title).toMatch(/^[A-Za-z ]+$/);
});

describe("The page of a notice", () => {
  test("says what it told, when and where, and has one button with the link", async () => {
    const link = linkOf(await newNotice(await newPerson(), { kind: "email-changed" }));
    const html = await shown(NotMePage, { link });
    expect(html).toContain("The e-mail address of your account was changed.");
    expect(html).toContain("Firefox on Linux");
    expect(html).toContain("Tallinn, EE");
    expect(html).toContain(`name="link" value="${link}"`);
    expect(buttons(html)).toEqual(["This was not me"]);
  });

  test("shows what came from headers as plain words (T-060)", async () => {
    const details = {
      browser: '"><img src=x onerror=alert(1)> www.evil.example',
      place: "\u202e</script>\r\n{{7*7}}",
    };
    const html = await shown(NotMePage, { link: linkOf(await newNotice(await newPerson(), { details })) });
    expect(html).toContain("<dd>img src x onerror alert(1) www evil example</dd>");
    expect(html).toContain("<dd>script 7 7</dd>");
  });

  test("after the button says what was done and what to do next", async () => {
    const link = await disputedBy(await newPerson());
    const html = await shown(NotMePage, { link, done: "" });
    expect(html).toContain("Done");
    expect(html).toContain('href="/reset"');
    expect(buttons(html)).toEqual([]);
    expect(await shown(NotMePage, { link })).toContain("This was done already");
  });

  test("does not say done because the address says so", async () => {
    const link = linkOf(await newNotice(await newPerson()));
    expect(buttons(await shown(NotMePage, { link, done: "" }))).toEqual(["This was not me"]);
  });

  test.each([{}, { link: "x".repeat(44) }, { link: ["a", "b"] }, { link: '"><img>', done: "", foreign: "" }])(
    "with %j opens nothing, and says so",
    async (query) => {
      const html = await shown(NotMePage, query);
      expect(html).toContain("This link opens nothing");
      expect(html).not.toMatch(/<img|<form/);
    },
  );

  test("after a press from elsewhere says that nothing has happened", async () => {
    const link = linkOf(await newNotice(await newPerson()));
    expect(await shown(NotMePage, { link, foreign: "" })).toContain("Nothing has happened yet");
  });
});

describe("The page of a changed number", () => {
  async function changed() {
    const person = await newPerson();
    return { person, link: linkToken("undo-number", await newPhoneChange(person, "+447700900999")) };
  }

  test("shows two digits of each number and one button", async () => {
    const { person, link } = await changed();
    const html = await shown(UndoNumberPage, { link });
    expect(html).toContain(`>${person.phone.slice(-2)}<`);
    expect(html).toContain(">99<");
    expect(html).not.toMatch(/7700/);
    expect(buttons(html)).toEqual(["Take the number back"]);
  });

  test("is honest about an old number that belongs to somebody else", async () => {
    const { person, link } = await changed();
    const other = await newPerson();
    await sql`update phones set number = ${person.phone} where user_id = ${other.id}`;
    const html = await shown(UndoNumberPage, { link });
    expect(html).toContain("The old number cannot come back");
    expect(buttons(html)).toEqual(["End every login and pause changes"]);
    await sql`update users set frozen_until = now() + interval '1 day' where id = ${person.id}`;
    expect(await shown(UndoNumberPage, { link, done: "" })).toContain("The number could not be put back");
  });
});
