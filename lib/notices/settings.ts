import "server-only";

import { z } from "zod";
import { isLoopback, missing } from "../settings";

/** The mail server, and who mail comes from. */
export type MailSettings = Readonly<{
  host: string;
  port: number;
  /** TLS from the first byte; without it STARTTLS is demanded of every host but this machine. */
  secure: boolean;
  onThisMachine: boolean;
  auth: Readonly<{ user: string; pass: string }> | null;
  from: Readonly<{ name: string; address: string }>;
}>;

export type NoticeSettings = Readonly<{
  /** Null: nobody is told anything by mail, and there is no reset. */
  mail: MailSettings | null;
  texts: boolean;
}>;

type Server = Omit<MailSettings, "from">;

const cures = {
  SMTP_URL:
    "smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465, with @ / : # ? % in user and password percent-encoded; set MAIL_FROM too, or neither",
  MAIL_FROM: "who mail comes from, such as Countersign <login@example.org>; set SMTP_URL too, or neither",
  NOTICE_TEXTS: "0 when no texts are to tell of changes, otherwise leave it out",
} as const;

const ports: Readonly<Record<string, number>> = { "smtp:": 587, "smtps:": 465 };

/** Null: percent signs that encode nothing, or characters that end a line. */
function decoded(text: string): string | null {
  try {
    const plain = decodeURIComponent(text);
    return /\p{Cc}/u.test(plain) ? null : plain;
  } catch {
    return null;
  }
}

function authOf({ username, password }: URL): Server["auth"] | undefined {
  if (username === "" && password === "") return null;
  const [user, pass] = [decoded(username), decoded(password)];
  return user && pass ? { user, pass } : undefined;
}

/** Options in the address are refused: some would switch off the check of certificates. */
function readServer(value: string): Server | null {
  if (!URL.canParse(value)) return null;
  const url = new URL(value);
  const { protocol, hostname, port, pathname, search, hash } = url;
  const usual = ports[protocol];
  const auth = authOf(url);
  if (usual === undefined || auth === undefined || `${pathname.replace(/^\/$/, "")}${search}${hash}` !== "")
    return null;
  if (!/^([A-Za-z0-9.-]+|\[[0-9a-f:.]+\])$/i.test(hostname) || port === "0") return null;
  return {
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? usual : Number(port),
    secure: protocol === "smtps:",
    onThisMachine: isLoopback(hostname.toLowerCase()),
    auth,
  };
}

const address = z.email().max(254);

/** `Name <address>` or the address alone; in names nothing that means something in a header. */
function readSender(value: string): MailSettings["from"] | null {
  const [, name = "", inside = ""] = /^([^<>"\\\p{C}]{0,60}?)\s*<([^<>]+)>$/u.exec(value.trim()) ?? [];
  const given = inside === "" ? value.trim() : inside;
  return address.safeParse(given).success ? { name: name.trim(), address: given } : null;
}

const shape = {
  SMTP_URL: z
    .string()
    .transform(readServer)
    .refine((server) => server !== null)
    .optional(),
  MAIL_FROM: z
    .string()
    .transform(readSender)
    .refine((sender) => sender !== null)
    .optional(),
  NOTICE_TEXTS: z.enum(["0", "1"]).default("1"),
};

type Parsed = z.output<z.ZodObject<typeof shape>>;

function build({
  SMTP_URL: server,
  MAIL_FROM: from,
  NOTICE_TEXTS,
}: Parsed): NoticeSettings | readonly string[] {
  const texts = NOTICE_TEXTS === "1";
  if (server && from) return { mail: { ...server, from }, texts };
  if (server) return [missing("MAIL_FROM", cures.MAIL_FROM)];
  if (from) return [missing("SMTP_URL", cures.SMTP_URL)];
  return { mail: null, texts };
}

export const noticePart = { shape, cures, build };
