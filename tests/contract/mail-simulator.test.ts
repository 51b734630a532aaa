import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { address, mail, post, postFailure } from "./mail";
import { mailPassword, mailUser, number, simulator } from "./support";

describe("a mail that is taken", () => {
  test("arrives at its address with subject and text exactly", async () => {
    const { control, ...at } = await simulator();
    const text = `Grüße, ada:\n\n.a line with a dot\n${"words ".repeat(40)}\nhttps://a.example/?b=${"c".repeat(90)}\n`;
    const subject = "Ihr Paßwort wurde geändert – bitte prüfen";
    await post(at, { subject, text });
    const from = "no-reply@countersign.example";
    const [arrived] = control.mailsFor("Ada@Example.org");
    expect(arrived).toEqual({
      id: expect.any(String),
      to: address,
      from,
      subject,
      text,
      at: expect.any(String),
    });
    const shown = { channel: "email", from, brand: "Countersign", subject, code: "" };
    expect(control.messagesFor(address)).toMatchObject([shown]);
  });

  test("keeps an address with a plus sign as it is", async () => {
    const { control, ...at } = await simulator();
    await post(at, { to: "ada+phone-1@example.org" });
    expect(control.outbox().map(({ to }) => to)).toEqual(["ada+phone-1@example.org"]);
  });

  test("is listed after those before it, and each of its recipients gets it", async () => {
    const { control, ...at } = await simulator();
    await post(at);
    await post(at, { to: [address, "bob@example.org"], subject: "Second" });
    expect(control.mailsFor(address).map(({ subject }) => subject)).toEqual([mail.subject, "Second"]);
    expect(control.mailsFor("bob@example.org")).toHaveLength(1);
  });

  test("is there over HTTP too", async () => {
    const { control, url, smtpUrl } = await simulator();
    await post({ smtpUrl });
    const answer = await fetch(`${url}/_simulator/mails?to=${encodeURIComponent(address)}`);
    expect(await answer.json()).toEqual({ mails: control.mailsFor(address) });
    expect((await fetch(`${url}/_simulator/mails`)).status).toBe(400);
  });

  test("has no code, so that the one before it is still the newest", async () => {
    const { control, ...at } = await simulator();
    await post(at, { text: "Login at 14:05 on 3 December 2026, number 482913." });
    expect(control.latestCode(address)).toBeUndefined();
  });
});

describe("the mail server lets in", () => {
  test.each([
    ["another user", "intruder", mailPassword],
    ["another password", mailUser, "wrong"],
  ])("nobody with %s", async (_what, user, password) => {
    const { smtpUrl, control } = await simulator();
    const other = Object.assign(new URL(smtpUrl), { username: user, password });
    const refused = { code: "EAUTH", command: "AUTH PLAIN", status: 535 };
    expect(await postFailure(post({ smtpUrl: other.href }))).toEqual(refused);
    expect(control.outbox()).toEqual([]);
  });

  test("nobody without a login", async () => {
    const { smtpUrl } = await simulator();
    const open = Object.assign(new URL(smtpUrl), { username: "", password: "" });
    expect(await postFailure(post({ smtpUrl: open.href }))).toMatchObject({ status: 530 });
  });

  test("nobody at all when it was given no user", async () => {
    const { smtpUrl } = await simulator({ mail: undefined });
    expect(new URL(smtpUrl).username).toBe("");
    const guess = Object.assign(new URL(smtpUrl), { username: mailUser, password: mailPassword });
    expect(await postFailure(post({ smtpUrl: guess.href }))).toMatchObject({ status: 535 });
  });
});

describe("a mail is refused", () => {
  const envelope = { from: "no-reply@countersign.example", to: address };
  const headers = {
    From: "a@example.org",
    To: address,
    Subject: "One",
    Date: "Thu, 03 Dec 2026 14:05:00 +0000",
    "Message-ID": "<1@example.org>",
  };
  const raw = (change: Record<string, string | undefined>, more = "") => {
    const lines = Object.entries({ ...headers, ...change }).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}: ${value}\r\n`],
    );
    return `${lines.join("")}${more}\r\nText\r\n`;
  };

  test.each([
    ["no sender", { from: "", to: address }, "MAIL FROM"],
    ["a sender that is no address", { from: "countersign@localhost", to: address }, "MAIL FROM"],
    ["a recipient that is no address", { from: "a@example.org", to: "ada@localhost" }, "RCPT TO"],
  ])("for %s in its envelope", async (_what, wrong, command) => {
    const { control, ...at } = await simulator();
    expect(await postFailure(post(at, { envelope: wrong }))).toMatchObject({ command, status: 553 });
    expect(control.outbox()).toEqual([]);
  });

  test.each([
    ["no From", raw({ From: undefined })],
    ["no To", raw({ To: undefined })],
    ["no Subject", raw({ Subject: undefined })],
    ["no Date", raw({ Date: undefined })],
    ["no Message-ID", raw({ "Message-ID": undefined })],
    ["two subjects", raw({}, "subject: Two\r\n")],
    ["a From that is no address", raw({ From: "Countersign" })],
    ["a To that is no address", raw({ To: "ada" })],
    ["a Date that is none", raw({ Date: "soon" })],
    ["a Message-ID that is none", raw({ "Message-ID": "1" })],
    ["a header line that is none", raw({}, "no colon\r\n")],
    ["a header with letters beyond ASCII", raw({ Subject: "Über" })],
    ["a line that is too long", raw({ Subject: "a".repeat(1000) })],
  ])("for %s", async (_what, text) => {
    const { control, ...at } = await simulator();
    expect(await postFailure(post(at, { envelope, raw: text }))).toMatchObject({
      command: "DATA",
      status: 554,
    });
    expect(control.outbox()).toEqual([]);
  });

  test("when it is larger than the server takes", async () => {
    const { control, ...at } = await simulator();
    const large = "words and words\n".repeat(5000);
    expect(await postFailure(post(at, { text: large }))).toMatchObject({ command: "DATA", status: 552 });
    expect(control.outbox()).toEqual([]);
  });

  test.each([
    ["LF", "\n"],
    ["CR", "\r"],
  ])("when a line of it ends with a bare %s, behind which another header could hide", async (_what, end) => {
    const { control, smtpUrl } = await simulator();
    const login = Buffer.from(`\0${mailUser}\0${mailPassword}`).toString("base64");
    const commands = [
      "EHLO client.example",
      `AUTH PLAIN ${login}`,
      "MAIL FROM:<a@example.org>",
      `RCPT TO:<${address}>`,
      "DATA",
      `${raw({ Subject: `One${end}Bcc: bob@example.org` })}.`,
      "QUIT",
    ];
    const socket = connect(Number(new URL(smtpUrl).port), "127.0.0.1");
    let said = "";
    socket.on("data", (chunk) => {
      said += chunk.toString();
      // The last line of an answer has no hyphen behind its number.
      if (/(^|\n)\d{3} .*\r\n$/.test(said)) socket.write(`${commands.shift() ?? ""}\r\n`);
    });
    await once(socket, "close");
    expect(said).toContain("\n554 5.6.0 Not taken: a line ends with a bare CR or LF");
    expect(control.outbox()).toEqual([]);
  });
});

test("phones and mailboxes are cleared and asked each for itself", async () => {
  const { control, ...at } = await simulator();
  await post(at);
  control.clearPhone(number);
  expect(control.mailsFor(address)).toHaveLength(1);
  control.clearPhone(address);
  expect(control.mailsFor(address)).toEqual([]);
});
