import { describe, expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { type Changes, problems } from "../configuration";
import { required } from "../environment";

const notices = (given: Readonly<Record<string, string>>) => parseEnv({ ...required, ...given }).notices;
const told = (given: Changes) => problems({ ...required, ...given }).join("\n");

const MAIL_FROM = "Countersign <login@example.org>";
const mailOf = (url: string, from = MAIL_FROM) => notices({ SMTP_URL: url, MAIL_FROM: from }).mail;

test("Without configuration there is no mail, and texts go out", () => {
  expect(notices({})).toEqual({ mail: null, texts: true });
  expect(notices({ SMTP_URL: "", MAIL_FROM: "", NOTICE_TEXTS: "" })).toEqual(notices({}));
});

test.each([
  ["1", true],
  ["0", false],
])("NOTICE_TEXTS %s: %s", (value, texts) => {
  expect(notices({ NOTICE_TEXTS: value }).texts).toBe(texts);
});

test.each(["2", "no", "true"])("NOTICE_TEXTS %j is refused with a cure", (value) => {
  expect(told({ NOTICE_TEXTS: value })).toMatch(/^NOTICE_TEXTS is not usable: 0 when/);
});

describe("The mail server", () => {
  const ada = { user: "ada", pass: "secret" };
  test.each([
    ["smtp://ada:secret@mail.example.org", { host: "mail.example.org", port: 587, secure: false, auth: ada }],
    ["smtp://ada:secret@mail.example.org:2525/", { port: 2525, secure: false, onThisMachine: false }],
    ["smtps://ada:secret@mail.example.org", { port: 465, secure: true }],
    ["smtps://ada:secret@mail.example.org:4650", { port: 4650, secure: true }],
    ["smtp://mail.example.org", { auth: null }],
    ["smtps://a%40b:p%3A%2F%20%25@mail.example.org", { auth: { user: "a@b", pass: "p:/ %" } }],
    ["smtp://localhost:1025", { host: "localhost", onThisMachine: true }],
    ["smtp://127.0.0.1:1025", { host: "127.0.0.1", onThisMachine: true }],
    ["smtp://[::1]:1025", { host: "::1", onThisMachine: true }],
    ["smtp://localhost.example.org", { onThisMachine: false }],
  ])("%s is taken", (url, expected) => {
    expect(mailOf(url)).toMatchObject(expected);
  });

  test("An address without a host is refused", () => {
    expect(told({ SMTP_URL: "smtp://", MAIL_FROM })).toMatch(/^SMTP_URL is not usable/);
  });

  test.each([
    "mail.example.org:587",
    "https://ada:secret@mail.example.org",
    "smtp://ada:secret@",
    "smtp://ada@mail.example.org",
    "smtp://:secret@mail.example.org",
    "smtp://ada:%E0%A4%A@mail.example.org",
    "smtp://ada:a%0D%0Ab@mail.example.org",
    "smtp://ada:secret@mail.example.org:0",
    "smtp://ada:secret@mail.example.org:99999",
    "smtp://ada:secret@mail.example.org/path",
    "smtp://ada:secret@mail.example.org?tls.rejectUnauthorized=false",
    "smtp://ada:secret@mail.example.org#x",
    "smtp://ada:secret@mail%20example.org",
  ])("%s is refused with a cure, and not repeated: it may hold a secret", (url) => {
    const problem = told({ SMTP_URL: url, MAIL_FROM });
    expect(problem).toMatch(/^SMTP_URL is not usable: smtp:\/\/user:password@host:587/);
    expect(problem).not.toContain(url);
    expect(problem).not.toContain("secret@");
  });
});

describe("The sender", () => {
  test.each([
    ["login@example.org", { name: "", address: "login@example.org" }],
    ["<login@example.org>", { name: "", address: "login@example.org" }],
    ["  Ada & Söhne, Ltd. <Login@example.org> ", { name: "Ada & Söhne, Ltd.", address: "Login@example.org" }],
  ])("%j is taken", (from, expected) => {
    expect(mailOf("smtps://ada:secret@mail.example.org", from)?.from).toEqual(expected);
  });

  test.each([
    "Countersign",
    "login@example",
    "a@example.org, b@example.org",
    "Ada <a@example.org> <b@example.org>",
    "Ada\r\nBcc: eve@example.org <a@example.org>",
    'Ada" <a@example.org>',
    "Ada <a@example.org\r\nBcc: eve@example.org>",
    `${"x".repeat(61)} <a@example.org>`,
  ])("%j is refused with a cure", (from) => {
    expect(told({ SMTP_URL: "smtps://ada:secret@mail.example.org", MAIL_FROM: from })).toMatch(
      /^MAIL_FROM is not usable: who mail comes from/,
    );
  });
});

test("Of server and sender there are both or neither", () => {
  expect(told({ SMTP_URL: "smtps://ada:secret@mail.example.org" })).toMatch(/^MAIL_FROM is missing/);
  expect(told({ MAIL_FROM })).toMatch(/^SMTP_URL is missing/);
});

test("What is wrong with one does not hide what is wrong with the others", () => {
  const lines = problems({ ...required, SMTP_URL: "x", NOTICE_TEXTS: "x", BRAND: "{}" });
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["BRAND", "SMTP_URL", "NOTICE_TEXTS"]);
});
