import { describe, expect, test } from "vitest";
import { auditEvents } from "@/db/queries/audit";
import type { HistoryRow } from "@/db/queries/history";
import { historyDays, historyEntry, historyFilters, historyKind, prefixesOf } from "@/lib/account/history";
import { historySentence, historyWords } from "@/lib/account/history-words";

const row = (given: Partial<HistoryRow>): HistoryRow => ({
  id: "1",
  at: Date.UTC(2026, 10, 26, 9, 5),
  event: "login.password",
  outcome: "right",
  factor: "pwd",
  browser: "Firefox on Linux",
  address: "192.0.2.1",
  details: null,
  acted: false,
  ...given,
});

const outcomesOf = (event: (typeof auditEvents)[number]) => [
  ...Object.keys(historyWords[event]),
  "unheard-of",
];

describe("Every event of the audit", () => {
  test.each(auditEvents)("%s has words of its own, for outcomes without words too", (event) => {
    for (const outcome of outcomesOf(event)) {
      const sentence = historySentence(row({ event, outcome }));
      expect(sentence).toMatch(/^[A-Z][^_]{8,}[^.]$/);
      expect(sentence).not.toContain("no words for yet");
      expect(sentence).not.toContain(event);
    }
  });

  test.each(auditEvents)("%s can be found under at least one heading", (event) => {
    const headings = ["logins", "sessions", "changes", "notices", "administration"].map(historyKind);
    const found = headings.filter((kind) => prefixesOf(kind).some((prefix) => event.startsWith(prefix)));
    expect(found).not.toEqual([]);
  });
});

test.each(["unheard.of", "", "toString", "__proto__", "constructor"])(
  "An event that we do not know, such as %j, is admitted to have no words",
  (event) => {
    expect(historySentence(row({ event }))).toBe("Something happened that this page has no words for yet");
  },
);

test.each(["toString", "__proto__", "constructor", "other"])(
  "An outcome named %s claims nothing",
  (outcome) => {
    expect(historySentence(row({ event: "account.username", outcome }))).toBe(
      "Somebody set about changing the user name",
    );
  },
);

describe("What is said of whoever failed", () => {
  test.each([
    [{ event: "login.password", outcome: "wrong" }, "A wrong password was entered to log in"],
    [{ event: "login.pin", outcome: "wrong" }, "Somebody entered a wrong PIN to log in"],
    [
      { event: "login.pin", outcome: "wrong", details: { route: "phone" } },
      "Somebody entered a wrong PIN to log in",
    ],
    [
      { event: "login.pin", outcome: "wrong", details: { route: "password" } },
      "Somebody with the right password entered a wrong PIN to log in",
    ],
    [{ event: "login.phone", outcome: "wrong" }, "Somebody entered a wrong PIN to log in"],
  ])("%j: %s", (given, sentence) => {
    expect(historySentence(row(given))).toBe(sentence);
  });
});

describe("What is said of sessions", () => {
  test.each([
    [
      { event: "login.session", outcome: "opened", factor: "pwd sms" },
      "Logged in with password and PIN to the phone",
    ],
    [{ event: "login.session", outcome: "opened", factor: null }, "Logged in"],
    [
      { event: "login.session", outcome: "opened", factor: "sms", details: { known: false } },
      "Logged in with PIN to the phone, in a browser that this account had not met before",
    ],
    [{ event: "session.ended", outcome: "logout" }, "Logged out"],
    [
      { event: "session.ended", outcome: "owner", details: { by: "Safari on iPhone" } },
      "A session was ended from another one, in Safari on iPhone",
    ],
    [{ event: "session.ended", outcome: "owner" }, "A session was ended from another one"],
    [{ event: "session.ended", outcome: "whatever-comes" }, "A session was ended"],
  ])("%j: %s", (given, sentence) => {
    expect(historySentence(row(given))).toBe(sentence);
  });
});

