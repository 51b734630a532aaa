import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { HistoryList } from "@/components/account/history-list";
import { SessionList } from "@/components/account/session-list";
import type { HistoryRow } from "@/db/queries/history";
import { historyDays } from "@/lib/account/history";
import { historySentence } from "@/lib/account/history-words";
import { sessionView } from "@/lib/account/sessions";
import { untouched } from "@/lib/forms/state";

const OWN = "0b8e6a52-6a6c-4c8f-9f0e-2f6f8e5a9d11";
const OTHER = "7d0c6a37-1d68-4c71-8a55-c4f3d6a4b7aa";

/** What a stranger could send as the name of a browser or a city. */
const hostile = [
  `"><img src=x onerror=alert(1)>`,
  "</script><script>alert(1)</script>",
  "{{constructor.constructor('alert(1)')()}}",
  "\u202Egnp.exe\u2066",
  "line\u2028line\u2029line\nline\r\u0000\u0007",
  "javascript:alert(1)",
];

const row = (text: string): HistoryRow => ({
  id: "1",
  at: 0,
  event: "session.ended",
  outcome: "owner",
  factor: text,
  browser: text,
  address: text,
  details: { place: text, by: text },
  acted: false,
});

const session = (text: string, id: string) =>
  sessionView(
    {
      id,
      amr: "pwd sms",
      browser: text,
      place: text,
      openedAt: 0,
      lastSeenAt: 0,
      ageSeconds: 60,
      idleSeconds: 60,
    },
    OWN,
  );

const inert = (markup: string) => {
  expect(markup).not.toMatch(
    /<(img|script)|onerror=|javascript:|[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u,
  );
};

test.each(hostile)("In the history %j is nothing but letters (T-060)", (text) => {
  const markup = renderToStaticMarkup(<HistoryList days={historyDays([row(text)])} />);
  inert(markup);
  inert(historySentence(row(text)));
  expect(markup).toContain("A session was ended from another one");
});

/** Without what React adds for an action that is no action of a server. */
const sessionList = (...sessions: readonly ReturnType<typeof session>[]) =>
  renderToStaticMarkup(
    <SessionList sessions={sessions} action={async () => untouched} formToken="token" asked={null} />,
  )
    .replace(/<\/ul><script>.*/s, "</ul>")
    .replaceAll(/action="javascript:[^"]*"/g, "");

test.each(hostile)("In the list of sessions %j is nothing but letters (T-060)", (text) => {
  const markup = sessionList(session(text, OWN), session(text, OTHER));
  inert(markup);
  expect(markup).toMatch(/^<ul.*<form.*<\/ul>$/s);
});

test("Markup that reaches a component is shown as text", () => {
  const days = [
    {
      date: "2026-11-26",
      name: "<b>day",
      entries: [{ line: 1, at: "x", time: "09:05", what: "<i>", where: "<u>", receipt: null }],
    },
  ];
  expect(renderToStaticMarkup(<HistoryList days={days} />)).not.toMatch(/<[biu]>/);
});

test("The session that looks at the list is marked, has no button, and its id is not on the page", () => {
  const markup = sessionList(session("Firefox on Linux", OWN), session("Safari on iPhone", OTHER));
  expect(markup).not.toContain(OWN);
  expect(markup.match(/<form/g)).toHaveLength(1);
  expect(markup.match(/aria-current/g)).toHaveLength(1);
  expect(markup).toContain(OTHER);
});
