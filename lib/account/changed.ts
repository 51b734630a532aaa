import type { NoticeChannels, NoticeKind } from "@/db/queries/notices";

export type ChangedWords = Readonly<{ title: string; text: string }>;

/** What the account's page says after a change that led back to it, and which notice went out with it. */
const changes = {
  username: {
    title: "Your user name is changed",
    text: "Log in with the new one from now on.",
    notice: "username-changed",
  },
  "email-sent": {
    title: "Look into your mail",
    text: "We sent a link to the new address. Until it is opened, the address you had stays.",
    notice: null,
  },
  email: {
    title: "Your e-mail address is changed",
    text: "Notices go to the new one from now on.",
    notice: "email-changed",
  },
  password: {
    title: "Your password is changed",
    text: "All your other sessions have ended.",
    notice: "password-changed",
  },
  phone: {
    title: "Your phone is changed",
    text: "PINs go to the new number from now on, and all your other sessions have ended.",
    notice: "number-changed",
  },
  language: {
    title: "The language is changed",
    text: "Texts and calls come in the new one from now on.",
    notice: null,
  },
  "recovery-stopped": {
    title: "It is stopped",
    text: "Nobody can give the account a new phone with that. If it was not you who asked, somebody knows your password: change it.",
    notice: "recovery-stopped",
  },
  sessions: {
    title: "Your other sessions have ended",
    text: "Whoever used them has to log in again.",
    notice: "sessions-ended",
  },
} as const satisfies Readonly<Record<string, ChangedWords & { notice: NoticeKind | null }>>;

const isChange = (value: unknown): value is keyof typeof changes =>
  typeof value === "string" && Object.hasOwn(changes, value);

/** Only what this deployment does send is said to have been sent. */
function toldWords({ email, text }: NoticeChannels): string {
  if (email) return ` Every address we know of you has been told${text ? ", and your phone" : ""}.`;
  return text ? " Your phone has been told." : "";
}

/** Null for whatever is no word of ours: an address must not make this page say things. */
export function changedWords(
  value: unknown,
  channelsOf: (kind: NoticeKind) => NoticeChannels,
): ChangedWords | null {
  if (!isChange(value)) return null;
  const { title, text, notice } = changes[value];
  return { title, text: notice ? `${text}${toldWords(channelsOf(notice))}` : text };
}