describe("What is said of changes", () => {
  const changed = (event: string, details: HistoryRow["details"], outcome = "changed") =>
    historySentence(row({ event, outcome, details }));

  test("They name what is new, where it was written down", () => {
    expect(changed("account.username", { newUsername: "ada" })).toBe("The user name was changed to ada");
    expect(changed("account.username", null)).toBe("The user name was changed");
    expect(changed("account.email", { email: "a…@example.org" })).toBe(
      "The e-mail address was changed to a…@example.org",
    );
    expect(changed("account.phone", { oldEnding: "42", newEnding: "17" })).toBe(
      "The phone was changed from the number ending in 42 to the one ending in 17",
    );
    expect(changed("account.language", { locale: "fr-FR" })).toMatch(/changed to .*French/);
    expect(changed("account.language", { locale: null })).toMatch(/changed to that of the browser$/);
    expect(changed("account.password", { first: true })).toBe("A password was chosen");
    expect(changed("account.password", { first: false })).toBe("The password was changed");
    expect(changed("notice.disputed", null, "email-changed")).toBe(
      'A notice (The e-mail address of your account was changed) was answered with "this was not me"',
    );
  });

  test.each([["<b>ada</b>"], [{ $gt: "" }], [42], ["\u202Eada"], ["a whole@address.example"]])(
    "Details that do not look as they should, such as %j, are left out",
    (value) => {
      const details = { newUsername: value, email: value, oldEnding: value, newEnding: value };
      for (const event of ["account.username", "account.email", "account.phone"]) {
        expect(changed(event, details)).toMatch(/^The [\w -]+ was changed$/);
      }
    },
  );
});

describe("Where it happened", () => {
  test("The browser, the place and the network as they were stored", () => {
    const { where } = historyEntry(
      row({ details: { place: "London, GB" }, address: "2001:db8:1:2::/64" }),
      0,
    );
    expect(where).toBe("Firefox on Linux · London, GB · 2001:db8:1:2::/64");
  });

  test("Nothing stands there when nothing is known", () => {
    expect(historyEntry(row({ browser: null, address: null }), 0).where).toBe("");
  });

  test("What is no network is left out", () => {
    expect(historyEntry(row({ address: "<b>192.0.2.1" }), 0).where).toBe("Firefox on Linux");
  });

  test("No id of a session, a login or a person is part of a line", () => {
    const id = "0b8e6a52-6a6c-4c8f-9f0e-2f6f8e5a9d11";
    const line = historyEntry(row({ details: { sessionId: id, userId: id, place: null } }), 0);
    expect(JSON.stringify(line)).not.toContain(id);
  });
});

describe("Days", () => {
  test("Lines stand under the day on which they were written, by UTC, in their order", () => {
    const rows = [
      Date.UTC(2026, 10, 26, 0, 0),
      Date.UTC(2026, 10, 25, 23, 59),
      Date.UTC(2026, 10, 25, 23, 59),
    ];
    const days = historyDays(rows.map((at) => row({ at })));
    const names = [/^Thursday,? 26 November 2026$/, /^Wednesday,? 25 November 2026$/];
    expect(days.map(({ name }) => name)).toEqual(names.map((name) => expect.stringMatching(name)));
    expect(days.map(({ entries }) => entries.map(({ line, time }) => [line, time]))).toEqual([
      [[1, "00:00"]],
      [
        [2, "23:59"],
        [3, "23:59"],
      ],
    ]);
  });

  test("Without lines there are none", () => {
    expect(historyDays([])).toEqual([]);
  });
});

describe("Headings", () => {
  test("The one that is shown is marked, and no other", () => {
    expect(historyFilters(null).filter(({ current }) => current)).toMatchObject([{ label: "Everything" }]);
    expect(historyFilters("sessions").filter(({ current }) => current)).toMatchObject([
      { label: "Sessions" },
    ]);
  });

  test.each([undefined, null, "", "everything", "toString", "__proto__", ["logins"], "LOGINS"])(
    "%j is none of them",
    (value) => {
      expect(historyKind(value)).toBeNull();
    },
  );
});
