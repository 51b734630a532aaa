import { beforeEach, describe, expect, test } from "vitest";
import { noticeWords } from "@/lib/notices/kinds";
import { serveWith } from "../environment";

const kinds = Object.keys(noticeWords) as (keyof typeof noticeWords)[];
const id = "8f2c1a9e-6f0b-4c53-9f43-1d3b6f0a7c21";
const other = "0b6d7c1e-55aa-4a6b-8a51-3a5b6f0a7c99";
const createdAt = new Date("2026-12-03T14:05:09.123Z");
const origin = "https://login.department.example.org";

const full = {
  username: "ada.l",
  newUsername: "ada-l",
  browser: "Firefox on Windows",
  place: "Tallinn, EE",
  changeId: other,
  confirmationId: other,
  oldEnding: "23",
  newEnding: "42",
  oldEmail: "a…@example.org",
  newEmail: "b…@example.net",
  until: "2026-12-04T14:05:09.123Z",
};

type Kind = (typeof kinds)[number];

async function mail(kind: Kind, details: object = full) {
  const { mailWording } = await import("@/lib/notices/wording");
  return mailWording({ id, kind, createdAt, details });
}
async function text(kind: Kind, details: object = full) {
  const { textWording } = await import("@/lib/notices/wording");
  return textWording({ id, kind, createdAt, details });
}

const linksIn = (words: string) => words.match(/https?:\/\/\S+/g) ?? [];
const pathsIn = (words: string) => linksIn(words).map((link) => new URL(link).pathname);

/** Where each kind's mail leads to, in its order. */
const leadsTo: Partial<Record<Kind, string[]>> = {
  "number-changed": ["/undo-number", "/not-me"],
  "changes-frozen": [],
  "account-deleted": [],
  "confirm-email": ["/confirm-email"],
  "reset-link": ["/reset/link"],
  "recovery-ready": ["/recover/link"],
  "recovery-stopped": [],
  "role-given": [],
  "role-taken": [],
  "admin-sessions": [],
  "admin-disabled": [],
  "admin-enabled": [],
  "admin-reset": [],
};

beforeEach(() => serveWith({ APP_URL: origin, BRAND: "Countersignatures1" }));

