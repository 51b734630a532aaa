import { createServer } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen } from "@/dev/simulator/http/listen";
import { claimConsole, loggedLines } from "../support/console";
import { serveWith } from "../unit/environment";

const id = "8f2c1a9e-6f0b-4c53-9f43-1d3b6f0a7c21";
const mail = {
  id,
  to: "ada@example.org",
  subject: "Countersign: a notice",
  text: "Hello ada,\n\nan …ellipsis.\n",
};

type Seen = { raw: string; from: string; to: string[]; user: string; secure: boolean };

/** A mail server on this machine with what it was given. `as`: the host that the application knows it under. */
async function mailServer(options: SMTPServerOptions = {}, as = "127.0.0.1") {
  const seen: Seen[] = [];
  const said: string[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username = "" }, _session, done) => {
      said.push(username);
      done(null, { user: username });
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        seen.push({
          raw: Buffer.concat(chunks).toString(),
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          user: String(session.user ?? ""),
          secure: session.secure,
        });
        done();
      });
    },
    ...options,
  });
  smtp.on("error", () => {});
  const server = createServer((socket) => smtp.connect(socket));
  const { port } = new URL(await listen(server, 0, "127.0.0.1", "smtp"));
  onTestFinished(() => void server.close());
  serveWith({
    SMTP_URL: `smtp://ada:secret-of-the-server@${as}:${port}`,
    MAIL_FROM: "Ada & Söhne, Ltd. <login@example.org>",
  });
  const { sendMail } = await import("@/lib/notices/mail");
  return { seen, said, sendMail };
}

describe("A mail", () => {
  test("is plain text in UTF-8 to one address, and says that a machine wrote it, and which one it is", async () => {
    const { seen, sendMail } = await mailServer();
    expect(await sendMail(mail)).toBe("sent");
    expect(seen).toHaveLength(1);
    const [{ raw, ...envelope } = { raw: "" }] = seen;
    expect(envelope).toMatchObject({ from: "login@example.org", to: ["ada@example.org"], user: "ada" });
    const parsed = await PostalMime.parse(raw);
    expect(parsed).toMatchObject({
      messageId: `<${id}@login.example.org>`,
      from: { name: "Ada & Söhne, Ltd.", address: "login@example.org" },
      to: [{ address: "ada@example.org" }],
      subject: mail.subject,
      text: mail.text,
      attachments: [],
    });
    expect(parsed.html).toBeUndefined();
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(raw).toMatch(/^Content-Type: text\/plain; charset=utf-8\r$/m);
  });

  test.each([
    "ada@example.org, eve@evil.example",
    "ada@example.org\r\nBcc: eve@evil.example",
    "ada@example.org> RCPT TO:<eve@evil.example",
    '"Ada" <ada@example.org>, <eve@evil.example>',
    "ada@example.org;eve@evil.example",
    "",
  ])("to %j reaches nobody else, and no header is added", async (to) => {
    const { seen, sendMail } = await mailServer();
    await sendMail({ ...mail, to });
    for (const { raw, to: reached } of seen) {
      expect(reached.join()).not.toMatch(/^eve@|,eve@/);
      expect(reached.length).toBeLessThanOrEqual(1);
      expect(raw).not.toMatch(/^bcc:/im);
    }
  });

  test("whose subject has a line break in it has no header more", async () => {
    const { seen, sendMail } = await mailServer();
    expect(await sendMail({ ...mail, subject: "a\r\nBcc: eve@evil.example\r\n\r\nb" })).toBe("sent");
    expect(seen[0]?.to).toEqual(["ada@example.org"]);
    expect(seen[0]?.raw).not.toMatch(/^bcc:/im);
  });
});

describe("User and password", () => {
  test("are not said to another machine that offers no encryption", async () => {
    // Resolved to this machine, and yet no name of it.
    const { seen, said, sendMail } = await mailServer({}, "127.1");
    expect(await sendMail(mail)).toBe("failed");
    expect([seen, said]).toEqual([[], []]);
    expect(loggedLines().join("\n")).toContain('"event":"notice.mail"');
  });

  test("are not said to another machine with a certificate that nobody vouches for", async () => {
    const { seen, said, sendMail } = await mailServer({ disabledCommands: [] }, "127.1");
    expect(await sendMail(mail)).toBe("failed");
    expect([seen, said]).toEqual([[], []]);
    claimConsole(/built-in default TLS certificate/);
  });

  test("are never in the log", async () => {
    const { sendMail } = await mailServer({
      onAuth: (_auth, _session, done) => done(new Error("secret-of-the-server is wrong")),
    });
    expect(await sendMail(mail)).toBe("failed");
    expect(loggedLines().join("\n")).not.toMatch(/secret-of-the-server|example\.org/);
  });
});

test("Without a mail server nothing is sent, and nothing breaks", async () => {
  serveWith();
  const { sendMail } = await import("@/lib/notices/mail");
  expect(await sendMail(mail)).toBe("failed");
});
