import { createServer, type Socket } from "node:net";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { dispatch } from "../dispatch";
import type { Faults, MailEffect } from "../faults";
import { listen } from "../http/listen";
import type { Outbox } from "../outbox";
import { wireNumber } from "../phone-number";
import type { Timeline } from "../timeline";
import { isMailbox } from "./address";
import { readMail } from "./mail";
import { Refusal } from "./refusal";

/** What a client must log in with. */
export type MailOptions = {
  user: string;
  password: string;
  /** 0 takes any free port, as does leaving it out. */
  port?: number;
};

export type MailboxParts = { outbox: Outbox; faults: Faults; timeline: Timeline };

type Answer = (error?: Error | null) => void;

const loopback = "127.0.0.1";
const largestBytes = 64 * 1024;
// Longer than any client waits, so that a fault that hangs does not end by itself.
const idleMilliseconds = 600_000;

/** A mail server that keeps what it is given for the handset. */
export function createMailbox(parts: MailboxParts, options: MailOptions | undefined) {
  const { faults, timeline } = parts;
  const sockets = new Map<number, Socket>();

  /** Answers yes, unless a fault wants something else. */
  function answerOr(effect: MailEffect | undefined, { remotePort }: SMTPServerSession, answer: Answer): void {
    switch (effect?.kind) {
      case undefined:
        answer();
        break;
      case "answer":
        answer(new Refusal(effect.status, effect.text ?? "Refused by a fault"));
        break;
      case "reset":
        sockets.get(remotePort)?.resetAndDestroy();
        break;
      case "hang":
        break;
    }
  }

  /** Takes a mail in; gives what its answer suffers. */
  async function take(stream: SMTPServerDataStream, { envelope }: SMTPServerSession) {
    timeline.settle();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    if (stream.sizeExceeded) throw new Refusal(552, `5.3.4 Not taken: more than ${largestBytes} bytes`);
    const { id, name, ...mail } = await readMail(Buffer.concat(chunks));
    const addresses = envelope.rcptTo.map(({ address }) => wireNumber(address));
    const draft = { ...mail, requestId: id, step: 1, channel: "email", brand: name, locale: "", code: "" };
    for (const to of addresses) dispatch(parts, { ...draft, to });
    return faults.takeMail("after", addresses);
  }

  const smtp = new SMTPServer({
    name: "mailbox",
    logger: false,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    hideSMTPUTF8: true,
    disableReverseLookup: true,
    size: largestBytes,
    socketTimeout: idleMilliseconds,
    onConnect: (session, answer) => answerOr(faults.takeConnect(), session, answer),
    onAuth({ username, password }, _session, answer) {
      const known = options !== undefined && username === options.user && password === options.password;
      const refused = { message: "5.7.8 User or password is not known here", responseCode: 535 };
      answer(null, known ? { user: username } : refused);
    },
    onMailFrom({ address }, _session, answer) {
      answer(isMailbox(address) ? null : new Refusal(553, "5.1.7 The sender is no address"));
    },
    onRcptTo({ address }, session, answer) {
      if (isMailbox(address)) answerOr(faults.takeMail("before", [wireNumber(address)]), session, answer);
      else answer(new Refusal(553, "5.1.3 The recipient is no address"));
    },
    onData(stream, session, answer) {
      take(stream, session).then(
        (effect) => answerOr(effect, session, answer),
        (error: unknown) => {
          const refused = error instanceof Refusal;
          // The client going away while its mail is read is not this server's failure.
          if (!refused && !stream.readableAborted) console.error(error);
          answer(refused ? error : new Refusal(451, "4.3.0 Something went wrong on this side"));
        },
      );
    },
  });
  // Of a client that has gone away; the server has nothing to mend there.
  smtp.on("error", () => {});

  const server = createServer((socket) => {
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.on("close", () => sockets.delete(remotePort));
    smtp.connect(socket);
  });

  return {
    /** Resolves with the address that a client is given, its user and password in it. */
    async listen(): Promise<string> {
      const url = new URL(await listen(server, options?.port ?? 0, loopback, "smtp"));
      if (options) Object.assign(url, { username: options.user, password: options.password });
      return url.href;
    },
    async close(): Promise<void> {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets.values()) socket.destroy();
      await ended;
    },
  };
}