describe.each(kinds)("A mail about %s", (kind) => {
  test("says who, what, when, where from, and what to do, in short lines", async () => {
    const { subject, text: body } = await mail(kind);
    expect(subject).toMatch(/^Countersignatures1: [A-Z]/);
    expect(subject.length).toBeLessThanOrEqual(78);
    expect(body).toContain("When: 3 December 2026 at 14:05 UTC");
    expect(body).toContain("Browser: Firefox on Windows");
    expect(body).toContain("Place: Tallinn, EE");
    expect(body).toMatch(/if it was not you|if you did not expect it|resetting the password|log in and/i);
    const words = body.split("\n").filter((line) => !line.startsWith("https:"));
    expect(words.filter((line) => line.length > 72)).toEqual([]);
  });

  test("has its own links and no others, each alone on its line, that to dispute last", async () => {
    const { text: body } = await mail(kind);
    expect(pathsIn(body)).toEqual(leadsTo[kind] ?? ["/not-me"]);
    for (const link of linksIn(body)) {
      expect(link.startsWith(`${origin}/`)).toBe(true);
      expect(body.split("\n")).toContain(link);
    }
  });

  test("without any details it still says what happened", async () => {
    const { text: body } = await mail(kind, {});
    expect(body).toMatch(/^Hello,\n/);
    expect(body).not.toMatch(/null|undefined|NaN|Invalid/);
    expect(pathsIn(body)).toEqual(noticeWords[kind].answer === "dispute" ? ["/not-me"] : []);
  });

  test("holds nothing that came from a header as it came (T-060)", async () => {
    const nasty = {
      username: "ada\r\nBcc: eve@evil.example",
      newUsername: "\u202eada",
      browser:
        'https://evil.example/?a="><img onerror=x> {{7*7}}</script>\r\n\r\nClick www.evil.example\u2028now',
      place: "\u202eelpmaxe.live//:sptth\u0000 evil.example\nmailto:eve@evil.example",
      changeId: "../../evil",
      confirmationId: "' or 1=1",
      oldEnding: "2\n",
      newEnding: "https://evil.example",
      oldEmail: "a…@evil.example\nx",
      newEmail: "<b>…@evil.example",
      until: "https://evil.example",
    };
    const { subject, text: body } = await mail(kind, nasty);
    const { text: plain } = await mail(kind, {});
    expect(subject).toBe((await mail(kind, {})).subject);
    expect(body).not.toMatch(/evil\.example|www\.|mailto:|\p{Bidi_Control}|[\p{Zl}\p{Zp}]/u);
    expect(body).not.toMatch(/[<>\r]|\{\{/);
    expect(linksIn(body)).toEqual(linksIn(plain));
    const added = body.split("\n").filter((line) => !plain.split("\n").includes(line));
    expect(added.every((line) => /^(Browser|Place): [^:/@]{1,60}$/.test(line))).toBe(true);
  });
});

describe.each(kinds)("A text about %s", (kind) => {
  /** The default alphabet of GSM 03.38 without its escapes. */
  const GSM =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  test("is one plain text that names us first and has one link at most, at its end", async () => {
    const words = await text(kind);
    expect(words).toMatch(/^Countersignatures1: [A-Z][^\n]*$/);
    expect([...words].filter((letter) => !GSM.includes(letter))).toEqual([]);
    const expected = leadsTo[kind] ?? ["/not-me"];
    expect(pathsIn(words)).toEqual(expected.slice(0, 1));
    for (const link of linksIn(words)) expect(words.endsWith(link)).toBe(true);
  });

  test("holds nothing that comes from people", async () => {
    const words = await text(kind, { ...full, username: "eve", browser: "eve", place: "eve" });
    expect(words).toBe(await text(kind));
  });
});

test.each([
  "number-changed",
  "number-restored",
  "password-changed",
  "email-changed",
  "account-deleted",
  "role-given",
  "role-taken",
  "admin-sessions",
  "admin-disabled",
  "admin-enabled",
  "admin-reset",
] as const)("The text about %s, which the policy sends, fits one text", async (kind) => {
  serveWith({ APP_URL: "https://login.example.org", BRAND: "Countersignatures1" });
  expect((await text(kind)).length).toBeLessThanOrEqual(160);
});

test("A brand with letters that a text lacks is written with their like, or without them", async () => {
  serveWith({ BRAND: "Čestný Ładny 中 Ñu" });
  expect(await text("password-changed")).toMatch(/^Cestny adny {2}Ñu: Your password/);
});

describe("What the mails say in particular", () => {
  test("A change of number names two digits of each, and until when it can be taken back", async () => {
    const { text: body } = await mail("number-changed");
    const flat = body.replaceAll("\n", " ");
    expect(flat).toContain("from the one ending in 23 to the one ending in 42");
    expect(flat).toContain("It is open until 6 December 2026 at 14:05 UTC:");
    expect(flat).toContain("It is open until 10 December 2026 at 14:05 UTC:");
  });

  test("A change of number without its id can be disputed, and not taken back", async () => {
    expect(pathsIn((await mail("number-changed", { ...full, changeId: null })).text)).toEqual(["/not-me"]);
    expect(pathsIn(await text("number-changed", { ...full, changeId: null }))).toEqual(["/not-me"]);
  });

  test("A number that is back names two digits of each", async () => {
    const { text: body } = await mail("number-restored");
    expect(body.replaceAll("\n", " ")).toContain(
      "PINs go to the number ending in 42 again and no longer to the one ending in 23.",
    );
  });

  test("A change of address names both, masked", async () => {
    const { text: body } = await mail("email-changed");
    expect(body.replaceAll("\n", " ")).toContain("from a…@example.org to b…@example.net.");
  });

  test("A change of user name greets the old one and names both", async () => {
    const { text: body } = await mail("username-changed");
    expect(body).toMatch(/^Hello ada\.l,\n/);
    expect(body.replaceAll("\n", " ")).toContain("changed, from ada.l to ada-l.");
  });

  test("A freeze says until when", async () => {
    expect((await mail("changes-frozen")).text.replaceAll("\n", " ")).toContain(
      "changed before 4 December 2026 at 14:05 UTC.",
    );
  });

  test("The address of a stranger is not greeted with a name that looks like a site", async () => {
    expect((await mail("confirm-email")).text).toMatch(/^Hello,\n/);
    expect((await mail("confirm-email", { ...full, username: "ada" })).text).toMatch(/^Hello ada,\n/);
  });

  test.each([
    ["confirm-email", "4 December 2026 at 14:05 UTC"],
    ["reset-link", "3 December 2026 at 15:05 UTC"],
  ] as const)(
    "The link of %s is good until %s, and nothing is to be done by whoever did not ask",
    async (kind, until) => {
      const flat = (await mail(kind)).text.replaceAll("\n", " ");
      expect(flat).toContain(`good once, until ${until}`);
      expect(flat).toContain("If it was not you, do nothing");
      expect(flat).not.toContain("/not-me");
    },
  );
});

test("Everything can be disputed but a freeze or a stop itself, what is gone, what administrators do, and a mere link", async () => {
  const { disputable } = await import("@/lib/notices/kinds");
  expect(kinds.filter((kind) => !disputable.includes(kind))).toEqual([
    "recovery-ready",
    "recovery-stopped",
    "role-given",
    "role-taken",
    "admin-sessions",
    "admin-disabled",
    "admin-enabled",
    "admin-reset",
    "changes-frozen",
    "account-deleted",
    "confirm-email",
    "reset-link",
  ]);
});

test("The notice of a recovery says from when on it works, that its link stops it, and that a login does", async () => {
  const words = (await mail("recovery-asked")).text.replaceAll("\n", " ");
  expect(words).toContain("from 4 December 2026 at 14:05 UTC on");
  expect(words).toContain("this page stops the request, ends every login");
  expect(words).toContain("Any login of the account stops it too");
  expect((await mail("password-changed")).text).not.toContain("stops the request");
});

test("The mail with a recovery's link says until when it works, counted from when it was asked for", async () => {
  const words = (await mail("recovery-ready")).text.replaceAll("\n", " ");
  expect(words).toContain("The link is good once, until 10 December 2026 at 14:05 UTC");
});
